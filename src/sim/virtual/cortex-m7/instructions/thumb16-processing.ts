import { addFlags, operations } from '../alu.ts';
import { N, SP, shifted, Z } from '../registers.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import { asr, lsl, lsr, ror, shiftBy, shiftOp } from '../shift.ts';
import { type Site, source } from '../site.ts';
import { both, process } from './processing.ts';

const row = rowsOf('compute');

const shiftImmediate =
  (type: number) =>
  ({ d, m, i }: { d: number; m: number; i: number }, site: Site): Op => {
    const { r } = site;
    if (site.inIt) return shiftOp(r, type, d, m, i, false);
    return both(shiftOp(r, type, shifted, m, i, true), operations.MOV.flags(r, d, 0, shifted));
  };

const shiftRegister =
  (type: number) =>
  ({ d, m }: { d: number; m: number }, { r, inIt }: Site): Op => {
    if (inIt)
      return () => {
        r[d] = shiftBy(r, type, r[d]!, r[m]!, false);
      };
    return () => {
      r[d] = r[N] = r[Z] = shiftBy(r, type, r[d]!, r[m]!, true);
    };
  };

/** Rdn op= Rm, of the register-to-register group. */
const twoRegisters =
  (operation: keyof typeof operations) =>
  ({ d, m }: { d: number; m: number }, site: Site): Op =>
    process(site, operations[operation], !site.inIt, d, d, m);

const compare =
  (operation: 'TST' | 'CMP' | 'CMN') =>
  ({ d, m }: { d: number; m: number }, { r }: Site): Op =>
    operations[operation].flags(r, 0, d, m);

const high = (low: number, top: number): number => (top << 3) | low;

