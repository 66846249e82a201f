import type { Case } from './case-generator.ts';
import { resultWords } from './oracle-image.ts';

const names = [
  ...['r0', 'r1', 'r2', 'r3', 'r12', 'lr', 'pc', 'xpsr'],
  ...Array.from({ length: 16 }, (_, index) => `s${index}`),
  'fpscr',
  'reserved',
  ...Array.from({ length: 8 }, (_, index) => `r${index + 4}`),
  ...Array.from({ length: 16 }, (_, index) => `s${index + 16}`),
  ...['sp', 'cfsr', 'hfsr', 'exc_return', 'primask', 'basepri', 'ipsr', 'control'],
];
const reserved = names.indexOf('reserved');

export interface Difference {
  readonly index: number;
  readonly rows: readonly string[];
  readonly code: string;
  readonly fields: readonly string[];
}

const hexWord = (value: number): string => value.toString(16).padStart(8, '0');

/** Cases whose registers differ, ours first in each field. */
export const differences = (cases: readonly Case[], ours: Uint8Array, theirs: Uint8Array): Difference[] => {
  const [a, b] = [wordsOf(ours), wordsOf(theirs)];
  return cases.flatMap((one, index) => {
    const fields = names.flatMap((name, word) => {
      const at = index * resultWords + word;
      return word !== reserved && a[at] !== b[at] ? [`${name} ${hexWord(a[at] ?? 0)}/${hexWord(b[at] ?? 0)}`] : [];
    });
    return fields.length === 0
      ? []
      : [{ index, rows: one.names, code: one.code.map((halfword) => halfword.toString(16).padStart(4, '0')).join(' '), fields }];
  });
};

/** Bytes of memory behind the results that differ. */
export const memoryDifferences = (count: number, ours: Uint8Array, theirs: Uint8Array): number => {
  const from = count * resultWords * 4;
  let different = 0;
  for (let at = from; at < Math.max(ours.length, theirs.length); at++) if (ours[at] !== theirs[at]) different++;
  return different;
};

const wordsOf = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
