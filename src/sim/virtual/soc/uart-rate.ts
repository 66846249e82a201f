const UBIR_RATIO = 16;

/** RFDIV in bits 9-7 of UFCR to what it divides the reference clock by. */
const dividers = [6, 5, 4, 3, 2, 1, 7];

/** Sources of a UART's root clock by MUX in bits 26-24 of its CCM target, in Hz: imx8mp_uart4_sels of clk-imx8mp.c. Those from pins and the audio PLL are not known here. */
const sources = [24e6, 80e6, 200e6, 100e6, 600e6];
const ENABLE = 1 << 28;

/** What a UART's root clock runs at, in Hz, by its CCM target register: 0 when it is off, undefined when its source is not known here. */
export const rootClockOf = (target: number): number | undefined => {
  if (!(target & ENABLE)) return 0;
  const source = sources[(target >>> 24) & 7];
  return source === undefined ? undefined : source / (((target >>> 16) & 7) + 1) / ((target & 0x3f) + 1);
};

/** Baud of the i.MX UART: its reference clock by RFDIV, 16 and (UBMR + 1) / (UBIR + 1). 0 without a clock. */
export const baudOf = (clock: number, ufcr: number, ubir: number, ubmr: number): number => {
  const reference = clock / (dividers[(ufcr >>> 7) & 7] ?? 1);
  return (reference * ((ubir & 0xffff) + 1)) / ((ubmr & 0xffff) + 1) / UBIR_RATIO;
};
