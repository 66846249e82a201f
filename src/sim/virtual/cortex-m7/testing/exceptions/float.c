#include "log.h"

static uint32_t uses_float;

static __attribute__((noinline)) void use(void) {
  __asm volatile("vmov.f32 s0, #2.0\n vmov.f32 s17, #3.0\n vadd.f32 s1, s0, s17\n" ::: "s0", "s1", "s17");
  uint32_t status;
  __asm volatile("vmrs %0, fpscr" : "=r"(status));
  note(0xF0030000, status);
}

static void look(uint32_t number) {
  register uint32_t control __asm("r4") = GET(control);
  note(0xF0000000 | number, FPCCR);
  note(0xF0010000, FPCAR);
  note(0xF0020000, control);
  if (uses_float) use();
  note(0xF0040000, FPCCR);
  note(0xF0050000, GET(control));
}

static void interrupted(uint32_t mode) {
  uint32_t before[4], after[4];
  __asm volatile(
      "vmov.f32 s0, #1.0\n vmov.f32 s1, #5.0\n vmov.f32 s15, #7.0\n vmov.f32 s16, #9.0\n"
      "mov r0, #0x40000000\n vmsr fpscr, r0\n"
      "vmov r0, r1, s0, s1\n vmov r2, r3, s15, s16\n stm %0, {r0-r3}\n"
      "svc 1\n"
      "vmov r0, r1, s0, s1\n vmov r2, r3, s15, s16\n stm %1, {r0-r3}\n"
      ::"r"(before), "r"(after)
      : "r0", "r1", "r2", "r3", "s0", "s1", "s15", "s16", "memory");
  for (int i = 0; i < 4; i++) {
    note(0xF1000000 | mode, before[i]);
    note(0xF1010000 | mode, after[i]);
  }
  uint32_t status;
  __asm volatile("vmrs %0, fpscr" : "=r"(status));
  note(0xF1020000, status);
}

void lazy_stacking(void) {
  on_exception = look;
  for (uint32_t mode = 0; mode < 8; mode++) {
    FPCCR = (mode & 1 ? 1u << 30 : 0) | (mode & 2 ? 1u << 31 : 0);
    uses_float = mode & 4;
    FPDSCR = mode & 1 ? 0x01000000 : 0;
    SET(control, 0);
    interrupted(mode);
    /* No context of the running program: a basic frame. */
    SET(control, 0);
    __asm volatile("svc 2");
    note(0xF2000000, GET(control));
  }
  FPCCR = 3u << 30;
  FPDSCR = 0;
  /* Without access the first use faults, also inside a handler. */
  CPACR &= ~(0xFu << 20);
  SYNC();
  SHCSR |= 7u << 16;
  TRY("vmov.f32 s0, #1.0", 0, 0);
  TRY("it eq\n vmoveq.f32 s0, #1.0\n vmov.f32 s0, #1.0", 0, 0);
  CPACR |= 0xFu << 20;
  SYNC();
  on_exception = 0;
}
