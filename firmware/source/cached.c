#include "main.h"
#include "registers.h"
#include "uart.h"

/* Caches and MPU as start-up code of the Cortex-M7 switches them on (ARMv7-M B2.2, B3.5). */
#define MPU_RNR REGISTER(0xE000ED98u)
#define CCSIDR REGISTER(0xE000ED80u)
#define CSSELR REGISTER(0xE000ED84u)
#define ICIALLU REGISTER(0xE000EF50u)
#define DCISW REGISTER(0xE000EF60u)
#define DCCIMVAC REGISTER(0xE000EF70u)
#define CCR_DC (1u << 16)
#define CCR_IC (1u << 17)

#define DDR_START 0x80000000u
#define SHARED_START 0x80020000u
#define XN (1u << 28)
#define ACCESS(rights) ((rights) << 24)
#define READ_ONLY 6u
#define READ_WRITE 3u
#define WRITE_BACK ((1u << 19) | (1u << 17) | (1u << 16))
#define NOT_CACHED (1u << 19)
#define SIZE(bits) (((bits) - 1) << 1)

extern uint32_t data_start[];

static void region(uint32_t number, uint32_t base, uint32_t attributes) {
  MPU_RNR = number;
  MPU_RBAR = base;
  MPU_RASR = attributes | 1;
}

static void invalidate_data_cache(void) {
  CSSELR = 0;
  __asm volatile("dsb" ::: "memory");
  uint32_t sets = (CCSIDR >> 13) & 0x7FFF, ways = (CCSIDR >> 3) & 0x3FF;
  for (uint32_t set = 0; set <= sets; set++)
    for (uint32_t way = 0; way <= ways; way++) DCISW = (set << 5) | (way << 30);
  __asm volatile("dsb" ::: "memory");
}

/* Region 0 is the peripherals' from the start. Code is read-only, the middle of DDR cacheable, a part of it not cached to share it with Linux. */
void early(void) {
  MPU_CTRL = 0;
  region(1, DDR_START, ACCESS(READ_ONLY) | WRITE_BACK | SIZE(16));
  region(2, DDR_START + 0x10000, XN | ACCESS(READ_WRITE) | WRITE_BACK | SIZE(16));
  region(3, SHARED_START, XN | ACCESS(READ_WRITE) | NOT_CACHED | SIZE(16));
  MPU_CTRL = 5;
  __asm volatile("dsb\n isb" ::: "memory");
  ICIALLU = 0;
  __asm volatile("dsb\n isb" ::: "memory");
  SCB_CCR |= CCR_IC;
  invalidate_data_cache();
  SCB_CCR |= CCR_DC;
  __asm volatile("dsb\n isb" ::: "memory");
}

static volatile uint32_t fell, resume_at;

/* The store into read-only code is the only fault that this image makes; it goes on behind it. */
__attribute__((used)) void note_fault(uint32_t *frame) {
  if ((SCB_CFSR & 0xFF) != 0x82) fault(); /* DACCVIOL with MMFAR valid */
  fell = SCB_MMFAR;
  SCB_CFSR = 0xFF;
  frame[6] = resume_at;
}

__attribute__((naked)) void memory_fault(void) { __asm volatile("mrs r0, msp\n b note_fault\n"); }

static uint32_t store_into_code(void) {
  SCB_SHCSR |= 1u << 16; /* MemManage has its own handler */
  __asm volatile(
      "adr r1, 1f\n"
      "str r1, [%1]\n"
      "dsb\n"
      "str r1, [%0]\n"
      ".align 2\n"
      "1:\n"
      :
      : "r"(DDR_START + 0x40), "r"(&resume_at)
      : "r1", "memory");
  return fell;
}

static int shared_memory_holds(void) {
  volatile uint32_t *shared = (volatile uint32_t *)SHARED_START;
  for (uint32_t i = 0; i < 64; i++) shared[i] = i * 0x01010101u;
  DCCIMVAC = SHARED_START;
  __asm volatile("dsb" ::: "memory");
  for (uint32_t i = 0; i < 64; i++)
    if (shared[i] != i * 0x01010101u) return 0;
  return 1;
}

void begin(void) {
  speak("caches=");
  uart_text((SCB_CCR & (CCR_IC | CCR_DC)) == (CCR_IC | CCR_DC) ? "on" : "off");
  uart_text(MPU_CTRL == 5 ? " mpu=on" : " mpu=off");
  uart_text(" stopped=");
  uart_hex(store_into_code());
  uart_text(shared_memory_holds() ? " shared=holds" : " shared=lost");
  end_line();
}

void serve(void) { wait_and_tick(); }