/** A5.2.1 to A5.2.3: shift, add, subtract, move, compare, data processing, special data. */
export const thumb16Processing: readonly Row[] = [
  row('LSL (immediate) T1', '00000 iiiii mmm ddd', shiftImmediate(lsl)),
  row('LSR (immediate) T1', '00001 iiiii mmm ddd', shiftImmediate(lsr)),
  row('ASR (immediate) T1', '00010 iiiii mmm ddd', shiftImmediate(asr)),
  row('ADD (register) T1', '0001100 mmm nnn ddd', ({ d, n, m }, site) => process(site, operations.ADD, !site.inIt, d, n, m)),
  row('SUB (register) T1', '0001101 mmm nnn ddd', ({ d, n, m }, site) => process(site, operations.SUB, !site.inIt, d, n, m)),
  row('ADD (immediate) T1', '0001110 iii nnn ddd', ({ d, n, i }, site) =>
    process(site, operations.ADD, !site.inIt, d, n, site.constant(i)),
  ),
  row('SUB (immediate) T1', '0001111 iii nnn ddd', ({ d, n, i }, site) =>
    process(site, operations.SUB, !site.inIt, d, n, site.constant(i)),
  ),
  row('MOV (immediate) T1', '00100 ddd iiiiiiii', ({ d, i }, site) => process(site, operations.MOV, !site.inIt, d, 0, site.constant(i))),
  row('CMP (immediate) T1', '00101 nnn iiiiiiii', ({ n, i }, { r, constant }) => operations.CMP.flags(r, 0, n, constant(i))),
  row('ADD (immediate) T2', '00110 ddd iiiiiiii', ({ d, i }, site) => process(site, operations.ADD, !site.inIt, d, d, site.constant(i))),
  row('SUB (immediate) T2', '00111 ddd iiiiiiii', ({ d, i }, site) => process(site, operations.SUB, !site.inIt, d, d, site.constant(i))),
  row('AND (register) T1', '0100000000 mmm ddd', twoRegisters('AND')),
  row('EOR (register) T1', '0100000001 mmm ddd', twoRegisters('EOR')),
  row('LSL (register) T1', '0100000010 mmm ddd', shiftRegister(lsl)),
  row('LSR (register) T1', '0100000011 mmm ddd', shiftRegister(lsr)),
  row('ASR (register) T1', '0100000100 mmm ddd', shiftRegister(asr)),
  row('ADC (register) T1', '0100000101 mmm ddd', twoRegisters('ADC')),
  row('SBC (register) T1', '0100000110 mmm ddd', twoRegisters('SBC')),
  row('ROR (register) T1', '0100000111 mmm ddd', shiftRegister(ror)),
  row('TST (register) T1', '0100001000 mmm ddd', compare('TST')),
  row('RSB (immediate) T1', '0100001001 nnn ddd', ({ d, n }, site) => process(site, operations.RSB, !site.inIt, d, n, site.constant(0))),
  row('CMP (register) T1', '0100001010 mmm ddd', compare('CMP')),
  row('CMN (register) T1', '0100001011 mmm ddd', compare('CMN')),
  row('ORR (register) T1', '0100001100 mmm ddd', twoRegisters('ORR')),
  row('MUL T1', '0100001101 mmm ddd', ({ d, m }, { r, inIt }) =>
    inIt
      ? () => {
          r[d] = Math.imul(r[d]!, r[m]!);
        }
      : () => {
          r[d] = r[N] = r[Z] = Math.imul(r[d]!, r[m]!);
        },
  ),
  row('BIC (register) T1', '0100001110 mmm ddd', twoRegisters('BIC')),
  row('MVN (register) T1', '0100001111 mmm ddd', twoRegisters('MVN')),
  row(
    'ADD (register) T2',
    '01000100 D mmmm ddd',
    ({ D, d, m }, site) => process(site, operations.ADD, false, high(d, D), source(site, high(d, D)), source(site, m)),
    { unpredictable: ({ D, d, m }) => high(d, D) === 15 && m === 15 },
  ),
  row(
    'CMP (register) T2',
    '01000101 N mmmm nnn',
    ({ N: top, n, m }, { r }) => {
      const first = high(n, top);
      return () => {
        addFlags(r, r[first]!, ~r[m]!, 1);
      };
    },
    { unpredictable: ({ N: top, n, m }) => (high(n, top) < 8 && m < 8) || high(n, top) === 15 || m === 15 },
  ),
  row('MOV (register) T1', '01000110 D mmmm ddd', ({ D, d, m }, site) =>
    process(site, operations.MOV, false, high(d, D), 0, source(site, m)),
  ),
  row('ADR T1', '10100 ddd iiiiiiii', ({ d, i }, site) =>
    process(site, operations.MOV, false, d, 0, site.constant((site.pc & ~3) + 4 * i)),
  ),
  row('ADD (SP plus immediate) T1', '10101 ddd iiiiiiii', ({ d, i }, site) =>
    process(site, operations.ADD, false, d, SP, site.constant(4 * i)),
  ),
  row('ADD (SP plus immediate) T2', '101100000 iiiiiii', ({ i }, site) =>
    process(site, operations.ADD, false, SP, SP, site.constant(4 * i)),
  ),
  row('SUB (SP minus immediate) T1', '101100001 iiiiiii', ({ i }, site) =>
    process(site, operations.SUB, false, SP, SP, site.constant(4 * i)),
  ),
  row('SXTH T1', '1011001000 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = (r[m]! << 16) >> 16;
  }),
  row('SXTB T1', '1011001001 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = (r[m]! << 24) >> 24;
  }),
  row('UXTH T1', '1011001010 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = r[m]! & 0xffff;
  }),
  row('UXTB T1', '1011001011 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = r[m]! & 0xff;
  }),
  row('REV T1', '1011101000 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = reverseBytes(r[m]!);
  }),
  row('REV16 T1', '1011101001 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = reverseInHalfwords(r[m]!);
  }),
  row('REVSH T1', '1011101011 mmm ddd', ({ d, m }, { r }) => () => {
    r[d] = (reverseInHalfwords(r[m]!) << 16) >> 16;
  }),
];

export const reverseInHalfwords = (value: number): number => ((value >>> 8) & 0x00ff_00ff) | ((value & 0x00ff_00ff) << 8);
export const reverseBytes = (value: number): number => {
  const swapped = reverseInHalfwords(value);
  return (swapped >>> 16) | (swapped << 16);
};
