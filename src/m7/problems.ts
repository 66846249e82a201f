import { type ReservedRegion, ramBase } from './address-map.ts';
import type { ElfError } from './elf.ts';
import { hex } from './elf.ts';
import type { FirmwareProblem, PlacedSegment } from './inspect.ts';
import type { ResourceTable } from './resource-table.ts';
import type { StartVector } from './start-vector.ts';

interface Findings {
  readonly segments: readonly PlacedSegment[];
  readonly startVector: StartVector | undefined;
  readonly imageVector: StartVector | undefined;
  readonly resourceTable: ResourceTable | undefined;
  readonly overlay: readonly ReservedRegion[];
  readonly ramBytes: number | undefined;
}

/** What is wrong with an image, the worst first. */
export const findProblems = (found: Findings): FirmwareProblem[] => [
  ...found.segments.filter(({ accepted }) => !accepted).map((segment) => refusal(segment, found.overlay)),
  ...outsideRam(found),
  ...vectorProblems(found),
  ...found.segments.flatMap(rpmsgOverlap),
  ...segmentOverlaps(found.segments),
  ...tableProblems(found),
];

/** A file that could not even be read as an ELF. */
export const unreadable = (error: ElfError): FirmwareProblem => ({
  code: error.code,
  effect: 'will-not-load',
  sentence: `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`,
  evidence: error.evidence,
  fix: error.remedy ?? 'Build the image again.',
});

/** Why the loader refuses this segment. */
export const refusal = (segment: PlacedSegment, overlay: readonly ReservedRegion[]): FirmwareProblem => {
  const { address, memoryBytes, row } = segment;
  const span = `${hex(address)} to ${hex(address + memoryBytes - 1)}`;
  const common = { effect: 'will-not-load', evidence: segment.kernelLines } as const;
  if (!row) {
    const a53 = a53View(address);
    if (a53) {
      const fix = 'Link the code at 0x0 (ITCM) and the data at 0x20000000 (DTCM).';
      return {
        ...common,
        code: 'a53-address',
        sentence: `Segment ${segment.index} is linked at ${hex(address)}: that is the ${a53} as the A53 sees it, and an ELF needs the M7's address.`,
        fix,
      };
    }
    return {
      ...common,
      code: 'no-such-memory',
      sentence: `Segment ${segment.index} lies at ${span}, where the M7 has no memory.`,
      fix: 'Link it into the ITCM, the DTCM or the reserved DDR region.',
    };
  }
  if (row.kind === 'ddr') return ddrRefusal(segment, overlay, span);
  const end = row.device + row.size;
  if (address + memoryBytes > end) {
    const over = address + memoryBytes - end;
    const sentence = `Segment ${segment.index} lies at ${span} and runs ${over} bytes out of the ${row.name}, which ends at ${hex(end - 1)}.`;
    const isLoadCopy = segment.virtualAddress !== address;
    return {
      ...common,
      code: 'crosses-row-end',
      sentence,
      fix: isLoadCopy
        ? 'These are initial values of .data loaded behind the code: drop AT(…) from .data so that they load where they run.'
        : 'Make the image smaller, or move a part of it to DDR.',
    };
  }
  if (address + memoryBytes === end) {
    const sentence = `Segment ${segment.index} ends exactly on the last byte of the ${row.name}, and the driver wants at least one byte less.`;
    return { ...common, code: 'ends-on-row-end', sentence, fix: `Make the segment end at ${hex(end - 2)} or before.` };
  }
  return {
    ...common,
    code: 'not-mapped',
    sentence: `Segment ${segment.index} lies in the ${row.name} at ${span}, which the driver does not map.`,
    fix: 'Use the alias that the driver maps (0x20xxxxxx), or reserve the memory in the overlay.',
  };
};

const a53View = (address: number): string | undefined => {
  if (address >= 0x7e_0000 && address < 0x80_0000) return 'ITCM';
  return address >= 0x80_0000 && address < 0x82_0000 ? 'DTCM' : undefined;
};

const ddrRefusal = (segment: PlacedSegment, overlay: readonly ReservedRegion[], span: string): FirmwareProblem => {
  const common = { effect: 'will-not-load', evidence: segment.kernelLines } as const;
  if (segment.row?.name === 'DDR alias') {
    return {
      ...common,
      code: 'ddr-alias',
      sentence: `Segment ${segment.index} is linked at the code alias of the DDR, ${span}, for which reserved regions do not count.`,
      fix: 'Link it at the physical address, 0x40000000 higher or more.',
    };
  }
  const regions = overlay
    .filter(({ use }) => use === 'firmware')
    .map(({ name, base, size }) => `${name} ${hex(base)} to ${hex(base + size - 1)}`);
  const sentence = `Segment ${segment.index} lies at ${span}, ${segment.region ? `and does not fit the region ${segment.region.name}` : 'outside every reserved region'}.`;
  return {
    ...common,
    code: 'outside-reserved',
    sentence,
    fix:
      regions.length > 0
        ? `Link it into ${regions.join(' or ')}, or enlarge the region in the overlay.`
        : 'Apply an overlay that reserves memory for the M7.',
  };
};

const outsideRam = ({ segments, ramBytes }: Findings): FirmwareProblem[] => {
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

const vectorProblems = ({ startVector, imageVector, segments }: Findings): FirmwareProblem[] => {
  if (startVector) {
    if (startVector.flaws.length === 0) return [];
    return [
      {
        code: 'bad-start-vector',
        effect: 'will-not-start',
        sentence: 'The image writes a start vector from which no Cortex-M7 can start.',
        evidence: startVector.flaws,
        fix: 'Let device address 0 begin with the initial SP and the address of the reset handler.',
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
      sentence:
        'The image brings nothing for device addresses 0 and 4, from which the M7 takes SP and PC, and remoteproc does not write them either.',
      evidence: [...own, ...segments.map(({ address, memoryBytes }) => `da = ${hex(address)} len = ${hex(memoryBytes)}`)],
      fix: 'Add a section .stacktop_and_pc of 8 bytes at address 0, or have it added to the linked ELF; bootaux of the same image before Linux works too.',
    },
  ];
};

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

const anywhere = 0xffff_ffff;

const tableProblems = ({ resourceTable, overlay }: Findings): FirmwareProblem[] => {
  if (!resourceTable) return [];
  const flaws = resourceTable.flaws.map(
    (flaw) =>
      ({
        code: 'bad-resource-table',
        effect: 'risk',
        sentence: `Linux does not accept the resource table: ${flaw}.`,
        evidence: [`.resource_table at ${hex(resourceTable.at)}, ${resourceTable.bytes} bytes`],
        fix: 'Compare it with include/linux/remoteproc.h.',
      }) as const,
  );
  const rings = overlay.filter(({ use }) => use === 'vring');
  const strays = resourceTable.vdevs
    .flatMap(({ vrings }) => vrings)
    .filter(({ address }) => address !== anywhere && !rings.some(({ base, size }) => address >= base && address < base + size))
    .map(
      ({ address }) =>
        ({
          code: 'vring-elsewhere',
          effect: 'risk',
          sentence: `The resource table puts a vring at ${hex(address)}, where the overlay reserves none.`,
          evidence: rings.map(({ name, base }) => `${name} at ${hex(base)}`),
          fix: 'Use the addresses of the overlay, or 0xffffffff to let Linux choose.',
        }) as const,
    );
  return [...flaws, ...strays];
};
