/** What decides whether Linux survives a start of the M7. */
export interface StartConditions {
  readonly kernel?: string;
  readonly mcoreBooted: boolean;
  readonly preloaded: boolean;
}

/**
 * Why a start takes Linux down without a word; undefined when it does not. The TCM hangs on the audio power domain. From v6.5 on the AudioMIX
 * nodes (b86c3afabb4f) keep it on; before, only a preload or clk-imx8mp.mcore_booted=1 does. Toradex on LKML, 4 Apr 2024.
 */
export const freezes = ({ kernel, mcoreBooted, preloaded }: StartConditions): readonly string[] | undefined => {
  if (mcoreBooted || preloaded || !isOlder(kernel, 6, 5)) return undefined;
  return [
    'without clk-imx8mp.mcore_booted=1 and without a preload the power domain of the M7 is off',
    kernel === undefined
      ? 'no kernel version is known, so one before 6.5 is assumed'
      : `Linux ${kernel} is older than 6.5, which keeps that domain on`,
  ];
};

/** A kernel that nobody knows counts as an old one. */
export const isOlder = (kernel: string | undefined, major: number, minor: number): boolean => {
  const [, first, second] = /^(\d+)\.(\d+)/.exec(kernel ?? '') ?? [];
  if (first === undefined || second === undefined) return true;
  return Number(first) < major || (Number(first) === major && Number(second) < minor);
};
