import { type Fields, type Pattern, parsePattern } from './pattern.ts';
import type { Site } from './site.ts';

/** One decoded instruction, ready to run. */
export type Op = () => void;

/** What an instruction may do besides computing: the differential test picks operands by it. */
export type Kind = 'compute' | 'memory' | 'multiple' | 'literal' | 'branch' | 'system' | 'float' | 'float-memory';

/** One encoding of one instruction, as a row of the manual's encoding diagrams. */
export interface Row {
  readonly name: string;
  readonly kind: Kind;
  readonly pattern: Pattern;
  readonly make: (fields: Fields, site: Site) => Op;
  /** True for encodings that belong to another row further down: "see ...". */
  readonly not: ((fields: Fields) => boolean) | undefined;
  /** True where the manual says UNPREDICTABLE: any outcome is right, and none is compared. */
  readonly unpredictable: ((fields: Fields) => boolean) | undefined;
}

export interface RowOptions {
  readonly not?: (fields: Fields) => boolean;
  readonly unpredictable?: (fields: Fields) => boolean;
}

export type MakeOp = (fields: Fields, site: Site) => Op;

/** Rows of one kind, written `row('ADD (register) T1', '0001100 mmm nnn ddd', make)`. */
export const rowsOf =
  (kind: Kind) =>
  (name: string, bits: string, make: MakeOp, { not, unpredictable }: RowOptions = {}): Row => ({
    name,
    kind,
    pattern: parsePattern(bits),
    make,
    not,
    unpredictable,
  });
