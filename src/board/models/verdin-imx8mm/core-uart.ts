import type { CoreUart } from '../board-model.ts';

// i.MX 8M Mini reference manual and Linux: imx8mm-pinfunc.h (UART4_RXD 0x24C/0x4B4/0x50C, UART4_TXD 0x250/0x4B8), clk-imx8mm.c (uart4 0xB080, gate 0x44C0).
const ccm = 0x3038_0000;
const iomuxc = 0x3033_0000;
const uart4 = 0x30a6_0000;

/** Verdin UART_4. */
export const coreUart: CoreUart = {
  // Pads, clock and 115200 8N1 from the 24 MHz oscillator.
  opening: [
    [ccm + 0xb080, 1 << 28],
    [ccm + 0x44c4, 3],
    [iomuxc + 0x24c, 0],
    [iomuxc + 0x250, 0],
    [iomuxc + 0x50c, 2],
    [iomuxc + 0x4b4, 0x146],
    [iomuxc + 0x4b8, 0x146],
    [uart4 + 0x80, 1],
    [uart4 + 0x84, 0x4027],
    [uart4 + 0x88, 0x0704],
    [uart4 + 0x90, 0x0a81],
    [uart4 + 0xa4, 15],
    [uart4 + 0xa8, 207],
  ],
  transmitter: uart4 + 0x40,
};
