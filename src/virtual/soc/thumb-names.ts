interface Row {
  readonly mask: number;
  readonly value: number;
  readonly name: string;
}

// ARMv7-M Architecture Reference Manual, A5.2 and A5.3: both halfwords, the first in the upper half.
const wide: readonly Row[] = [
  { mask: 0xfbf0_8000, value: 0xf240_0000, name: 'movw' },
  { mask: 0xfbf0_8000, value: 0xf2c0_0000, name: 'movt' },
  { mask: 0xf800_d000, value: 0xf000_9000, name: 'b.w' },
  { mask: 0xf800_d000, value: 0xf000_8000, name: 'b<cond>.w' },
  { mask: 0xfff0_f0f0, value: 0xfb90_f0f0, name: 'sdiv' },
  { mask: 0xfff0_f0f0, value: 0xfbb0_f0f0, name: 'udiv' },
  { mask: 0xfff0_00f0, value: 0xfb80_0000, name: 'smull' },
  { mask: 0xfff0_00f0, value: 0xfba0_0000, name: 'umull' },
  { mask: 0xfff0_f0f0, value: 0xfb00_f000, name: 'mul.w' },
  { mask: 0xfff0_00f0, value: 0xfb00_0000, name: 'mla' },
  { mask: 0xfff0_00f0, value: 0xfb00_0010, name: 'mls' },
  { mask: 0xfff0_8020, value: 0xf360_0000, name: 'bfi or bfc' },
  { mask: 0xfff0_8020, value: 0xf3c0_0000, name: 'ubfx' },
  { mask: 0xffff_ffff, value: 0xf3bf_8f2f, name: 'clrex' },
  { mask: 0xffff_0000, value: 0xe92d_0000, name: 'push.w' },
  { mask: 0xffff_0000, value: 0xe8bd_0000, name: 'pop.w' },
  { mask: 0xffd0_0000, value: 0xe880_0000, name: 'stm.w' },
  { mask: 0xffd0_0000, value: 0xe890_0000, name: 'ldm.w' },
  { mask: 0xfff0_0ff0, value: 0xe8d0_0f00, name: 'tbb or tbh' },
  { mask: 0xfff0_ffe0, value: 0xe8d0_f000, name: 'tbb or tbh' },
  { mask: 0xfff0_0000, value: 0xe850_0000, name: 'ldrex' },
  { mask: 0xfff0_0000, value: 0xe840_0000, name: 'strex' },
  { mask: 0xfe50_0000, value: 0xe850_0000, name: 'ldrd' },
  { mask: 0xfe50_0000, value: 0xe840_0000, name: 'strd' },
  { mask: 0xff70_0000, value: 0xf850_0000, name: 'ldr.w' },
  { mask: 0xff70_0000, value: 0xf840_0000, name: 'str.w' },
  { mask: 0xfe10_0000, value: 0xf810_0000, name: 'a 32-bit load of a byte or halfword' },
  { mask: 0xff10_0000, value: 0xf800_0000, name: 'a 32-bit store of a byte or halfword' },
  { mask: 0xef00_0e00, value: 0xed00_0a00, name: 'a floating-point load or store' },
  { mask: 0xee00_0e00, value: 0xec00_0a00, name: 'a floating-point instruction' },
  { mask: 0xef00_0e00, value: 0xee00_0a00, name: 'a floating-point instruction' },
];

const narrow: readonly Row[] = [
  { mask: 0xfd00, value: 0xb100, name: 'cbz' },
  { mask: 0xfd00, value: 0xb900, name: 'cbnz' },
  { mask: 0xff00, value: 0xbf00, name: 'it' },
];

/** A name for a Thumb instruction outside ARMv6-M, for people: the mnemonic where it is one of the usual ones, else its bits. */
export const thumbName = (first: number, second: number): string => {
  const isWide = first >>> 11 >= 0b11101;
  const bits = isWide ? ((first << 16) | second) >>> 0 : first;
  const row = (isWide ? wide : narrow).find(({ mask, value }) => (bits & mask) >>> 0 === value);
  const shown = `0x${first.toString(16)}${isWide ? ` 0x${second.toString(16)}` : ''}`;
  return row ? row.name : `the instruction ${shown}`;
};
