import { bitField } from './instructions/bit-field.ts';
import { floatArithmetic } from './instructions/float-arithmetic.ts';
import { floatConvert } from './instructions/float-convert.ts';
import { floatMemory } from './instructions/float-memory.ts';
import { floatTransfer } from './instructions/float-transfer.ts';
import { multipleMemory } from './instructions/multiple-memory.ts';
import { multiply } from './instructions/multiply.ts';
import { parallelArithmetic } from './instructions/parallel.ts';
import { thumb16Control } from './instructions/thumb16-control.ts';
import { thumb16Memory } from './instructions/thumb16-memory.ts';
import { thumb16Processing } from './instructions/thumb16-processing.ts';
import { wideControl } from './instructions/wide-control.ts';
import { wideMemory } from './instructions/wide-memory.ts';
import { wideProcessing } from './instructions/wide-processing.ts';
import { fieldsOf, matches } from './pattern.ts';
import type { Row } from './row.ts';

/** Every encoding that this core knows: ARMv7E-M with FPv5 for both precisions. Earlier rows go before later ones. */
export const rows: readonly Row[] = [
  ...thumb16Processing,
  ...thumb16Memory,
  ...thumb16Control,
  ...wideProcessing,
  ...bitField,
  ...parallelArithmetic,
  ...multiply,
  ...multipleMemory,
  ...wideMemory,
  ...wideControl,
  ...floatArithmetic,
  ...floatConvert,
  ...floatMemory,
  ...floatTransfer,
];

/** 32-bit encodings begin with 0b11101, 0b11110 or 0b11111. */
export const isWide = (halfword: number): boolean => halfword >= 0xe800;

// By the upper nine bits of the first halfword, which most encodings fix.
const indexBits = 9;
const buckets: Row[][] = Array.from({ length: 2 ** indexBits }, () => []);
for (const row of rows) {
  const { bits, mask, value } = row.pattern;
  const shift = bits - indexBits;
  for (const [index, bucket] of buckets.entries()) {
    const narrow = index << (16 - indexBits);
    if (isWide(narrow) === (bits === 32) && ((index ^ (value >>> shift)) & (mask >>> shift)) === 0) bucket.push(row);
  }
}

/** The row of an opcode: 16 bits, or 32 with the first halfword on top. Undefined for an undefined instruction. */
export const findRow = (opcode: number, bits: 16 | 32): Row | undefined =>
  buckets[opcode >>> (bits - indexBits)]!.find((row) => matches(row.pattern, opcode) && !row.not?.(fieldsOf(row.pattern, opcode)));
