#include "log.h"

static void state(uint32_t number) {
  note(0xE0000000 | number, ICSR);
  note(0xE0010000, NVIC_IABR);
  note(0xE0020000, NVIC_ISPR);
  note(0xE0030000, SHCSR);
  note(0xE0040000, GET(basepri));
}

/* Interrupt 1 pends what is more, as and less urgent; SVC pends PendSV. */
static void nests(uint32_t number) {
  state(number);
  if (number == 17) NVIC_ISPR = 0xD;
  if (number == 11) ICSR = PENDSVSET;
  if (number == 18) {
    SET(basepri, 0x20);
    NVIC_ISPR = 1;
    note(0xE1000000, NVIC_ISPR);
    SET(basepri, 0);
  }
  SYNC();
  note(0xE00F0000 | number, ICSR);
}

static void mask_and_pend(void) {
  SET(primask, 1);
  NVIC_ISPR = 6;
  note(0xE2000000, ICSR);
  __asm volatile("wfi");
  NVIC_ICPR = 4;
  SET(primask, 0);
  SET(faultmask, 1);
  NVIC_ISPR = 1;
  SYNC();
  note(0xE2010000, ICSR);
  SET(faultmask, 0);
  SET(basepri, 0x80);
  SET(basepri_max, 0xC0);
  note(0xE2020000, GET(basepri));
  SET(basepri_max, 0x30);
  note(0xE2030000, GET(basepri));
  STIR = 3;
  SYNC();
  SET(basepri, 0);
}

void exceptions_by_priority(void) {
  on_exception = nests;
  for (uint32_t group = 0; group < 8; group++) {
    AIRCR = 0x05FA0000 | (group << 8);
    note(0xE3000000, AIRCR);
    for (uint32_t n = 0; n < 8; n++) NVIC_IPR(n) = 0x40 + 0x10 * ((n * 5 + 3) % 8);
    SHPR(11) = 0x60;
    SHPR(14) = 0xF0;
    NVIC_ISER = 0xFF;
    NVIC_ISPR = 2;
    SYNC();
    __asm volatile("svc 7");
    mask_and_pend();
    NVIC_ICER = 8;
    NVIC_ISPR = 8;
    SYNC();
    note(0xE3010000, ICSR);
    NVIC_ICPR = 8;
  }
  AIRCR = 0x05FA0000;
}

static uint32_t seed = 20261126, depth;

static uint32_t chance(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % below;
}

static void step(void) {
  uint32_t n = chance(12);
  switch (chance(12)) {
    case 0: NVIC_IPR(n) = chance(256); break;
    case 1: SET(basepri, chance(3) ? 0 : chance(256)); break;
    case 2: SET(basepri_max, chance(256)); break;
    case 3: SET(primask, chance(2)); break;
    case 4: NVIC_ICER = 1u << n; break;
    case 5: NVIC_ISER = 1u << n; break;
    case 6: NVIC_ICPR = 1u << n; break;
    case 7: ICSR = PENDSVSET; break;
    case 8: SHPR(14) = chance(256); break;
    case 9: AIRCR = 0x05FA0000 | (chance(8) << 8); break;
    default: NVIC_ISPR = 1u << n; break;
  }
  SYNC();
  note(0xD0000000 | GET(ipsr), ICSR);
  note(0xD0010000 | GET(basepri), (NVIC_ISPR << 16) | NVIC_IABR);
}

static void steps_again(uint32_t number) {
  note(0xD1000000 | number, ICSR);
  if (++depth < 24)
    for (uint32_t i = chance(3); i > 0; i--) step();
  depth--;
  note(0xD10F0000 | number, ICSR);
}

void exceptions_by_chance(void) {
  on_exception = steps_again;
  NVIC_ISER = 0xFFF;
  for (int i = 0; i < 3000; i++) step();
  SET(primask, 0);
  SET(basepri, 0);
  NVIC_ICER = 0xFFF;
  NVIC_ICPR = 0xFFF;
  AIRCR = 0x05FA0000;
  on_exception = 0;
}
