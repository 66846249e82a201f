#include "main.h"
#include "registers.h"
#include "uart.h"

#define ORDER_TO_DIE '!'

static void field(const char *name, uint32_t value) {
  uart_text(name);
  uart_hex(value);
}

/* The frame that exception entry pushed: R0-R3, R12, LR, PC, xPSR (ARMv7-M B1.5.6). */
__attribute__((used)) void print_frame(const uint32_t *frame, uint32_t exc_return) {
  speak("hardfault");
  field(" pc=", frame[6]);
  field(" lr=", frame[5]);
  field(" xpsr=", frame[7]);
  field(" r0=", frame[0]);
  field(" r3=", frame[3]);
  field(" exc_return=", exc_return);
  uart_text("\r\n");
  speak("status");
  field(" CFSR=", SCB_CFSR);
  field(" HFSR=", SCB_HFSR);
  uart_text("\r\n");
  fault();
}

__attribute__((naked)) void hard_fault(void) {
  __asm volatile(
      "tst lr, #4\n"
      "ite eq\n"
      "mrseq r0, msp\n"
      "mrsne r0, psp\n"
      "mov r1, lr\n"
      "b print_frame\n");
}

void early(void) {}

void serve(void) {
  if (uart_heard(ORDER_TO_DIE)) __asm volatile("ldr r0, =0x600DF00D\n ldr r3, =0xBADC0DE\n udf #42\n" ::: "r0", "r3");
  wait_and_tick();
}
