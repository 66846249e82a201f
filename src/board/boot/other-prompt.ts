import type { Console, ConsoleLine } from '../../core/console.ts';
import { ExpectTimeoutError, PortError } from '../../core/errors.ts';
import type { Duration } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { shownText } from '../../knowledge/boot/shown-text.ts';

/** U-Boot answers, at a prompt that the board's profile does not know. */
export class OtherPromptError extends PortError {
  constructor(prompt: string, expected: string, evidence: readonly string[]) {
    super(`U-Boot's prompt is '${prompt.trim()}', this board's profile expects '${expected.trim()}'`, {
      evidence,
      remedy: `build this U-Boot with CONFIG_SYS_PROMPT="${expected}" or flash the module vendor's; no setting of the lab file changes the prompt, and where another module is in the carrier board, make the board of the lab file by the function of that model`,
    });
  }
}

/** What U-Boot's shells print for Ctrl-C at their prompt (common/cli_simple.c and cli_hush.c), before they show it again. */
export const interrupted = '<INTERRUPT>';
const askedTimes = 2;
const mostLines = 12;

/**
 * U-Boot's prompt where it is another than the profile's: what stood before Ctrl-C at least twice running, and stands there now. Undefined where it is not
 * known, and where it differs from the profile's as by a wire that damages each the same way.
 */
export const otherPrompt = (console: Console, { uboot }: Pick<BoardProfile, 'uboot'>): OtherPromptError | undefined => {
  const lines = console.tail(mostLines);
  const [last] = lines.slice(-1);
  const shown = lines.slice(0, -1).map(promptBefore);
  const prompt = shown.at(-1);
  if (!last || last.terminated || !prompt?.trim() || shown.slice(-askedTimes).some((other) => other !== prompt)) return undefined;
  if (!shownText(last.text).startsWith(prompt.trimEnd()) || isNearly(prompt.trim(), uboot.prompt.trim())) return undefined;
  return new OtherPromptError(
    prompt,
    uboot.prompt,
    lines.slice(-1 - askedTimes).map(({ text }) => `${console.name}: ${text}`),
  );
};

/** The same, asked with Ctrl-C, which neither types nor repeats a command. For a console on which no prompt came. */
export const askOtherPrompt = async (
  console: Console,
  profile: Pick<BoardProfile, 'uboot'>,
  { within = '2s', signal }: { readonly within?: Duration; readonly signal?: AbortSignal } = {},
): Promise<OtherPromptError | undefined> => {
  const options = signal ? { signal } : {};
  for (let asked = 0; asked <= askedTimes; asked++) {
    const since = console.mark();
    await console.send('\x03', options);
    const answer = await console.expect(new RegExp(`${interrupted}\\r?\\n.`), { within, since, ...options }).catch((cause: unknown) => {
      if (cause instanceof ExpectTimeoutError) return undefined;
      throw cause;
    });
    if (!answer) return undefined;
  }
  return otherPrompt(console, profile);
};

const promptBefore = (line: ConsoleLine): string | undefined => {
  const text = shownText(line.text);
  return text.trimEnd().endsWith(interrupted) ? text.slice(0, text.lastIndexOf(interrupted)) : undefined;
};

// What one wire makes of a prompt each time is no name that somebody gave a board; a module of the same family has one letter that is another.
const isNearly = (prompt: string, expected: string): boolean => {
  const differing = [...prompt].filter((character, index) => character !== expected[index]);
  const isDamaged = differing.length <= mostDamaged && differing.some((character) => !/\w/.test(character));
  const isOtherCase = prompt.toLowerCase() === expected.toLowerCase();
  return prompt.includes(expected) || isOtherCase || (prompt.length === expected.length && isDamaged);
};

const mostDamaged = 2;
