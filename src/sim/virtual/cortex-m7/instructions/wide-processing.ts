import { type Operation, operations } from '../alu.ts';
import type { Fields } from '../pattern.ts';
import { N, PC, shifted, Z } from '../registers.ts';
import { type Op, type Row, rowsOf } from '../row.ts';
import { expandImmediate, lsl, shiftBy, shiftOp } from '../shift.ts';
import type { Site } from '../site.ts';
import { both, process, withCarry } from './processing.ts';

const row = rowsOf('compute');

/** What an opcode means with Rd = 15 (a comparison) and with Rn = 15 (a move). */
interface Opcode {
  readonly bits: string;
  readonly name: keyof typeof operations;
  readonly compare?: keyof typeof operations;
  readonly move?: keyof typeof operations;
}

const opcodes: readonly Opcode[] = [
  { bits: '0000', name: 'AND', compare: 'TST' },
  { bits: '0001', name: 'BIC' },
  { bits: '0010', name: 'ORR', move: 'MOV' },
  { bits: '0011', name: 'ORN', move: 'MVN' },
  { bits: '0100', name: 'EOR', compare: 'TEQ' },
  { bits: '1000', name: 'ADD', compare: 'CMN' },
  { bits: '1010', name: 'ADC' },
  { bits: '1011', name: 'SBC' },
  { bits: '1101', name: 'SUB', compare: 'CMP' },
  { bits: '1110', name: 'RSB' },
];

interface Operands {
  readonly S: number;
  readonly n: number;
  readonly d: number;
}

const badPair = (d: number): boolean => d === 13 || d === 15;

/** ADD and SUB may use the SP, the others not; a comparison has Rd = 15 and S. */
const unpredictable =
  ({ name }: Opcode) =>
  ({ d, n, S }: Operands): boolean => {
    const stack = (name === 'ADD' || name === 'SUB') && n === 13;
    return (d === 15 && !S) || (d === 13 && !stack) || (n === 13 && !stack) || n === 15;
  };

/** Data processing with the second operand in `m`; `d` 15 compares. */
const finish = (site: Site, { name, compare, move }: Opcode, { S, n, d }: Operands, m: number): Op => {
  if (d === PC && S && compare) return operations[compare].flags(site.r, 0, n, m);
  const operation: Operation = operations[n === PC && move ? move : name];
  return process(site, operation, S === 1, d, n, m);
};

const modifiedImmediate = (opcode: Opcode): Row =>
  row(
    `${opcode.name} (immediate) wide`,
    `11110 i 0 ${opcode.bits} S nnnn 0 iii dddd iiiiiiii`,
    ({ i, S, n, d }, site) => {
      const { value, rotated } = expandImmediate(i);
      const op = finish(site, opcode, { S, n, d }, site.constant(value));
      return rotated && S && operations[opcode.name].logical ? withCarry(site.r, value >>> 31, op) : op;
    },
    {
      unpredictable: (fields) =>
        (fields.n === 15 && opcode.move ? badPair(fields.d) : unpredictable(opcode)(fields)) ||
        // ThumbExpandImm: a pattern of zeros is unpredictable.
        (fields.i >>> 8 !== 0 && fields.i >>> 8 < 4 && (fields.i & 0xff) === 0) ||
        (fields.d === 15 && !opcode.compare),
    },
  );

/** MOV (register) T3 without flags may read or write the SP. */
const isPlainMove = ({ move }: Opcode, { n, S, t, i }: Fields): boolean => move === 'MOV' && n === 15 && S === 0 && t === 0 && i === 0;

const shiftedRegister = (opcode: Opcode): Row =>
  row(
    `${opcode.name} (register) wide`,
    `1110101 ${opcode.bits} S nnnn . iii dddd ii tt mmmm`,
    ({ i, t, S, n, d, m }, site) => {
      if (i === 0 && t === lsl) return finish(site, opcode, { S, n, d }, m);
      const carry = S === 1 && operations[opcode.name].logical;
      return both(shiftOp(site.r, t, shifted, m, i, carry), finish(site, opcode, { S, n, d }, shifted));
    },
    {
      unpredictable: (fields) =>
        isPlainMove(opcode, fields)
          ? fields.d === 15 || fields.m === 15 || (fields.d === 13 && fields.m === 13)
          : (fields.n === 15 && opcode.move ? badPair(fields.d) : unpredictable(opcode)(fields)) ||
            badPair(fields.m) ||
            (fields.d === 13 && (fields.t !== 0 || fields.i > 3)) ||
            (fields.d === 15 && !opcode.compare),
    },
  );

const shiftNames = ['LSL', 'LSR', 'ASR', 'ROR'] as const;

const shiftByRegister = (type: number): Row =>
  row(
    `${shiftNames[type]} (register) wide`,
    `11111010 0 ${type.toString(2).padStart(2, '0')} S nnnn 1111 dddd 0000 mmmm`,
    ({ S, n, d, m }, { r }) =>
      S
        ? () => moveFlags(r, d, shiftBy(r, type, r[n]!, r[m]!, true))
        : () => {
            r[d] = shiftBy(r, type, r[n]!, r[m]!, false);
          },
    { unpredictable: ({ d, n, m }) => badPair(d) || badPair(n) || badPair(m) },
  );

const moveFlags = (r: Int32Array, d: number, value: number): void => {
  r[d] = r[N] = r[Z] = value;
};

const plain = { unpredictable: ({ d, n }: Operands) => d === 15 || (d === 13 && n !== 13) };

/** A5.3.1, A5.3.3, A5.3.11 and the shifts of A5.3.12: data processing with 32 bits. */
export const wideProcessing: readonly Row[] = [
  ...opcodes.map(modifiedImmediate),
  ...opcodes.map(shiftedRegister),
  ...[0, 1, 2, 3].map(shiftByRegister),
  row(
    'ADR T3',
    '11110 i 10000 0 1111 0 iii dddd iiiiiiii',
    ({ d, i }, site) => process(site, operations.MOV, false, d, 0, site.constant((site.pc & ~3) + i)),
    plain,
  ),
  row(
    'ADR T2',
    '11110 i 10101 0 1111 0 iii dddd iiiiiiii',
    ({ d, i }, site) => process(site, operations.MOV, false, d, 0, site.constant((site.pc & ~3) - i)),
    plain,
  ),
  row(
    'ADDW',
    '11110 i 10000 0 nnnn 0 iii dddd iiiiiiii',
    ({ d, n, i }, site) => process(site, operations.ADD, false, d, n, site.constant(i)),
    {
      not: ({ n }) => n === 15,
      ...plain,
    },
  ),
  row(
    'SUBW',
    '11110 i 10101 0 nnnn 0 iii dddd iiiiiiii',
    ({ d, n, i }, site) => process(site, operations.SUB, false, d, n, site.constant(i)),
    {
      not: ({ n }) => n === 15,
      ...plain,
    },
  ),
  row(
    'MOVW',
    '11110 i 10010 0 hhhh 0 iii dddd iiiiiiii',
    ({ d, h, i }, site) => process(site, operations.MOV, false, d, 0, site.constant((h << 12) | i)),
    { unpredictable: ({ d }) => badPair(d) },
  ),
  row(
    'MOVT',
    '11110 i 10110 0 hhhh 0 iii dddd iiiiiiii',
    ({ d, h, i }, { r }) => {
      const top = ((h << 12) | i) << 16;
      return () => {
        r[d] = (r[d]! & 0xffff) | top;
      };
    },
    { unpredictable: ({ d }) => badPair(d) },
  ),
];

export { badPair };
