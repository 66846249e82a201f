import { h } from 'preact';
import type { Run } from '../run-model.ts';
import { type Child, el } from './elements.ts';

/** Link to a moment of a board in the timeline; `at` is of the host's monotonic clock. */
export const momentHref = (run: Run, board: string, at: number): string =>
  `#t=${((at - run.begin) / 1000).toFixed(3)}&b=${encodeURIComponent(board)}`;

/** A quoted line of a cause or an error: `kmsg at 10616.502 s: …` leads to where it was heard. */
export const evidenceLine = (run: Run, board: string, text: string): Child => {
  const [, seconds] = /^\w+ at (\d+\.\d+) s: /.exec(text) ?? [];
  if (seconds === undefined) return el('li', '', text);
  return el('li', '', h('a', { href: momentHref(run, board, Number(seconds) * 1000) }, text.replace(/ at \d+\.\d+ s: /, ': ')));
};

export const evidenceList = (run: Run, board: string, texts: readonly string[]): Child =>
  texts.length === 0
    ? null
    : el(
        'ul',
        'evidence',
        texts.map((text) => evidenceLine(run, board, text)),
      );
