#include <stdint.h>
#include "main.h"
#include "registers.h"
#include "uart.h"

#define ORDER_TO_DIE '!'

/* Keeps the compiler from making a loop of it: each call needs what the one below it returned. */
__attribute__((noinline)) static uint32_t sink(uint32_t depth) {
  volatile uint32_t room[16];
  room[depth % 16] = depth;
  if (depth == UINT32_MAX) return 0;
  return sink(depth + 1) + room[(depth + 1) % 16];
}

static void live_then_sink(void) {
  for (;;) {
    if (uart_heard(ORDER_TO_DIE)) (void)sink(0);
    wait_and_tick();
  }
}

#ifdef GUARD
/* The program runs on a stack of its own, so that the handler, on the main stack, has room; below it is a region that nobody may touch. */
#define MPU_RNR REGISTER(0xE000ED98u)
#define GUARD_BYTES 256u
#define STACK_BYTES 4096u

static uint8_t stack[GUARD_BYTES + STACK_BYTES] __attribute__((aligned(GUARD_BYTES)));

__attribute__((used)) void print_overflow(uint32_t process_stack) {
  speak("stack overflow at=");
  uart_hex(SCB_CFSR & 0x80 ? SCB_MMFAR : process_stack);
  uart_text((uint32_t)stack + GUARD_BYTES > process_stack - 256 ? " guard=hit" : " guard=missed");
  uart_text(" CFSR=");
  uart_hex(SCB_CFSR);
  uart_text("\r\n");
  fault();
}

__attribute__((naked)) void memory_fault(void) { __asm volatile("mrs r0, psp\n b print_overflow\n"); }

void early(void) {
  MPU_CTRL = 0;
  MPU_RNR = 1;
  MPU_RBAR = (uint32_t)stack;
  MPU_RASR = (1u << 28) | (1u << 19) | (7u << 1) | 1; /* no access, 256 bytes */
  MPU_CTRL = 5;
  SCB_SHCSR |= 1u << 16;
  __asm volatile("dsb\n isb" ::: "memory");
}

void serve(void) {
  __asm volatile(
      "msr psp, %0\n"
      "mov r0, #2\n"
      "msr control, r0\n"
      "isb\n" ::"r"(stack + sizeof stack)
      : "r0", "memory");
  live_then_sink();
}
#else
/* The stack ends where the DTCM begins: below it nothing answers, neither to a call nor to the frame of the fault. */
void early(void) {}

void serve(void) { live_then_sink(); }
#endif
