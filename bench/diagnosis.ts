import { readdirSync, readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { diagnose } from '../src/knowledge/diagnosis/diagnose.ts';
import { factsFromText, type PastedText } from '../src/knowledge/diagnosis/facts.ts';
import { allRows } from '../src/knowledge/diagnosis/rows/all.ts';
import { cases } from '../src/knowledge/diagnosis/testing/cases.ts';
import { cleanTexts } from '../src/knowledge/diagnosis/testing/clean.ts';
import { damages } from '../src/knowledge/diagnosis/testing/damages.ts';
import { byCases } from './diagnosis-cases.ts';

const rowsOf = (texts: readonly PastedText[]): number[] => diagnose(factsFromText(texts)).causes.map(({ row }) => row);
const damaged = (texts: readonly PastedText[], damage: (text: string) => string): PastedText[] =>
  texts.map((each) => ({ ...each, text: damage(each.text) }));
const show = (head: readonly string[], lines: readonly (readonly (string | number)[])[]): void => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const line of lines) table.push([...line]);
  console.log(table.toString());
};

const byRow = (): void => {
  const lines = allRows.map(({ id, name }) => {
    const own = cases.filter(({ row }) => row === id);
    const found = own.map(({ texts }) => rowsOf(texts));
    const wrong = own.flatMap(({ also = [] }, index) => found[index]!.filter((row) => row !== id && !also.includes(row)));
    return [id, name, own.length, found.filter(([first]) => first === id).length, wrong.join(' ')];
  });
  show(['row', 'cause', 'logs', 'named first', 'wrong causes'], lines);
};

const byDamage = (): void => {
  const lines = Object.entries(damages).map(([name, damage]) => {
    const found = cases.map(({ texts }) => rowsOf(damaged(texts, damage)));
    const missed = cases.filter(({ row }, index) => found[index]![0] !== row).map(({ row }) => row);
    const wrong = cases.flatMap(({ row, also = [] }, index) => found[index]!.filter((other) => other !== row && !also.includes(other)));
    return [name, cases.length, cases.length - missed.length, missed.join(' '), wrong.join(' ')];
  });
  show(['what was done to the logs', 'logs', 'named first', 'missed rows', 'wrong causes'], lines);
};

const onCleanText = (): void => {
  const folder = new URL('../src/knowledge/boot/recordings/', import.meta.url);
  const troubled = /locked|stall|watchdog/;
  const recordings = readdirSync(folder).filter((file) => file.endsWith('.serial') && !troubled.test(file));
  const texts = [...cleanTexts, ...recordings.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'latin1') }))];
  show(
    ['clean log', 'wrong causes'],
    texts.map((text) => [text.name, rowsOf([text]).join(' ')]),
  );
};

byRow();
byDamage();
onCleanText();
if (byCases() > 0) process.exitCode = 1;
