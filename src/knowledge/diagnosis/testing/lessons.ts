import { readdirSync, readFileSync } from 'node:fs';
import { allRows } from '../rows/all.ts';
import { innocentSentences } from './innocent-sentences.ts';
import type { Lesson } from './learn.ts';
import { wordings } from './wordings.ts';
import { boardWordings } from './wordings-board.ts';
import { eventWordings } from './wordings-events.ts';
import { stageWordings } from './wordings-stages.ts';
import { startWordings } from './wordings-start.ts';
import { workWordings } from './wordings-work.ts';

const folder = new URL('tellings/', import.meta.url);

interface Block {
  readonly row: string;
  readonly text: string;
}
const blocksOf = (file: URL): Block[] =>
  readFileSync(file, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...text] = block.split('\n');
      return { row: head.split('|')[0]!.trim(), text: text.join('\n') };
    });

/** One telling a line. */
export const tellings = (): Lesson[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => blocksOf(new URL(name, folder)))
    .flatMap(({ row, text }) =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => ({ row, text: line })),
    );

const rowOfClaim = new Map(allRows.flatMap(({ name, said }) => (said ? [[said.claim as string, name] as const] : [])));
const wordingLessons = (): Lesson[] =>
  Object.entries({ ...startWordings, ...wordings, ...stageWordings, ...workWordings, ...boardWordings, ...eventWordings }).flatMap(
    ([claim, texts]) => {
      const row = rowOfClaim.get(claim);
      return row === undefined ? [] : texts.map((text) => ({ row, text }));
    },
  );

const realIn = (name: string): Lesson[] => blocksOf(new URL(name, import.meta.url)).map((block) => ({ ...block, isReal: true }));

/** Reports as they were rewritten from public ones. */
export const reportLessons = (): Lesson[] => realIn('reports.txt');
/** The same of whole threads' beginnings, at their length and with what people write beside; a third tells of something that has no row. */
export const fieldLessons = (): Lesson[] => realIn('reports-field.txt');

/** Everything whose row is known: what people could say of each, the wordings of the claims, reports, and sentences of no fault. */
export const lessons = (): Lesson[] => [
  ...tellings(),
  ...wordingLessons(),
  ...reportLessons(),
  ...fieldLessons(),
  ...innocentSentences.map((text) => ({ row: '-', text })),
];
