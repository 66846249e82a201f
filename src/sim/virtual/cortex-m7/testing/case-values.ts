// Values at which carries, saturation, rounding and NaNs are decided.
export const corners = [
  0, 1, 2, 31, 32, 33, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff, 0xffff_0000, 0x7fff_7fff,
  0x8000_8000,
];

const view = new DataView(new ArrayBuffer(8));
export const bitsOf = (value: number): number => {
  view.setFloat32(0, value, true);
  return view.getUint32(0, true);
};
export const doubleBitsOf = (value: number): [number, number] => {
  view.setFloat64(0, value, true);
  return [view.getUint32(0, true), view.getUint32(4, true)];
};

export const singleCorners = [
  0, 0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x7f80_0000, 0xff80_0000, 0x7fc0_0001, 0x7f80_0001, 0xffa0_1234, 1, 0x8000_0001, 0x007f_ffff,
  0x0080_0000, 0x7f7f_ffff, 0xff7f_ffff, 0x4f00_0000, 0xcf00_0000, 0x4f80_0000, 0x3f00_0000, 0x3fc0_0000, 0x4b00_0001, 0x3380_0000,
];
export const doubleCorners: [number, number][] = [
  [0, 0],
  [0, 0x8000_0000],
  [0, 0x3ff0_0000],
  [0, 0xbff0_0000],
  [0, 0x7ff0_0000],
  [0, 0xfff0_0000],
  [1, 0x7ff8_0000],
  [1, 0x7ff0_0000],
  [1, 0],
  [0xffff_ffff, 0x000f_ffff],
  [0, 0x0010_0000],
  [0xffff_ffff, 0x7fef_ffff],
  [0, 0x41e0_0000],
  [0, 0xc1e0_0000],
  [0xffc0_0000, 0x41df_ffff],
  [0, 0x3fe0_0000],
  [0, 0x47f0_0000],
  [0xe000_0000, 0x47ef_ffff],
  [1, 0x3ff0_0000],
  [0, 0x3810_0000],
  [0, 0x3690_0000],
];
