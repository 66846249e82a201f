/** The fields of an encoding, as the manual names them; one that an encoding lacks is 0. A field in several places is their concatenation. */
export type Fields = Readonly<Record<FieldName, number>>;

const names = 'abcdefghijklmnopqrstuvwxyzADFHIMNPQRSTUVW' as const;
type Letters<Text extends string> = Text extends `${infer First}${infer Rest}` ? First | Letters<Rest> : never;
export type FieldName = Letters<typeof names>;

export interface Pattern {
  readonly bits: 16 | 32;
  readonly mask: number;
  readonly value: number;
  /** Bits that should be one and are not decoded. */
  readonly ones: number;
  /** For each field its bit positions, highest first. */
  readonly fields: readonly (readonly [FieldName, readonly number[]])[];
}

/** Reads a row of an encoding diagram: 0 and 1 are fixed, letters are fields, spaces mean nothing, `.` and `!` are bits that
 * should be zero and one and are not decoded. */
export const parsePattern = (text: string): Pattern => {
  const cells = text.replaceAll(' ', '');
  if (cells.length !== 16 && cells.length !== 32) throw new RangeError(`${text}: ${cells.length} bits`);
  const fields = new Map<FieldName, number[]>();
  let [mask, value, ones] = [0, 0, 0];
  for (const [index, cell] of [...cells].entries()) {
    const bit = cells.length - 1 - index;
    if (cell === '!') ones |= 1 << bit;
    if (cell === '.' || cell === '!') continue;
    if (cell === '0' || cell === '1') {
      mask |= 1 << bit;
      value |= Number(cell) << bit;
    } else fields.set(cell as FieldName, [...(fields.get(cell as FieldName) ?? []), bit]);
  }
  return { bits: cells.length, mask: mask >>> 0, value: value >>> 0, ones: ones >>> 0, fields: [...fields] };
};

export const matches = ({ mask, value }: Pattern, opcode: number): boolean => (opcode & mask) >>> 0 === value;

const none = Object.fromEntries([...names].map((name) => [name, 0])) as Record<FieldName, number>;

export const fieldsOf = ({ fields }: Pattern, opcode: number): Fields => {
  const found = { ...none };
  for (const [name, bits] of fields) for (const bit of bits) found[name] = (found[name] << 1) | ((opcode >>> bit) & 1);
  return found;
};

/** The opcode that has these fields: what fieldsOf undoes. */
export const encode = ({ value, ones, fields }: Pattern, wanted: Partial<Fields>): number => {
  let opcode = value | ones;
  for (const [name, bits] of fields) {
    for (const [index, bit] of bits.entries()) if (((wanted[name] ?? 0) >>> (bits.length - 1 - index)) & 1) opcode |= 1 << bit;
  }
  return opcode >>> 0;
};
