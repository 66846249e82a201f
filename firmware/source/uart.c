#include "uart.h"
#include "registers.h"

#define URXD (UART4 + 0x00)
#define UTXD (UART4 + 0x40)
#define UCR1 (UART4 + 0x80)
#define UCR2 (UART4 + 0x84)
#define UCR3 (UART4 + 0x88)
#define UFCR (UART4 + 0x90)
#define USR2 (UART4 + 0x98)
#define USR2_RDR 1u
#define UBIR (UART4 + 0xA4)
#define UBMR (UART4 + 0xA8)
#define UTS (UART4 + 0xB4)
#define UTS_TXFULL (1u << 4)

/* Linux gates UART4 when the HMP overlay disables it: pads, root clock and gate are ours to set.
   Root clock and gate are the same in clk-imx8mp.c and clk-imx8mm.c (uart4 0xB080, gate 0x44C0); the pads are the chip's. */
static void clock_and_pads(void) {
  REGISTER(CCM + 0xB080) = 1u << 28; /* enabled, 24 MHz oscillator, divided by 1 */
  REGISTER(CCM + 0x44C4) = 0x33;     /* SET register of the gate: on in every mode; of each domain's bits the CCM takes those of who writes, and TF-A puts the M-core into domain 1 */
  REGISTER(IOMUXC + PAD_RXD_MUX) = 0;
  REGISTER(IOMUXC + PAD_TXD_MUX) = 0;
  REGISTER(IOMUXC + PAD_RXD_INPUT) = PAD_RXD_DAISY;
  REGISTER(IOMUXC + PAD_RXD_CONTROL) = PAD_CONTROL;
  REGISTER(IOMUXC + PAD_TXD_CONTROL) = PAD_CONTROL;
}

/* 115200 8N1 from 24 MHz: 24 MHz / 16 / ((207 + 1) / (15 + 1)) = 115385 baud, 0.16 % off. */
void uart_open(void) {
  clock_and_pads();
  REGISTER(UCR1) = 1;
  REGISTER(UCR2) = 0x4027; /* 8 bits, RTS ignored, both directions, out of reset */
  REGISTER(UCR3) = 0x0704; /* RXDMUXSEL must be set on every i.MX since the 6 */
  REGISTER(UFCR) = (2u << 10) | (5u << 7) | 1; /* reference clock divided by 1 */
  REGISTER(UBIR) = 15; /* before UBMR: the pair takes effect when UBMR is written */
  REGISTER(UBMR) = 207;
}

void uart_byte(char byte) {
  while (REGISTER(UTS) & UTS_TXFULL) {
  }
  REGISTER(UTXD) = (uint8_t)byte;
}

int uart_heard(char byte) {
  while (REGISTER(USR2) & USR2_RDR)
    if ((char)REGISTER(URXD) == byte) return 1;
  return 0;
}

void uart_text(const char *text) {
  while (*text) uart_byte(*text++);
}

void uart_hex(uint32_t value) {
  for (int shift = 28; shift >= 0; shift -= 4) uart_byte("0123456789abcdef"[(value >> shift) & 15]);
}

/* ARMv6-M has no divide instruction. */
void uart_decimal(uint32_t value) {
  static const uint32_t powers[] = {1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
  int printing = 0;
  for (int i = 0; i < 10; i++) {
    char digit = '0';
    while (value >= powers[i]) {
      value -= powers[i];
      digit++;
    }
    printing |= digit != '0' || i == 9;
    if (printing) uart_byte(digit);
  }
}
