import { SP } from '../registers.ts';
import { type Row, rowsOf } from '../row.ts';
import { listed, load, loadMultiple, store, storeMultiple, type Width } from './memory-ops.ts';

const row = rowsOf('memory');
const literal = rowsOf('literal');
const multiple = rowsOf('multiple');

const registerOffset = (name: string, bits: string, width: Width): Row =>
  row(name, `${bits} mmm nnn ttt`, ({ t, n, m }, site) => load(width)(site, t, { n, m }));
const count = (list: number): number => listed(list).length;
const low = (list: number, extra: number, as: number): number => list | (extra ? 1 << as : 0);

/** A5.2.4 and the multiple loads and stores of A5.2: loads and stores of 16 bits. */
export const thumb16Memory: readonly Row[] = [
  literal('LDR (literal) T1', '01001 ttt iiiiiiii', ({ t, i }, site) =>
    load('word')(site, t, { n: site.constant(site.pc & ~3), m: site.constant(4 * i) }),
  ),
  row('STR (register) T1', '0101000 mmm nnn ttt', ({ t, n, m }, site) => store('word')(site, t, { n, m })),
  row('STRH (register) T1', '0101001 mmm nnn ttt', ({ t, n, m }, site) => store('half')(site, t, { n, m })),
  row('STRB (register) T1', '0101010 mmm nnn ttt', ({ t, n, m }, site) => store('byte')(site, t, { n, m })),
  registerOffset('LDRSB (register) T1', '0101011', 'signed byte'),
  registerOffset('LDR (register) T1', '0101100', 'word'),
  registerOffset('LDRH (register) T1', '0101101', 'half'),
  registerOffset('LDRB (register) T1', '0101110', 'byte'),
  registerOffset('LDRSH (register) T1', '0101111', 'signed half'),
  row('STR (immediate) T1', '01100 iiiii nnn ttt', ({ t, n, i }, site) => store('word')(site, t, { n, m: site.constant(4 * i) })),
  row('LDR (immediate) T1', '01101 iiiii nnn ttt', ({ t, n, i }, site) => load('word')(site, t, { n, m: site.constant(4 * i) })),
  row('STRB (immediate) T1', '01110 iiiii nnn ttt', ({ t, n, i }, site) => store('byte')(site, t, { n, m: site.constant(i) })),
  row('LDRB (immediate) T1', '01111 iiiii nnn ttt', ({ t, n, i }, site) => load('byte')(site, t, { n, m: site.constant(i) })),
  row('STRH (immediate) T1', '10000 iiiii nnn ttt', ({ t, n, i }, site) => store('half')(site, t, { n, m: site.constant(2 * i) })),
  row('LDRH (immediate) T1', '10001 iiiii nnn ttt', ({ t, n, i }, site) => load('half')(site, t, { n, m: site.constant(2 * i) })),
  row('STR (immediate) T2', '10010 ttt iiiiiiii', ({ t, i }, site) => store('word')(site, t, { n: SP, m: site.constant(4 * i) })),
  row('LDR (immediate) T2', '10011 ttt iiiiiiii', ({ t, i }, site) => load('word')(site, t, { n: SP, m: site.constant(4 * i) })),
  multiple(
    'PUSH T1',
    '1011010 M llllllll',
    ({ M, l }, site) => {
      const list = low(l, M, 14);
      return storeMultiple(site, SP, list, -4 * count(list), -4 * count(list));
    },
    { unpredictable: ({ M, l }) => !M && !l },
  ),
  multiple(
    'POP T1',
    '1011110 P llllllll',
    ({ P, l }, site) => {
      const list = low(l, P, 15);
      return loadMultiple(site, SP, list, 0, 4 * count(list));
    },
    { unpredictable: ({ P, l }) => !P && !l },
  ),
  multiple('STM T1', '11000 nnn llllllll', ({ n, l }, site) => storeMultiple(site, n, l, 0, 4 * count(l)), {
    unpredictable: ({ n, l }) => !l || (((l >>> n) & 1) === 1 && (l & ((1 << n) - 1)) !== 0),
  }),
  multiple('LDM T1', '11001 nnn llllllll', ({ n, l }, site) => loadMultiple(site, n, l, 0, (l >>> n) & 1 ? undefined : 4 * count(l)), {
    unpredictable: ({ l }) => !l,
  }),
];
