import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { Console } from '../../core/console.ts';
import type { Duration } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { Dialogue } from './dialogue.ts';
import { freshLine } from './login.ts';
import { interrupted, otherPrompt } from './other-prompt.ts';

/**
 * Finds out where a board is whose boot nobody saw. Ctrl-C first, since U-Boot answers it and executes nothing; it also stops a running countdown.
 * `within`: for each of two questions, '3s' by default. Undefined when nothing answers: off, hung, or still booting.
 */
export const probeStage = async (
  console: Console,
  profile: BoardProfile,
  options: { readonly within?: Duration; readonly signal?: AbortSignal } = {},
): Promise<BootStage | undefined> => {
  const { within = '3s' } = options;
  const dialogue = new Dialogue(console, options.signal);
  const { loginPrompt: login, shellPrompt: shell } = profile.linux;
  await dialogue.type('\x03');
  const first = await dialogue.hear({ uboot: profile.uboot.prompt, interrupted, login, shell }, within);
  if (first !== undefined) return first === 'uboot' || first === 'interrupted' ? 'u-boot' : 'login';
  // What does not answer Ctrl-C is no U-Boot, so Enter cannot repeat a command.
  await dialogue.type(freshLine);
  return (await dialogue.hear({ login, shell }, within)) === undefined ? undefined : 'login';
};

export type Way = 'stay' | 'wait' | 'power-on' | 'power-off' | 'power-cycle' | 'stop-autoboot' | 'boot' | 'reboot';

/** The line that is being printed is U-Boot's prompt, be it one that the profile does not know. */
export const showsPrompt = (console: Console, profile: BoardProfile): boolean =>
  (console.tail(1)[0]?.text.trimStart().startsWith(profile.uboot.prompt.trim()) ?? false) || otherPrompt(console, profile) !== undefined;

/**
 * The shortest way from where a board is to the stage that is wanted. 'stop-autoboot': the countdown is still to come. 'boot': from U-Boot's prompt.
 * 'reboot': through Linux, then as from power-on. Stages below U-Boot cannot be held: a board passes them on its way. `isAtPrompt`: whether U-Boot has come
 * that far, since what is typed before would stop its countdown.
 */
export const wayTo = (wanted: BootStage, from: BootStage | undefined, isAtPrompt = true): Way => {
  if (from === 'u-boot' && !isAtPrompt && hasReached(wanted, 'u-boot')) return wanted === 'u-boot' ? 'stop-autoboot' : 'wait';
  if (wanted === from) return 'stay';
  if (wanted === 'off') return 'power-off';
  if (from === 'off') return 'power-on';
  if (from === undefined || from === 'recovery' || wanted === 'recovery') return 'power-cycle';
  if (wanted === 'u-boot' && !hasReached(from, 'u-boot')) return 'stop-autoboot';
  if (hasReached(from, wanted)) return wanted === 'u-boot' && from === 'login' ? 'reboot' : 'power-cycle';
  return from === 'u-boot' ? 'boot' : 'wait';
};
