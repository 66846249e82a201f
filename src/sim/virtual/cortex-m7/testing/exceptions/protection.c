#include "log.h"

#define AREA 0x20200000u

static uint32_t wanted_control;
static void change(uint32_t number) {
  (void)number;
  SET(control, wanted_control);
}

static void privileged(uint32_t on) {
  wanted_control = on ? 0 : 1;
  __asm volatile("svc 8");
}

static void region(uint32_t number, uint32_t base, uint32_t attributes) {
  MPU_RNR = number;
  MPU_RBAR = base;
  MPU_RASR = attributes;
}

static void accesses(uint32_t address) {
  uint32_t result = 0;
  TRY("ldr r0, [%[x]]\n str r0, [%[y]]", address, &result);
  note(0xA0000000, result);
  TRY("mov r0, #0x55\n str r0, [%[x]]", address, 0);
  TRY("ldrb r0, [%[x], #3]", address, 0);
  TRY("orr lr, %[x], #1\n blx lr", address + 8, 0);
  TRY("ldrt r0, [%[x]]", address, 0);
  TRY("strt r0, [%[x]]", address, 0);
}

static void each_right(void) {
  for (uint32_t access = 0; access < 8; access++) {
    if (access == 4) continue; /* reserved */
    for (uint32_t never = 0; never < 2; never++) {
      MPU_CTRL = 0;
      region(2, AREA, never << 28 | access << 24 | 1u << 19 | 3u << 16 | 11u << 1 | 1);
      MPU_CTRL = 5;
      SYNC();
      note(0xA1000000 | access << 8 | never, MPU_RASR);
      accesses(AREA);
      privileged(0);
      accesses(AREA);
      privileged(1);
    }
  }
}

static void overlaps(void) {
  MPU_CTRL = 0;
  region(2, AREA, 3u << 24 | 1u << 19 | 3u << 16 | 13u << 1 | 1);
  region(5, AREA + 0x400, 6u << 24 | 1u << 19 | 3u << 16 | 7u << 1 | 1);
  /* 8 KiB in parts of 1 KiB, the second and the last switched off. */
  region(6, AREA + 0x2000, 0u << 24 | 1u << 19 | 0x82u << 8 | 12u << 1 | 1);
  MPU_CTRL = 5;
  SYNC();
  for (uint32_t at = 0x300; at < 0x600; at += 0x80) {
    note(0xA2000000, at);
    accesses(AREA + at);
  }
  for (uint32_t at = 0x1e00; at < 0x4200; at += 0x200) {
    note(0xA2010000, at);
    accesses(AREA + at);
  }
  /* Without the default map for whoever is privileged: code and stack need regions of their own. */
  region(0, 0, 3u << 24 | 1u << 19 | 3u << 16 | 21u << 1 | 1);
  region(1, 0x20000000, 3u << 24 | 1u << 19 | 3u << 16 | 20u << 1 | 1);
  MPU_CTRL = 1;
  SYNC();
  note(0xA3000000, MPU_CTRL);
  accesses(0x20300000);
  accesses(0x60000000);
  MPU_CTRL = 0;
  SYNC();
  accesses(0x20300000);
}

void protection(void) {
  on_exception = change;
  SHCSR |= 7u << 16;
  for (uint32_t at = 0; at < 0x5000; at += 4) *(volatile uint32_t *)(AREA + at) = 0x47704770; /* bx lr */
  for (uint32_t at = 0; at < 0x100; at += 4) *(volatile uint32_t *)(0x20300000 + at) = 0x47704770;
  for (uint32_t at = 0; at < 0x100; at += 4) *(volatile uint32_t *)(0x60000000 + at) = 0x47704770;
  /* Everything for whoever has no privilege, below what is tried. */
  region(0, 0, 3u << 24 | 1u << 19 | 3u << 16 | 21u << 1 | 1);
  region(1, 0x20000000, 3u << 24 | 1u << 19 | 3u << 16 | 20u << 1 | 1);
  each_right();
  overlaps();
  for (uint32_t number = 0; number < 8; number++) region(number, 0, 0);
  on_exception = 0;
}
