#include "log.h"

static volatile uint32_t ticked, pended, wrong;

/* How many there are depends on the host: a busy one lets several pass at once. */
static void tick(uint32_t number) {
  if (number == 15) {
    ticked++;
    ICSR = PENDSVSET;
  } else {
    pended++;
    if (number != 14 || !(ICSR & (1u << 11))) wrong++;
  }
}

void ticks(void) {
  on_exception = tick;
  SHPR(14) = 0xF0;
  SHPR(15) = 0x40;
  SYST_RVR = 20000;
  SYST_CVR = 0;
  SYST_CSR = 7;
  while (pended < 5) __asm volatile("wfi");
  SYST_CSR = 0;
  note(0x91000000, ticked >= pended);
  note(0x91020000, wrong);
  on_exception = 0;
  /* Counted without an interrupt. */
  SYST_CVR = 0;
  SYST_CSR = 5;
  while (!(SYST_CSR & (1u << 16))) {
  }
  SYST_CSR = 4;
  // Time of the one is host time, of the other its instructions: it may have counted to 0 once more before it stood still.
  note(0x91010000, SYST_CSR & ~(1u << 16));
}
