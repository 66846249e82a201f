/** Sources by MUX in bits 26-24 of a CCM target, in Hz: imx8mp_uart4_sels and imx8mp_gpt1_sels of clk-imx8mp.c. Those from pins, the video and audio PLLs are not known here. */
const sources = {
  uart: [24e6, 80e6, 200e6, 100e6, 600e6],
  gpt: [24e6, 100e6, 400e6, 40e6, undefined, 80e6],
} as const;

const ENABLE = 1 << 28;

/** What a root clock runs at, in Hz, by its CCM target register: 0 when it is off, undefined when its source is not known here. */
export const rootClockOf = (target: number, kind: keyof typeof sources): number | undefined => {
  if (!(target & ENABLE)) return 0;
  const source: number | undefined = sources[kind][(target >>> 24) & 7];
  return source === undefined ? undefined : source / (((target >>> 16) & 7) + 1) / ((target & 0x3f) + 1);
};
