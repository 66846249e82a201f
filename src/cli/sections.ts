import Table from 'cli-table3';
import { shownLine } from '../core/clean-text.ts';
import { escapeMarkdown, section, table } from '../report/markdown.ts';

/** A part of an answer that reads alike on a terminal and in Markdown. */
export interface Section {
  readonly title: string;
  /** Sentences under the title. */
  readonly text?: readonly string[];
  readonly head?: readonly string[];
  readonly rows?: readonly (readonly string[])[];
}

const isEmpty = ({ text = [], rows = [] }: Section): boolean => text.length === 0 && rows.length === 0;

/** Sections with nothing in them are left out. Everything is cleaned: names and reasons come from boards and from others' files. */
export const asTerminalText = (sections: readonly Section[], columns: number): string =>
  sections
    .filter((one) => !isEmpty(one))
    .map(({ title, text = [], head = [], rows = [] }) =>
      [title, ...text.map((line) => `  ${shownLine(line)}`), ...(rows.length > 0 ? [terminalTable(head, rows, columns)] : [])].join('\n'),
    )
    .join('\n\n');

export const asMarkdown = (sections: readonly Section[]): string =>
  sections
    .filter((one) => !isEmpty(one))
    .map(({ title, text = [], head = [], rows = [] }) =>
      section(
        title,
        text.map(escapeMarkdown).join('\n\n'),
        table(
          head,
          rows.map((row) => row.map(escapeMarkdown)),
        ),
      ),
    )
    .join('\n\n');

const borders = 3;

const terminalTable = (head: readonly string[], rows: readonly (readonly string[])[], columns: number): string => {
  const cells = rows.map((row) => row.map(shownLine));
  const wanted = head.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]!.length)));
  const room = Math.max(20 * head.length, columns - borders * head.length - 1);
  const drawn = new Table({
    head: [...head],
    colWidths: widths(wanted, room).map((width) => width + 2),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  drawn.push(...cells);
  return drawn.toString();
};

/** Narrow columns get what they want; the wide ones share what is left. */
const widths = (wanted: readonly number[], room: number): number[] => {
  const fair = Math.floor(room / wanted.length);
  const narrow = wanted.filter((width) => width <= fair);
  if (narrow.length === wanted.length || narrow.length === 0) return wanted.map((width) => Math.min(width, fair));
  const left = room - narrow.reduce((sum, width) => sum + width, 0);
  const shared = widths(
    wanted.filter((width) => width > fair),
    left,
  );
  return wanted.map((width) => (width <= fair ? width : shared.shift()!));
};
