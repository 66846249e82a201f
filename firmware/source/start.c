#include "main.h"
#include "registers.h"
#include "uart.h"

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint8_t build_id_note[];
extern void (*const constructors_start[])(void), (*const constructors_end[])(void);
void reset(void);
void systick(void);

/* An image that handles one of these itself defines it. */
#define DIES __attribute__((weak, alias("fault"), noreturn))
DIES void hard_fault(void);
DIES void memory_fault(void);
DIES void supervisor_call(void);
DIES void pend_sv(void);
DIES void messaging_unit(void);
__attribute__((weak)) void begin(void) {}
__attribute__((weak)) void on_period(void) {}

/* VTOR wants a table aligned to the next power of two of its size, which the start of every region that it lies in is. */
__attribute__((section(".vectors"), used)) void (*const vectors[])(void) = {
    (void (*)(void))stack_top, reset, fault, hard_fault, memory_fault, fault, fault, 0, 0, 0, 0, supervisor_call, fault, 0, pend_sv, systick,
#ifdef INTERRUPTS
    [16 ... 15 + MU_INTERRUPT] = fault,
    [16 + MU_INTERRUPT] = messaging_unit,
#endif
};

/* The word behind the magic is patched in the file before every load, so that a start can be told from an older one. */
__attribute__((section(".hil_nonce"), used)) const volatile struct {
  char magic[8];
  uint32_t value;
} nonce = {{'H', 'I', 'L', 'N', 'O', 'N', 'C', 'E'}, 0};

static volatile uint32_t periods;
static uint32_t ticks, reported;

void systick(void) {
  periods++;
  on_period();
}

/* Before anything that the compiler may have made of floating-point registers. */
static void switch_float_unit_on(void) {
#ifdef __ARM_FP
  SCB_CPACR |= 0xFu << 20;
  __asm volatile("dsb\n isb" ::: "memory");
#endif
}

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

static void construct(void) {
  for (void (*const *each)(void) = constructors_start; each < constructors_end; each++) (*each)();
}

/* The M7 runs at 800 MHz when SYSTEM PLL1 feeds it. */
static void start_systick(void) {
  SYST_RVR = CYCLES_PER_PERIOD - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
}

void speak(const char *what) {
  uart_text("hil-m7 " IMAGE " ");
  uart_text(what);
}

void end_line(void) {
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
  switch_float_unit_on();
  prepare_memory();
  peripherals_are_devices();
  construct();
  early();
  uart_open();
  uart_text("\r\n");
  banner();
  begin();
  start_systick();
  for (;;) serve();
}

__attribute__((noreturn)) void fault(void) {
  speak("fault");
  end_line();
  for (;;) __asm volatile("wfi");
}
