import type { Console, ConsoleLine } from '../../core/console.ts';
import { BootError, HilError, PortError } from '../../core/errors.ts';
import type { CountdownEnd } from '../../knowledge/boot/countdown.ts';
import { shownText } from '../../knowledge/boot/shown-text.ts';

/**
 * What U-Boot's boot menu does, by what it draws (cmd/bootmenu.c): it counts down, waits for a person because it counts nothing down, or because a key has
 * ended its countdown, whereupon it clears that line.
 */
export type MenuState = 'counts' | 'waits' | 'stopped';

// The menu ends no line: it draws with cursor positions, and clears the screen before and after.
const clearScreen = '\x1b[2J';
const clearLine = '\x1b[2K';
const countdown = 'Hit any key to stop autoboot:';

/** Undefined where the line shows no menu, or one that was left. */
export const menuOn = ({ text, terminated }: Pick<ConsoleLine, 'text' | 'terminated'>): MenuState | undefined => {
  if (terminated) return undefined;
  const drawn = text.slice(text.lastIndexOf(clearScreen) + 1);
  const shown = shownText(drawn);
  if (!/\*\*\* U-Boot Boot Menu \*\*\*/.test(shown) || !/Press UP\/DOWN to move, ENTER/.test(shown)) return undefined;
  const at = drawn.lastIndexOf(countdown);
  if (at < 0) return 'waits';
  return drawn.includes(clearLine, at) ? 'stopped' : 'counts';
};

interface Standing {
  readonly state: Exclude<MenuState, 'counts'>;
  /** Of U-Boot's own countdown in this boot, before the menu; undefined where there was none. */
  readonly end: CountdownEnd | undefined;
  /** A key was sent from here that the menu may have taken. */
  readonly isTyped: boolean;
  readonly evidence: readonly string[];
}

/** A boot that was to go on, and stands at the menu. */
export const standsAtMenu = ({ state, end, isTyped, evidence }: Standing): HilError => {
  if (isTyped) return eitherWay('a key that was sent from here may have stopped it, or it waits by itself', evidence);
  if (state === 'stopped')
    return new PortError('U-Boot stands at its boot menu, whose countdown was stopped by characters that nobody sent', {
      evidence,
      remedy: `look for noise on the RX line of the board and for another program on the console; ${leave}`,
    });
  if (end === undefined || end === 'ran-out')
    return new BootError(
      'U-Boot stands at its boot menu and counts nothing down: the board waits for somebody to choose, and does not boot by itself',
      {
        evidence,
        remedy: `set bootmenu_delay to a number of seconds, or have bootcmd (or preboot) run what boots in place of bootmenu, and saveenv; ${leave}`,
      },
    );
  return eitherWay('characters that nobody sent may have brought it up, or it waits by itself', evidence);
};

/** U-Boot's prompt was wanted, and the menu takes Ctrl-C for any key. */
export const menuForPrompt = (console: Console): HilError | undefined => {
  const [line] = console.tail(1);
  return line && menuOn(line) ? eitherWay('its prompt does not come for Ctrl-C', menuEvidence(line)) : undefined;
};

export const menuEvidence = ({ console, text }: ConsoleLine): readonly string[] => [
  `${console}: ${shownText(text.replaceAll('\b', ' ')).replace(/\s+/g, ' ').trim().slice(-300)}`,
];

const leave = "its entry 'U-Boot console' leads to the prompt";

const eitherWay = (why: string, evidence: readonly string[]): HilError =>
  new HilError('lab', `U-Boot stands at its boot menu: ${why}`, {
    evidence,
    remedy: `read at U-Boot's prompt what brings the menu up (printenv bootcmd preboot menucmd bootmenu_delay), and look for noise on the RX line of the board; ${leave}`,
  });
