import { readFileSync } from 'node:fs';
import type { PastedText } from '../facts.ts';
import { allRows } from '../rows/all.ts';
import { type DiagnosisCase, pasted } from './case.ts';

interface Report {
  /** Names of rows: the one that is right first, then those that may stand behind it. None for a report of no fault. */
  readonly rows: readonly string[];
  readonly text: string;
  readonly number: number;
}

const reports: readonly Report[] = readFileSync(new URL('reports.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((block, index) => {
    const [head = '', ...text] = block.split('\n');
    const rows = head.split('|').map((name) => name.trim());
    return { rows: rows[0] === '-' ? [] : rows, text: text.join('\n'), number: index + 1 };
  });

const idOf = (name: string): number => {
  const row = allRows.find((each) => each.name === name);
  if (!row) throw new Error(`reports.txt names a row that does not exist: ${name}`);
  return row.id;
};

/** Reports as people write them: half informed, short, in several languages, about several SoCs. */
export const reportCases: readonly DiagnosisCase[] = reports
  .filter(({ rows }) => rows.length > 0)
  .map(({ rows: [first, ...others], text, number }) => ({
    name: `report ${number}`,
    row: idOf(first!),
    also: others.map(idOf),
    texts: pasted(text),
  }));

/** Questions and thanks, in which nothing is wrong. */
export const quietReports: readonly PastedText[] = reports
  .filter(({ rows }) => rows.length === 0)
  .map(({ text, number }) => ({ name: `report ${number}`, text }));
