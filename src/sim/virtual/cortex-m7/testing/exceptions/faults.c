#include "log.h"

static uint64_t memory[8];

static void all(uint32_t enabled) {
  SHCSR = (SHCSR & ~(7u << 16)) | enabled;
  TRY("udf #1", 0, 0);
  TRY("cmp r0, r0\n itt eq\n moveq r0, #1\n udfeq #2", 0, 0);
  TRY("udf.w #3", 0, 0);
  TRY("mrc p3, 0, r0, c1, c0, 0", 0, 0);
  TRY("ldr r0, [%[x]]", 0x50000000, 0);
  TRY("str r0, [%[x]]", 0x50000004, 0);
  TRY("ldr r0, [%[x], #4]!", 0x50000000, 0);
  TRY("ldm %[x], {r0-r3}", 0x50000008, 0);
  TRY("blx %[x]", 0x50000001, 0);
  TRY("blx %[x]", 0xE0000001, 0);
  TRY("mov r0, #2\n blx %[x]", 0x20000100, 0);
  TRY("ldrd r0, r1, [%[x]]", (uint32_t)memory + 2, 0);
  TRY("ldm %[x], {r0, r1}", (uint32_t)memory + 1, 0);
  TRY("ldrex r0, [%[x]]", (uint32_t)memory + 2, 0);
  TRY("vldr s0, [%[x]]", (uint32_t)memory + 2, 0);
  TRY("ldr r0, [%[x]]\n ldrh r1, [%[x], #2]\n str r0, [%[y], #1]", (uint32_t)memory + 1, memory);
  TRY("mov r0, #0\n sdiv r0, %[x], r0\n str r0, [%[y]]", 7, memory);
}

void faults(void) {
  static const uint32_t modes[] = {0, 8, 0x10, 0x18};
  for (uint32_t enabled = 0; enabled < 2; enabled++)
    for (uint32_t mode = 0; mode < 4; mode++) {
      CCR = (CCR & ~0x18u) | modes[mode];
      note(0xB0000000 | enabled << 8 | mode, CCR);
      all(enabled ? 7u << 16 : 0);
    }
  CCR &= ~0x18u;
  for (int i = 0; i < 8; i++) note(0xB1000000, (uint32_t)memory[i]);
}
