import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { ConsoleLine } from '../../core/console.ts';
import { BootError, PortError } from '../../core/errors.ts';
import { formatMs } from '../../core/time.ts';

export const notReached = (wanted: BootStage, at: BootStage, withinMs: number, evidence: readonly string[]): BootError =>
  new BootError(`the board did not reach '${wanted}' in ${formatMs(withinMs)}; it is at '${at}'`, {
    evidence,
    remedy:
      'read the console from there on; a board that is quiet from the start has no power, is in recovery mode, or the console is wired elsewhere',
  });

/**
 * Throws PortError when a boot that nobody wanted to stop stands at U-Boot's prompt right below its countdown: a boot that was tried and failed would
 * have said so in between.
 */
export const refuseStopped = (wanted: BootStage, at: BootStage, lines: readonly ConsoleLine[], prompt: string): void => {
  if (!hasReached(wanted, 'kernel') || at !== 'u-boot') return;
  const [countdown, last] = lines.slice(-2).map(({ text }) => text.trim());
  if (last !== prompt.trim() || !/Hit any key to stop autoboot/.test(countdown ?? '')) return;
  throw new PortError("U-Boot's countdown was stopped by characters that nobody sent", {
    evidence: lines.map(({ text }) => `a53: ${text}`),
    remedy: 'look for noise on the RX line of the board, such as an open wire or a missing ground, and for another program on the console',
  });
};
