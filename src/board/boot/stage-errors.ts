import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { Console, ConsoleLine, Mark } from '../../core/console.ts';
import { BootError, PortError } from '../../core/errors.ts';
import { formatMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';

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

/** PortError where the boot loader speaks on the console of the M7: `since` is a mark before the power came. */
export const swappedConsoles = (
  m7: Console | undefined,
  since: Mark | undefined,
  { consoles }: Pick<BoardProfile, 'consoles'>,
): PortError | undefined => {
  if (!m7 || since === undefined) return undefined;
  const heard = m7
    .tail(200)
    .filter(({ start, text }) => start >= since && /U-Boot (?:SPL )?\d{4}\.\d{2}|NOTICE:\s+BL31:|Hit any key to stop autoboot/.test(text));
  if (heard.length === 0) return undefined;
  return new PortError('the boot loader speaks on console m7 and not on console a53: the two consoles are swapped', {
    evidence: heard.slice(0, 5).map(({ text }) => `m7: ${text}`),
    remedy: `swap \`a53\` and \`m7\` in the lab file: ${consoles.a53} is the A53 console, ${consoles.core} that of the remote core`,
  });
};
