const UBIR_RATIO = 16;

/** RFDIV in bits 9-7 of UFCR to what it divides the reference clock by. */
const dividers = [6, 5, 4, 3, 2, 1, 7];

/** Baud of the i.MX UART: its reference clock by RFDIV, 16 and (UBMR + 1) / (UBIR + 1). 0 without a clock. */
export const baudOf = (clock: number, ufcr: number, ubir: number, ubmr: number): number => {
  const reference = clock / (dividers[(ufcr >>> 7) & 7] ?? 1);
  return (reference * ((ubir & 0xffff) + 1)) / ((ubmr & 0xffff) + 1) / UBIR_RATIO;
};
