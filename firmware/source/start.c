#include "main.h"
#include "registers.h"
#include "uart.h"

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint8_t build_id_note[];
void reset(void);
void fault(void);
void systick(void);

/* Aligned as the M7 needs it for its 143 exceptions. */
__attribute__((section(".vectors"), used)) void (*const vectors[16])(void) = {
    (void (*)(void))stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, systick,
};

/* The word behind the magic is patched in the file before every load, so that a start can be told from an older one. */
__attribute__((section(".hil_nonce"), used)) const volatile struct {
  char magic[8];
  uint32_t value;
} nonce = {{'H', 'I', 'L', 'N', 'O', 'N', 'C', 'E'}, 0};

static volatile uint32_t periods;
static uint32_t ticks, reported;

void systick(void) { periods++; }

/* Without MPU the default map calls 0x20000000-0x3FFFFFFF memory, where the M7 may merge and reorder accesses: make the peripherals a device.
   MPU_TYPE says whether there is an MPU (8 or 16 regions on a Cortex-M7). */
static void peripherals_are_devices(void) {
  uint32_t regions = (MPU_TYPE >> 8) & 0xFF;
  if (regions != 8 && regions != 16) return;
  MPU_RBAR = 0x30000000u | 0x10;
  MPU_RASR = (1u << 28) | (3u << 24) | (1u << 18) | (1u << 16) | (27u << 1) | 1; /* no execution, shared device, 256 MiB */
  MPU_CTRL = 5;                                                                   /* enabled, default map elsewhere */
  __asm volatile("dsb\n isb" ::: "memory");
}

static void prepare_memory(void) {
  for (uint32_t *from = data_load, *to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t *word = bss_start; word < bss_end;) *word++ = 0;
}

/* The M7 runs at 800 MHz when SYSTEM PLL1 feeds it. */
static void start_systick(void) {
  SYST_RVR = CYCLES_PER_PERIOD - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
}

static void speak(const char *what) {
  uart_text("hil-m7 " IMAGE " ");
  uart_text(what);
}

static void end_line(void) {
  uart_text(" nonce=");
  uart_hex(nonce.value);
  uart_text("\r\n");
}

static void banner(void) {
  const uint8_t *id = build_id_note + 16; /* behind the note's header and its name, GNU */
  speak("build=");
  for (int i = 0; i < 8; i++) {
    uart_byte("0123456789abcdef"[id[i] >> 4]);
    uart_byte("0123456789abcdef"[id[i] & 15]);
  }
  end_line();
}

void wait_and_tick(void) {
  __asm volatile("wfi" ::: "memory");
  uint32_t now = periods;
  if (now - reported < PERIODS_PER_TICK) return;
  reported = now;
  speak("tick=");
  uart_decimal(++ticks);
  end_line();
}

/* The vectors behind the first two words are ours only once VTOR points at them: remoteproc and bootaux care for words 0 and 1 alone. */
__attribute__((noreturn)) void reset(void) {
  SCB_VTOR = (uint32_t)vectors;
  prepare_memory();
  peripherals_are_devices();
  early();
  uart_open();
  uart_text("\r\n");
  banner();
  start_systick();
  for (;;) serve();
}

__attribute__((noreturn)) void fault(void) {
  speak("fault");
  end_line();
  for (;;) __asm volatile("wfi");
}
