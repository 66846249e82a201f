import type { Cpu } from '../cpu.ts';
import type { FieldName, Fields } from '../pattern.ts';
import type { MakeOp, Row } from '../row.ts';
import { rowsOf } from '../row.ts';

/** Arithmetic of one precision on register numbers. */
export interface Precision {
  readonly name: 'F32' | 'F64';
  /** Bit 8 of the encoding. */
  readonly z: 0 | 1;
  readonly of: (cpu: Cpu) => Cpu['float32'] | Cpu['float64'];
  /** Registers for intermediate results, behind the ones that programs see. */
  readonly scratch: readonly [number, number];
}

export const single: Precision = { name: 'F32', z: 0, of: (cpu) => cpu.float32, scratch: [32, 33] };
export const double: Precision = { name: 'F64', z: 1, of: (cpu) => cpu.float64, scratch: [16, 17] };
export const precisions: readonly Precision[] = [single, double];

/** Vd:D for singles, D:Vd for doubles. */
const number = (z: number, four: number, one: number): number => (z ? (one << 4) | four : (four << 1) | one);
export const dOf = (z: number, f: Fields): number => number(z, f.d, f.D);
export const nOf = (z: number, f: Fields): number => number(z, f.n, f.N);
export const mOf = (z: number, f: Fields): number => number(z, f.m, f.M);

/** FPv5-D16: there are no D16-D31, an encoding that names one is undefined. */
export const noSuch =
  (z: number, ...tops: readonly FieldName[]) =>
  (f: Fields): boolean =>
    z === 1 && tops.some((top) => f[top] === 1);

const row = rowsOf('float');

/** A row for each precision; `bits` has `z` where the size stands. */
export const forBoth = (
  name: string,
  bits: string,
  make: (precision: Precision) => MakeOp,
  tops: readonly FieldName[] = ['D', 'N', 'M'],
): readonly Row[] =>
  precisions.map((precision) =>
    row(`${name}.${precision.name}`, bits.replace('z', String(precision.z)), make(precision), { not: noSuch(precision.z, ...tops) }),
  );
