#include "main.h"
#include "registers.h"
#include "uart.h"

/* Two tasks of equal rank share the core: each SysTick asks for PendSV, the least urgent exception, and its handler goes over to the other task. */
#define STACK_WORDS 256
#define SWITCHES_TO_WATCH 24
/* While they are watched: short enough to stop each task in the middle of what it computes. */
#define CYCLES_PER_SWITCH 20000u
#define EXC_RETURN_TO_PROCESS_STACK 0xFFFFFFFDu
#define THUMB_STATE 0x01000000u

static uint32_t stacks[2][STACK_WORDS] __attribute__((aligned(8)));
static uint32_t *kept[2];
static uint32_t running;
static volatile uint32_t switches, rounds[2], lost;
static float expected_sum;
static double expected_product;

__attribute__((used)) uint32_t *other_stack(uint32_t *stack) {
  kept[running] = stack;
  running ^= 1;
  switches++;
  return kept[running];
}

/* What the exception entry did not push: R4-R11, EXC_RETURN, and S16-S31 where the frame has a floating-point part (bit 4 of EXC_RETURN is 0). */
__attribute__((naked)) void pend_sv(void) {
  __asm volatile(
      "mrs r0, psp\n"
      "tst lr, #0x10\n"
      "it eq\n"
      "vstmdbeq r0!, {s16-s31}\n"
      "stmdb r0!, {r4-r11, lr}\n"
      "bl other_stack\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "tst lr, #0x10\n"
      "it eq\n"
      "vldmiaeq r0!, {s16-s31}\n"
      "msr psp, r0\n"
      "bx lr\n");
}

__attribute__((used)) uint32_t *first_stack(void) { return kept[0]; }

/* The first task begins as if it had been interrupted before its first instruction. */
__attribute__((naked)) void supervisor_call(void) {
  __asm volatile(
      "bl first_stack\n"
      "ldmia r0!, {r4-r11, lr}\n"
      "msr psp, r0\n"
      "bx lr\n");
}

void on_period(void) {
  if (kept[1]) SCB_ICSR = SCB_ICSR_PENDSVSET;
}

static float sum_of(uint32_t terms) {
  float sum = 0;
  for (uint32_t i = 1; i <= terms; i++) sum += 1.0f / (float)i;
  return sum;
}

static double product_of(uint32_t terms) {
  double product = 1;
  for (uint32_t i = 1; i <= terms; i++) product *= 1 + 1.0 / ((double)i * (double)i);
  return product;
}

static void report(void) {
  SYST_RVR = CYCLES_PER_PERIOD - 1;
  speak("switches=");
  uart_decimal(SWITCHES_TO_WATCH);
  uart_text(rounds[0] && rounds[1] ? " both=ran" : " both=no");
  uart_text(lost ? " floats=lost" : " floats=kept");
  end_line();
}

static void summing_task(void) {
  while (switches < SWITCHES_TO_WATCH) {
    if (sum_of(3000) != expected_sum) lost++;
    rounds[0]++;
  }
  report();
  for (;;) wait_and_tick();
}

static void multiplying_task(void) {
  while (switches < SWITCHES_TO_WATCH) {
    if (product_of(2000) != expected_product) lost++;
    rounds[1]++;
  }
  for (;;) __asm volatile("wfi");
}

/* Below the frame that the return pops: R4-R11 and EXC_RETURN. */
static uint32_t *stack_of(uint32_t *words, void (*task)(void)) {
  uint32_t *frame = words + STACK_WORDS - 8;
  frame[5] = (uint32_t)fault; /* a task does not return */
  frame[6] = (uint32_t)task & ~1u;
  frame[7] = THUMB_STATE;
  frame[-1] = EXC_RETURN_TO_PROCESS_STACK;
  return frame - 9;
}

void early(void) {}

void begin(void) {
  expected_sum = sum_of(3000);
  expected_product = product_of(2000);
  SCB_SHPR3 = 0xFFFF0000u; /* SysTick and PendSV least urgent */
}

void serve(void) {
  uint32_t *first = stack_of(stacks[0], summing_task);
  kept[0] = first;
  kept[1] = stack_of(stacks[1], multiplying_task);
  SYST_RVR = CYCLES_PER_SWITCH - 1;
  SYST_CVR = 0;
  __asm volatile("svc 0" ::: "memory");
  fault();
}
