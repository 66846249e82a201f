import { readAnyElf } from './elf.ts';
import { type Elf, ElfError, type ElfSection, hex } from './elf-format.ts';
import { type Inspection, type InspectOptions, inspectFirmware } from './inspect.ts';

/** Two builds side by side: what a report "one works, the other does not" needs. The shape changes only together with `version`. */
export interface Comparison {
  readonly version: 1;
  readonly one: Inspection;
  readonly other: Inspection;
  /** What differs, the verdict first; empty when nothing does that matters to a start. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly what:
    | 'verdict'
    | 'problem'
    | 'segment'
    | 'start vector'
    | 'own vector'
    | 'entry'
    | 'resource table'
    | 'section'
    | 'SDK'
    | 'size';
  /** What it is about, where there are several: `.data`, `at 0x0`. */
  readonly of?: string;
  readonly one: string;
  readonly other: string;
}

const none = 'none';
const smallestGrowth = 16;

/** Compares two images by what a start depends on. Throws nothing: a file that is no ELF is compared by what can be told of it. */
export const compareFirmware = (one: Uint8Array, other: Uint8Array, options: InspectOptions): Comparison => {
  const [first, second] = [inspectFirmware(one, options), inspectFirmware(other, options)];
  const differs = (what: Difference['what'], a: string, b: string, of?: string): Difference[] =>
    a === b ? [] : [{ what, ...(of ? { of } : {}), one: a, other: b }];
  const vector = ({ startVector }: Inspection, flat = startVector): string =>
    flat ? `SP ${hex(flat.stackPointer)}, PC ${hex(flat.programCounter)}` : none;
  const differences = [
    ...differs('verdict', first.verdict, second.verdict),
    ...problems(first, second),
    ...differs('start vector', vector(first), vector(second)),
    ...differs('own vector', vector(first, first.imageVector), vector(second, second.imageVector)),
    ...differs('entry', first.entry === undefined ? none : hex(first.entry), second.entry === undefined ? none : hex(second.entry)),
    ...segments(first, second),
    ...differs('resource table', tableText(first), tableText(second)),
    ...sections(elfOf(one), elfOf(other)),
    ...differs('SDK', first.sdk.name, second.sdk.name),
    ...differs('size', `${first.bytes} bytes`, `${second.bytes} bytes`),
  ];
  return { version: 1, one: first, other: second, differences };
};

const problems = (one: Inspection, other: Inspection): Difference[] => {
  const codes = [...new Set([...one.problems, ...other.problems].map(({ code }) => code))];
  const told = ({ problems: found }: Inspection, code: string): string =>
    found
      .filter((each) => each.code === code)
      .map(({ sentence }) => sentence)
      .join(' ') || none;
  return codes
    .filter((code) => (told(one, code) === none) !== (told(other, code) === none))
    .map((code) => ({ what: 'problem', of: code, one: told(one, code), other: told(other, code) }));
};

const segments = (one: Inspection, other: Inspection): Difference[] => {
  const text = ({ segments: found }: Inspection, at: number): string =>
    found
      .filter(({ address }) => address === at)
      .map(({ memoryBytes, fileBytes, accepted }) => `${memoryBytes} bytes, ${fileBytes} in the file${accepted ? '' : ', refused'}`)
      .join('; ') || none;
  const addresses = [...new Set([...one.segments, ...other.segments].map(({ address }) => address))];
  return addresses
    .filter((at) => text(one, at) !== text(other, at))
    .map((at) => ({ what: 'segment', of: `at ${hex(at)}`, one: text(one, at), other: text(other, at) }));
};

const tableText = ({ resourceTable }: Inspection): string => {
  if (!resourceTable) return none;
  const { at, bytes, vdevs, traces, carveouts, flaws, refusals } = resourceTable;
  const rings = vdevs.flatMap(({ vrings }) => vrings.map(({ address, buffers, align }) => `${hex(address)} (${buffers} of ${align})`));
  const wrong = [...flaws, ...refusals.map(({ sentence }) => sentence)].map((text) => `; ${text}`).join('');
  return `${bytes} bytes at ${hex(at)}, ${vdevs.length} vdevs with rings ${rings.join(', ') || none}, ${traces.length} traces, ${carveouts} carveouts${wrong}`;
};

const elfOf = (content: Uint8Array): Elf | undefined => {
  try {
    return readAnyElf(content).elf;
  } catch (error) {
    if (error instanceof ElfError) return undefined;
    throw error;
  }
};

const alloc = 2;

const sections = (one: Elf | undefined, other: Elf | undefined): Difference[] => {
  if (!one || !other) return [];
  const loaded = ({ sections: all }: Elf): ElfSection[] => all.filter(({ flags, name }) => (flags & alloc) !== 0 && name !== '');
  const names = [...new Set([...loaded(one), ...loaded(other)].map(({ name }) => name))];
  const text = (section: ElfSection | undefined): string => (section ? `${section.size} bytes at ${hex(section.address)}` : none);
  return names.flatMap((name): Difference[] => {
    const [a, b] = [loaded(one).find((each) => each.name === name), loaded(other).find((each) => each.name === name)];
    const isSame = a && b && a.address === b.address && Math.abs(a.size - b.size) < smallestGrowth;
    return isSame ? [] : [{ what: 'section', of: name, one: text(a), other: text(b) }];
  });
};
