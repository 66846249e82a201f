import type { Comparison } from '../knowledge/firmware/compare.ts';
import type { FirmwareTarget } from '../knowledge/firmware/firmware-target.ts';
import type { FlatImage } from '../knowledge/firmware/flat-image.ts';
import type { Inspection } from '../knowledge/firmware/inspect.ts';
import { drawMemoryMap } from '../knowledge/firmware/memory-map.ts';

const meaningsFor = (core: string): Readonly<Record<Inspection['verdict'], string>> => ({
  standalone: 'Linux alone can load and start it',
  'not-on-this-board': 'Linux can load and start it, and the remote core of this simulated board cannot execute it',
  'needs-preload': 'Linux can load it, and starts it only on a start vector that U-Boot or an earlier image left in the ITCM',
  'will-not-start': `Linux can load it, and no ${core} can start from it`,
  'will-not-load': 'Linux refuses to load it',
});

/** An inspection for a person: the verdict, every problem with its evidence and fix, the map, and what else the file says. */
export const inspectionText = (inspection: Inspection, target: FirmwareTarget): string =>
  [
    `${inspection.verdict}: ${meaningsFor(target.core)[inspection.verdict]}`,
    flat(inspection, target),
    chips(inspection),
    ...problems(inspection),
    map(inspection, target),
    about(inspection),
  ]
    .filter((block) => block !== '')
    .join('\n\n');

const kindsFor = (core: string): Readonly<Record<FlatImage['kind'], string>> => ({
  'm7-bin': `U-Boot can start it: a flat binary for the ${core}`,
  'other-chip': 'Not for this chip',
  'no-image': 'No image of a Cortex-M',
});

const flat = ({ flat: found }: Inspection, { core }: FirmwareTarget): string => {
  if (!found) return '';
  const { kind, stackPointer, programCounter, linkedAt, bootaux, remarks } = found;
  const hex8 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
  return [
    kindsFor(core)[kind],
    ...(stackPointer === undefined || programCounter === undefined
      ? []
      : [`  SP ${hex8(stackPointer)}, PC ${hex8(programCounter)}${linkedAt === undefined ? '' : `, linked at ${hex8(linkedAt)}`}`]),
    ...(bootaux ? [`  U-Boot: ${bootaux}`] : []),
    ...remarks.map((remark) => `  - ${remark}`),
  ].join('\n');
};

const chips = ({ otherChips = [] }: Inspection): string =>
  otherChips.length === 0 ? '' : ['It may be an image for another chip:', ...otherChips.map((text) => `  - ${text}`)].join('\n');

/** What differs between two builds, for a person: what becomes of each and why, then every difference. `names`: of the files. */
export const comparisonText = ({ one, other, differences }: Comparison, names: readonly [string, string], target: FirmwareTarget): string =>
  [
    `- ${names[0]}: ${summary(one, target)}`,
    `+ ${names[1]}: ${summary(other, target)}`,
    ...(differences.length === 0 ? ['Nothing differs that a start depends on'] : []),
    ...differences.map(({ what, of, one: a, other: b }) => `${what}${of ? ` ${of}` : ''}\n  - ${a}\n  + ${b}`),
  ].join('\n');

const summary = ({ verdict, problems: [first], otherChips = [] }: Inspection, { core }: FirmwareTarget): string =>
  [
    `${verdict}: ${meaningsFor(core)[verdict]}`,
    ...(verdict === 'standalone' || !first ? [] : [`  since: ${first.sentence}`, `  fix: ${first.fix}`]),
    ...otherChips.slice(0, 1).map((text) => `  hint: ${text}`),
  ].join('\n');

const problems = ({ problems: found }: Inspection): string[] =>
  found.map(({ code, effect, sentence, evidence, fix }) =>
    [`${effect} [${code}] ${sentence}`, ...evidence.map((line) => `  | ${line}`), `  fix: ${fix}`].join('\n'),
  );

const map = (inspection: Inspection, target: FirmwareTarget): string =>
  inspection.segments.length === 0 ? '' : drawMemoryMap(inspection, target);

const about = ({ format, bytes, sha256, sdk, builtFor, buildId, nonce, resourceTable, bin }: Inspection): string =>
  [
    `${format === 'elf' ? 'ELF' : 'no ELF'}, ${bytes} bytes, sha256 ${sha256}`,
    ...(format === 'elf' ? [`SDK: ${sdk.name}, since ${sdk.because}`] : []),
    ...(builtFor ? [`built for ${builtFor.architecture}, floating point ${builtFor.fpu}`] : []),
    ...(buildId ? [`build id ${buildId}`] : []),
    ...(nonce ? [`nonce ${nonce}`] : []),
    ...(resourceTable ? [tableText(resourceTable)] : []),
    ...(bin ? [bin.why] : []),
  ].join('\n');

const tableText = ({ at, vdevs, traces }: NonNullable<Inspection['resourceTable']>): string => {
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const rings = vdevs.reduce((sum, { vrings }) => sum + vrings.length, 0);
  return `resource table at 0x${at.toString(16).padStart(8, '0')}: ${counted(vdevs.length, 'vdev')}, ${counted(rings, 'vring')}, ${counted(traces.length, 'trace')}`;
};
