import { shownText } from '../core/clean-text.ts';
import { HilError } from '../core/errors.ts';
import { InterruptedError } from './signals.ts';

/** An error for a person at a terminal: the sentence, what was seen, what to do next. Unknown errors say where they come from, in one line. */
export const errorText = (error: unknown): string => {
  if (error instanceof InterruptedError) return `hil: ${error.message}`;
  if (!(error instanceof HilError)) return shownText(`hil: unexpected: ${oneLine(error)}`);
  const lines = [`hil: ${error.message}`, ...error.evidence.map((line) => `  ${line}`)];
  return shownText([...lines, ...(error.remedy ? [`  -> ${error.remedy}`] : [])].join('\n'));
};

const oneLine = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const [, place] = /\n\s+at .*?\(?(\/[^\n)]+|file:[^\n)]+)\)?/.exec(error.stack ?? '') ?? [];
  return `${error.message.split('\n')[0]}${place ? ` (${place})` : ''}`;
};
