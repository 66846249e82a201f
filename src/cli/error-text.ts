import { shownText } from '../core/clean-text.ts';
import { HilError } from '../core/errors.ts';
import { hostLimitOf } from '../core/host-limit.ts';
import { InterruptedError } from './signals.ts';

/** An error for a person at a terminal: the sentence, what was seen, what to do next. Unknown errors say where they come from, in one line. */
export const errorText = (error: unknown): string => {
  if (error instanceof InterruptedError) return `hil: ${error.message}`;
  if (!(error instanceof HilError)) return shownText(unexpected(error));
  const lines = [`hil: ${error.message}`, ...error.evidence.map((line) => `  ${line}`)];
  return shownText([...lines, ...(error.remedy ? [`  -> ${error.remedy}`] : [])].join('\n'));
};

const unexpected = (error: unknown): string => {
  const limit = hostLimitOf(error);
  if (!limit) return `hil: unexpected: ${oneLine(error)}`;
  return `hil: the host refuses what it needs: ${limit.why} (${limit.said})\n  -> ${limit.remedy}`;
};

const oneLine = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const [, place] = /\n\s+at .*?\(?(\/[^\n)]+|file:[^\n)]+)\)?/.exec(error.stack ?? '') ?? [];
  return `${error.message.split('\n')[0]}${place ? ` (${place})` : ''}`;
};
