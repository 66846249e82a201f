import type { Fields } from '../pattern.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import type { Site } from '../site.ts';
import { type Address, load, store, type Width } from './memory-ops.ts';
import { badPair } from './wide-processing.ts';

const row = rowsOf('memory');
const literal = rowsOf('literal');
const hintRow = rowsOf('memory');

interface Encoding {
  readonly name: string;
  /** Bits 26-20 with the U bit, bit 23, as `U`. */
  readonly bits: (u: 0 | 1) => string;
}

const loadsOf: readonly (Encoding & { readonly width: Width })[] = [
  { name: 'LDRB', width: 'byte', bits: (u) => `11111000${u}001` },
  { name: 'LDRH', width: 'half', bits: (u) => `11111000${u}011` },
  { name: 'LDR', width: 'word', bits: (u) => `11111000${u}101` },
  { name: 'LDRSB', width: 'signed byte', bits: (u) => `11111001${u}001` },
  { name: 'LDRSH', width: 'signed half', bits: (u) => `11111001${u}011` },
];

const storesOf: readonly (Encoding & { readonly width: 'byte' | 'half' | 'word' })[] = [
  { name: 'STRB', width: 'byte', bits: (u) => `11111000${u}000` },
  { name: 'STRH', width: 'half', bits: (u) => `11111000${u}010` },
  { name: 'STR', width: 'word', bits: (u) => `11111000${u}100` },
];

/** P, U and W of the 8-bit form. P and W both 0 is undefined and has no row. */
const offsets: readonly { readonly bits: string; readonly sign: 1 | -1; readonly index?: 'pre' | 'post'; readonly name: string }[] = [
  { bits: '1100', sign: -1, name: 'negative offset' },
  { bits: '1110', sign: 1, name: 'unprivileged' },
  { bits: '1101', sign: -1, index: 'pre', name: 'pre-indexed, down' },
  { bits: '1111', sign: 1, index: 'pre', name: 'pre-indexed, up' },
  { bits: '1001', sign: -1, index: 'post', name: 'post-indexed, down' },
  { bits: '1011', sign: 1, index: 'post', name: 'post-indexed, up' },
];

const isLiteral = ({ n }: Fields): boolean => n === 15;
/** Only a word may be loaded into SP or PC: a load of the PC is a branch, such as `LDR PC, [SP], #4`, the POP of one register. */
const badLoad =
  (width: Width) =>
  ({ t }: Fields): boolean =>
    width !== 'word' && (t === 15 || t === 13);
const badStore =
  (width: Width) =>
  ({ t }: Fields): boolean =>
    t === 15 || (t === 13 && width !== 'word');
const badBase = ({ n, t }: Fields, index: Address['index']): boolean => index !== undefined && n === t;
/** Rt = 15 is a preload hint where a byte or halfword would be loaded. */
const isHint =
  (width: Width) =>
  ({ n, t }: Fields): boolean =>
    n === 15 || (t === 15 && width !== 'word');

/** LDRT, STRT and their like have the rights of unprivileged code. */
const rightsOf = (form: string, { cpu }: Site, op: Op): Op => (form === 'unprivileged' ? () => cpu.memory.asUser(op) : op);

const loadRows = loadsOf.flatMap(({ name, width, bits }) => [
  literal(
    `${name} (literal) wide up`,
    `${bits(1)} 1111 tttt iiiiiiiiiiii`,
    ({ t, i }, site) => load(width)(site, t, { n: site.constant(site.pc & ~3), m: site.constant(i) }),
    { not: ({ t }) => t === 15 && width !== 'word', unpredictable: badLoad(width) },
  ),
  literal(
    `${name} (literal) wide down`,
    `${bits(0)} 1111 tttt iiiiiiiiiiii`,
    ({ t, i }, site) => load(width)(site, t, { n: site.constant(site.pc & ~3), m: site.constant(-i) }),
    { not: ({ t }) => t === 15 && width !== 'word', unpredictable: badLoad(width) },
  ),
  row(
    `${name} (immediate) wide`,
    `${bits(1)} nnnn tttt iiiiiiiiiiii`,
    ({ t, n, i }, site) => load(width)(site, t, { n, m: site.constant(i) }),
    {
      not: isHint(width),
      unpredictable: badLoad(width),
    },
  ),
  row(`${name} (register) wide`, `${bits(0)} nnnn tttt 000000 ii mmmm`, ({ t, n, m, i }, site) => load(width)(site, t, { n, m, by: i }), {
    not: isHint(width),
    unpredictable: (f) => badLoad(width)(f) || badPair(f.m),
  }),
  ...offsets.map(({ bits: puw, sign, index, name: form }) =>
    row(
      `${name} (${form})`,
      `${bits(0)} nnnn tttt ${puw} iiiiiiii`,
      ({ t, n, i }, site) => rightsOf(form, site, load(width)(site, t, { n, m: site.constant(sign * i), ...(index ? { index } : {}) })),
      {
        not: (f) => isLiteral(f) || (form === 'negative offset' && f.t === 15 && width !== 'word'),
        unpredictable: (f) => badLoad(width)(f) || badBase(f, index) || (form === 'unprivileged' && (f.t === 13 || f.t === 15)),
      },
    ),
  ),
]);

const storeRows = storesOf.flatMap(({ name, width, bits }) => [
  row(
    `${name} (immediate) wide`,
    `${bits(1)} nnnn tttt iiiiiiiiiiii`,
    ({ t, n, i }, site) => store(width)(site, t, { n, m: site.constant(i) }),
    {
      not: isLiteral,
      unpredictable: badStore(width),
    },
  ),
  row(`${name} (register) wide`, `${bits(0)} nnnn tttt 000000 ii mmmm`, ({ t, n, m, i }, site) => store(width)(site, t, { n, m, by: i }), {
    not: isLiteral,
    unpredictable: (f) => badStore(width)(f) || badPair(f.m),
  }),
  ...offsets.map(({ bits: puw, sign, index, name: form }) =>
    row(
      `${name} (${form})`,
      `${bits(0)} nnnn tttt ${puw} iiiiiiii`,
      ({ t, n, i }, site) => rightsOf(form, site, store(width)(site, t, { n, m: site.constant(sign * i), ...(index ? { index } : {}) })),
      { not: isLiteral, unpredictable: (f) => badStore(width)(f) || badBase(f, index) || (form === 'unprivileged' && f.t === 13) },
    ),
  ),
]);

/** PLD, PLDW, PLI and the hints that have no name yet. */
const nothing = () => () => {};
const hintsOf = (sign: 0 | 1, half: 0 | 1): readonly Row[] => {
  const name = half ? 'unallocated hint' : sign ? 'PLI' : 'PLD';
  return [
    hintRow(`${name} (immediate)`, `1111100${sign}10${half}1 nnnn 1111 iiiiiiiiiiii`, nothing),
    hintRow(`${name} (literal)`, `1111100${sign}00${half}1 1111 1111 iiiiiiiiiiii`, nothing),
    hintRow(`${name} (negative offset)`, `1111100${sign}00${half}1 nnnn 1111 1100 iiiiiiii`, nothing),
    hintRow(`${name} (register)`, `1111100${sign}00${half}1 nnnn 1111 000000 ii mmmm`, nothing, { unpredictable: ({ m }) => badPair(m) }),
  ];
};
const hints: readonly Row[] = [...hintsOf(0, 0), ...hintsOf(0, 1), ...hintsOf(1, 0), ...hintsOf(1, 1)];

/** A5.3.7 to A5.3.10: loads and stores of one register with 32-bit encodings. */
export const wideMemory: readonly Row[] = [...loadRows, ...storeRows, ...hints];
