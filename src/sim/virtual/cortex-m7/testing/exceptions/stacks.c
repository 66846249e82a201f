#include "log.h"

static uint32_t stack[256] __attribute__((aligned(8)));
static uint32_t wanted_control;

static void look(uint32_t number) {
  uint32_t psp = GET(psp);
  note(0xC0000000 | number, psp);
  note(0xC0010000, GET(msp) & 7);
  note(0xC0020000, GET(control));
  const uint32_t *frame = (const uint32_t *)psp;
  if (psp >= (uint32_t)stack && psp < (uint32_t)(stack + 256))
    for (int i = 0; i < 8; i++) note(0xC0030000 + i, frame[i]);
  SET(control, wanted_control);
  note(0xC0040000, GET(control));
}

/* On the process stack, aligned to a word and not to two, privileged or not. */
static void on_process_stack(uint32_t control, uint32_t offset) {
  wanted_control = 0;
  SET(psp, (uint32_t)(stack + 200) + offset);
  note(0xC1000000 | control, GET(psp));
  uint32_t seen, kept;
  __asm volatile(
      "msr control, %[control]\n isb\n"
      "mov r0, #1\n mov r1, #2\n mov r2, #3\n mov r3, #4\n mov r12, #5\n mov lr, #6\n svc 3\n"
      "mrs r5, control\n"
      "mov r0, #0x80\n msr basepri, r0\n mrs r6, basepri\n"
      "mov %[seen], r6\n mov %[kept], r5\n"
      : [seen] "=r"(seen), [kept] "=r"(kept)
      : [control] "r"(control)
      : "r0", "r1", "r2", "r3", "r5", "r6", "r12", "lr", "memory");
  SET(basepri, 0);
  note(0xC1010000, seen);
  note(0xC1020000, kept);
  SET(control, 0);
}

static void without_privilege(void) {
  wanted_control = 1;
  __asm volatile("svc 4");
  TRY("ldr r0, [%[x]]", 0xE000ED00, 0);
  TRY("str r0, [%[x]]", 0xE000E100, 0);
  TRY("msr primask, %[x]\n mrs r0, primask\n str r0, [%[y]]", 1, stack);
  note(0xC2000000, stack[0]);
  TRY("msr control, %[x]\n mrs r0, control\n str r0, [%[y]]", 0, stack);
  note(0xC2010000, stack[0]);
  TRY("mrs r0, psp\n str r0, [%[y]]", 0, stack);
  note(0xC2020000, stack[0]);
  TRY("cpsid i\n mrs r0, primask\n str r0, [%[y]]", 0, stack);
  note(0xC2030000, stack[0]);
  wanted_control = 0;
  __asm volatile("svc 5");
  note(0xC2040000, GET(control));
}

void stacks_and_privilege(void) {
  on_exception = look;
  SHCSR |= 7u << 16;
  for (uint32_t offset = 0; offset < 12; offset += 4) on_process_stack(2, offset);
  without_privilege();
  on_exception = 0;
}
