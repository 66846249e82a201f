const whole = /^(?:<\d>)?\[ {0,4}\d+\.\d{6}\]/;
const damaged =
  /^(?:<\d>)?\[? {0,5}(?:\d+\.\d{1,5}\]|\d+\.\d{6}(?=[ [])|\d{7,12}\]|\d*\.\d{6}\]|(?=[ \d.]*[\x80-\xff])[ \d.\x80-\xff]{9,22}(?:\]|\[))/;

/** True where some of the kernel's stamps lack a character or hold a garbled one, which printk always writes with six decimals, and most lack none. */
export const losesCharacters = (lines: readonly string[]): boolean => {
  const stamped = lines.filter((line) => whole.test(line)).length;
  const spoilt = lines.filter((line) => !whole.test(line) && damaged.test(line)).length;
  return spoilt > 0 && stamped >= 3 && stamped >= spoilt;
};
