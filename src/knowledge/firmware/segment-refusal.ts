import type { AddressRow } from './address-map.ts';
import { hex } from './elf-format.ts';
import type { FirmwareProblem, PlacedSegment } from './firmware-problem.ts';
import type { CoupledMemory, FirmwareTarget } from './firmware-target.ts';

type Reason = Pick<FirmwareProblem, 'code' | 'sentence' | 'fix'>;

/** Why the loader refuses this segment, and what to do. */
export const refusal = (segment: PlacedSegment, target: FirmwareTarget): FirmwareProblem => ({
  ...reasonFor(segment, target),
  effect: 'will-not-load',
  evidence: segment.kernelLines,
});

const reasonFor = (segment: PlacedSegment, target: FirmwareTarget): Reason => {
  const { row } = segment;
  if (!row) return outsideTable(segment, target);
  return row.kind === 'ddr' ? inDdr(segment, row, target) : inChip(segment, row);
};

const spanOf = ({ address, memoryBytes }: PlacedSegment): string => `${hex(address)} to ${hex(address + memoryBytes - 1)}`;

const outsideTable = (segment: PlacedSegment, { core, itcm, dtcm }: FirmwareTarget): Reason => {
  const { index, address } = segment;
  const a53 = isIn(itcm, address) ? 'ITCM' : isIn(dtcm, address) ? 'DTCM' : undefined;
  if (!a53) {
    return {
      code: 'no-such-memory',
      sentence: `Segment ${index} lies at ${spanOf(segment)}, where the ${core} has no memory.`,
      fix: 'Link it into the ITCM, the DTCM or the reserved DDR region.',
    };
  }
  return {
    code: 'a53-address',
    sentence: `Segment ${index} is linked at ${hex(address)}: that is the ${a53} as the A53 sees it, and an ELF needs the ${core}'s address.`,
    fix: `Link the code at ${hex(itcm.device)} (ITCM) and the data at ${hex(dtcm.device)} (DTCM).`,
  };
};

const isIn = ({ system, size }: CoupledMemory, address: number): boolean => address >= system && address < system + size;

const inChip = (segment: PlacedSegment, row: AddressRow): Reason => {
  const { index, address, memoryBytes } = segment;
  const end = row.device + row.size;
  const over = address + memoryBytes - end;
  if (over > 0) return crossing(segment, row, over);
  if (over === 0) {
    return {
      code: 'ends-on-row-end',
      sentence: `Segment ${index} ends exactly on the last byte of the ${row.name}, and the driver wants at least one byte less.`,
      fix: `Make the segment end at ${hex(end - 2)} or before.`,
    };
  }
  return {
    code: 'not-mapped',
    sentence: `Segment ${index} lies in the ${row.name} at ${spanOf(segment)}, which the driver does not map.`,
    fix:
      row.kind === 'qspi'
        ? 'Link it for the TCM or the reserved DDR: remoteproc writes into no flash. An image for the flash is written there by other means, and U-Boot starts it with bootaux.'
        : 'Use the alias that the driver maps (0x20xxxxxx), or reserve the memory in the overlay.',
  };
};

const crossing = (segment: PlacedSegment, row: AddressRow, over: number): Reason => ({
  code: 'crosses-row-end',
  sentence: `Segment ${segment.index} lies at ${spanOf(segment)} and runs ${over} bytes out of the ${row.name}, which ends at ${hex(row.device + row.size - 1)}.`,
  fix:
    segment.virtualAddress === segment.address
      ? 'Make the image smaller, or move a part of it to DDR.'
      : 'These are initial values of .data loaded behind the code: drop AT(…) from .data so that they load where they run.',
});

const inDdr = (segment: PlacedSegment, row: AddressRow, { core, regions: reserved }: FirmwareTarget): Reason => {
  const { index, region } = segment;
  if (row.name === 'DDR alias') {
    return {
      code: 'ddr-alias',
      sentence: `Segment ${index} is linked at the code alias of the DDR, ${spanOf(segment)}, where the driver maps nothing.`,
      fix: 'Link it at the physical address: 0x30000000 higher on kernels with the alias corrected in 2024.',
    };
  }
  const regions = reserved
    .filter(({ use }) => use === 'firmware')
    .map(({ name, base, size }) => `${name} ${hex(base)} to ${hex(base + size - 1)}`);
  return {
    code: 'outside-reserved',
    sentence: `Segment ${index} lies at ${spanOf(segment)}, ${region ? `and does not fit the region ${region.name}` : 'outside every reserved region'}.`,
    fix:
      regions.length > 0
        ? `Link it into ${regions.join(' or ')}, or enlarge the region in the overlay.`
        : `Apply an overlay that reserves memory for the ${core}.`,
  };
};
