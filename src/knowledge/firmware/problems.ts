import type { CoreModel } from '../../core/model-limit.ts';
import { type BuiltFor, lacking } from './arm-attributes.ts';
import { type Elf, type ElfError, hex } from './elf-format.ts';
import type { FirmwareProblem, PlacedSegment } from './firmware-problem.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import type { ResourceTable } from './resource-table.ts';
import { headerProblems, runAddressProblems } from './run-address.ts';
import { refusal } from './segment-refusal.ts';
import type { StartVector } from './start-vector.ts';
import { tableProblems } from './table-problems.ts';

interface Findings {
  readonly elf: Elf;
  readonly segments: readonly PlacedSegment[];
  readonly startVector: StartVector | undefined;
  readonly imageVector: StartVector | undefined;
  readonly resourceTable: ResourceTable | undefined;
  readonly target: FirmwareTarget;
  readonly ramBytes: number | undefined;
  readonly built: BuiltFor | undefined;
  readonly core: CoreModel | undefined;
}

/** What is wrong with an image, the worst first. */
export const findProblems = (found: Findings): FirmwareProblem[] => [
  ...headerProblems(found.elf, found.segments),
  ...found.segments.filter(({ accepted }) => !accepted).map((segment) => refusal(segment, found.target)),
  ...outsideRam(found),
  ...withoutContent(found),
  ...vectorProblems(found),
  ...beyondCore(found),
  ...remarks(found),
  ...runAddressProblems(found.elf, found.target),
  ...found.segments.flatMap(rpmsgOverlap),
  ...found.segments.flatMap((segment) => trustedOverlap(segment, found.target)),
  ...segmentOverlaps(found.segments),
  ...(found.resourceTable ? tableProblems(found.resourceTable, found.target) : []),
];

/** A file that could not even be read as an ELF. */
export const unreadable = (error: ElfError): FirmwareProblem => ({
  code: error.code,
  effect: 'will-not-load',
  sentence: `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`,
  evidence: error.evidence,
  fix: error.remedy ?? 'Build the image again.',
});

/** A file that Linux loads, and that is no code of an M-core; or of another type than an executable, which runs as it lies if its start vector fits. */
export const unrunnable = (error: ElfError, startVector: StartVector | undefined): FirmwareProblem => ({
  ...unreadable(error),
  effect: error.code === 'not-executable' && startVector?.flaws.length === 0 ? 'risk' : 'will-not-start',
});

const remarks = ({ startVector, imageVector }: Findings): FirmwareProblem[] =>
  ((startVector ?? imageVector)?.remarks ?? []).map(({ code, sentence }) => ({
    code,
    effect: code === 'stack-not-aligned' ? 'advice' : 'risk',
    sentence,
    evidence: [],
    fix:
      code === 'code-not-marked'
        ? 'Look at readelf -lW: the reset handler belongs into a segment of code.'
        : 'Let the linker script put the top of the stack, a multiple of 8, into the DTCM or the reserved region.',
  }));

const outsideRam = ({ segments, ramBytes, target: { ramBase } }: Findings): FirmwareProblem[] => {
  if (ramBytes === undefined) return [];
  const end = ramBase + ramBytes;
  return segments
    .filter(({ row, address, memoryBytes }) => row?.name === 'DDR' && address + memoryBytes > end)
    .map(({ index, address }) => ({
      code: 'outside-ram',
      effect: 'will-not-load',
      sentence: `Segment ${index} lies at ${hex(address)}, and the DRAM of this module ends at ${hex(end - 1)}.`,
      evidence: [`${ramBytes} bytes of DRAM from ${hex(ramBase)}`],
      fix: 'Link the image, and reserve its region, below the end of the DRAM.',
    }));
};

const beyondCore = ({ built, core, target }: Findings): FirmwareProblem[] => {
  const { executes, processor, compilerFlags } = target;
  const lacked = built && lacking(built, core ?? executes);
  if (!lacked) return [];
  // What the chip itself lacks is no limit of a simulated board.
  const isLimit = core !== undefined && lacking(built, executes) === undefined;
  return [
    {
      code: 'beyond-core',
      effect: core ? 'not-on-this-board' : 'risk',
      sentence: `The image is built for ${lacked}.`,
      evidence: [`.ARM.attributes: architecture ${built.architecture}, floating point ${built.fpu}`],
      fix: isLimit
        ? 'Run it on hardware: what this simulated board cannot execute says nothing about the image.'
        : `Build it for the ${processor}: ${compilerFlags}.`,
    },
  ];
};

