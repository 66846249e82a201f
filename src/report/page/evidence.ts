import { h } from 'preact';
import type { Run, ScenarioRun } from '../run-model.ts';
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

/** The first lines of it; the others open. */
export const evidenceList = (run: Run, board: string, texts: readonly string[]): Child => {
  if (texts.length === 0) return null;
  const list = (some: readonly string[]): Child =>
    el(
      'ul',
      'evidence',
      some.map((text) => evidenceLine(run, board, text)),
    );
  if (texts.length <= shownLines) return list(texts);
  const more = h('details', {}, el('summary', '', `${texts.length - shownLines} lines more`), list(texts.slice(shownLines)));
  return [list(texts.slice(0, shownLines)), more];
};

// An error brings the tails of all consoles; what was predicted and seen stands below them.
const shownLines = 12;

/** Links to where a scenario began and ended; nothing for one that never began. */
export const spanLinks = (run: Run, { board, startedAt, result }: ScenarioRun): Child =>
  startedAt === undefined
    ? null
    : [
        h('a', { href: momentHref(run, board, startedAt) }, 'its begin'),
        ' and ',
        h('a', { href: momentHref(run, board, startedAt + result.durationMs) }, 'its end'),
        ' in the timeline',
      ];
