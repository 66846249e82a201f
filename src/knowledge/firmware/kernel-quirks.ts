import { type FirmwareTarget, mcoreArgumentOf } from './firmware-target.ts';

/** What decides whether Linux survives a start of the remote core. */
export interface StartConditions {
  readonly kernel?: string;
  readonly mcoreBooted: boolean;
  readonly preloaded: boolean;
  readonly target: FirmwareTarget;
}

/**
 * Why a start takes Linux down without a word; undefined when it does not. On an i.MX 8M Plus the TCM hangs on the audio power domain. From v6.5 on the AudioMIX
 * nodes (b86c3afabb4f) keep it on; before, only a preload or clk-imx8mp.mcore_booted=1 does. Toradex on LKML, 4 Apr 2024.
 */
export const freezes = ({ kernel, mcoreBooted, preloaded, target }: StartConditions): readonly string[] | undefined => {
  const { tcmUnpoweredBefore: since } = target;
  if (!since || mcoreBooted || preloaded || !isOlder(kernel, ...since)) return undefined;
  const version = since.join('.');
  return [
    `without ${mcoreArgumentOf(target)} and without a preload the power domain of the ${target.core} is off`,
    kernel === undefined
      ? `no kernel version is known, so one before ${version} is assumed`
      : `Linux ${kernel} is older than ${version}, which keeps that domain on`,
  ];
};

/** A kernel that nobody knows counts as an old one. */
export const isOlder = (kernel: string | undefined, major: number, minor: number): boolean => {
  const [, first, second] = /^(\d+)\.(\d+)/.exec(kernel ?? '') ?? [];
  if (first === undefined || second === undefined) return true;
  return Number(first) < major || (Number(first) === major && Number(second) < minor);
};