const vectorProblems = ({ startVector, imageVector, segments, target }: Findings): FirmwareProblem[] => {
  const [at, next] = [target.startVectorAt[0], target.startVectorAt[0] + 4].map(shortHex);
  if (startVector) {
    if (startVector.flaws.length === 0) return [];
    return [
      {
        code: 'bad-start-vector',
        effect: 'will-not-start',
        sentence: `The image writes a start vector from which no ${target.processor} can start.`,
        evidence: startVector.flaws,
        fix: `Let device address ${at} begin with the initial SP and the address of the reset handler, and let no later segment and no .bss lie over these eight bytes: what is there last counts, also after a preload.`,
      },
    ];
  }
  if (segments.some(({ accepted }) => !accepted)) return [];
  const own = imageVector
    ? [`its own vector table is at ${hex(imageVector.at)}: SP ${hex(imageVector.stackPointer)}, PC ${hex(imageVector.programCounter)}`]
    : ['no segment begins with a vector table'];
  return [
    {
      code: 'no-start-vector',
      effect: imageVector ? 'needs-preload' : 'will-not-start',
      sentence: `The image brings nothing for device addresses ${at} and ${next}, from which the ${target.core} takes SP and PC, and remoteproc does not write them either.`,
      evidence: [...own, ...segments.map(({ address, memoryBytes }) => `da = ${hex(address)} len = ${hex(memoryBytes)}`)],
      fix: imageVector
        ? `Add a section .stacktop_and_pc of 8 bytes at address ${at}, or have it added to the linked ELF with hil inspect FILE --fix OUT.elf; bootaux of the same image before Linux works too.`
        : `Let a segment begin with the vector table, SP and the address of the reset handler first, and add a section .stacktop_and_pc with the same 8 bytes at address ${at}.`,
    },
  ];
};

// Small addresses read better as they are.
const shortHex = (address: number): string => (address < 10 ? String(address) : hex(address));

const trustedOverlap = (
  { index, address, memoryBytes, accepted, row }: PlacedSegment,
  { trustedOcram }: FirmwareTarget,
): FirmwareProblem[] => {
  if (!accepted || !row || !trustedOcram) return [];
  const system = row.system + (address - row.device);
  const { base, size } = trustedOcram;
  if (system + memoryBytes <= base || system >= base + size) return [];
  return [
    {
      code: 'in-tf-a-memory',
      effect: 'risk',
      sentence: `Segment ${index} lies in the OCRAM that TF-A runs in: Linux's copy into it ends in an SError, or destroys TF-A.`,
      evidence: [`${hex(system)} in ${hex(base)} to ${hex(base + size - 1)}, as the A53 sees it`],
      fix: `Link it below ${hex(base)}, or into TCM or DDR.`,
    },
  ];
};

// objcopy --only-keep-debug keeps the headers and drops what is loaded.
const withoutContent = ({ elf }: Findings): FirmwareProblem[] =>
  elf.loads.length > 0 && elf.loads.every(({ fileSize }) => fileSize === 0)
    ? [
        {
          code: 'no-content',
          effect: 'will-not-start',
          sentence:
            'No segment has a byte in the file: this is the debug half of a build (objcopy --only-keep-debug), and loading it writes zeros.',
          evidence: elf.loads.map(
            ({ physicalAddress, memorySize }) => `da = ${hex(physicalAddress)} len = ${hex(memorySize)}, 0 bytes in the file`,
          ),
          fix: 'Give remoteproc the ELF that the linker wrote, or its stripped half.',
        },
      ]
    : [];

const rpmsgOverlap = ({ index, address, accepted, region }: PlacedSegment): FirmwareProblem[] => {
  if (!accepted || !region || region.use === 'firmware') return [];
  return [
    {
      code: 'in-rpmsg-memory',
      effect: 'risk',
      sentence: `Segment ${index} lies in ${region.name}, which Linux uses for RPMsg: it loads, and is then overwritten.`,
      evidence: [`${hex(address)} in ${hex(region.base)} to ${hex(region.base + region.size - 1)}`],
      fix: 'Link it into the region reserved for firmware.',
    },
  ];
};

const segmentOverlaps = (segments: readonly PlacedSegment[]): FirmwareProblem[] => {
  const sorted = [...segments].sort((one, other) => one.address - other.address);
  return sorted.slice(1).flatMap((segment, index) => {
    const before = sorted[index]!;
    if (before.address + before.memoryBytes <= segment.address) return [];
    return [
      {
        code: 'segments-overlap',
        effect: 'risk',
        sentence: `Segments ${before.index} and ${segment.index} overlap: the one that is loaded later wins.`,
        evidence: [before, segment].map(({ address, memoryBytes }) => `da = ${hex(address)} len = ${hex(memoryBytes)}`),
        fix: 'Give each its own memory in the linker script.',
      },
    ];
  });
};
