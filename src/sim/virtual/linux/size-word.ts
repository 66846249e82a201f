const KiB = 1024;
const MiB = 1024 * KiB;

const factors: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, k: KiB, m: MiB, g: 1024 * MiB };

/** `300M`, `1k`, `2kB`, `3MiB`, `2x1k` as coreutils read a size; undefined for what is none. */
export const sizeOf = (word: string): number | undefined => {
  const parts = word.replaceAll(/["']/g, '').split('x').map(oneSize);
  return parts.includes(undefined) ? undefined : parts.reduce<number>((product, part) => product * part!, 1);
};

const oneSize = (word: string): number | undefined => {
  const [, digits, unit = '', tail = ''] = /^(\d+)([cwbkKmMgG]?)(B|iB)?$/.exec(word) ?? [];
  const factor = factors[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  return Number(digits) * (tail === 'B' && factor >= KiB ? 1000 ** Math.round(Math.log2(factor) / 10) : factor);
};
