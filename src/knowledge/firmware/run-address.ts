import { placeAt } from './address-map.ts';
import { type Elf, type ElfSegment, hex } from './elf-format.ts';
import type { FirmwareProblem, PlacedSegment } from './firmware-problem.ts';
import type { FirmwareTarget } from './firmware-target.ts';

const elfHeaderBytes = 52;

/** The ELF headers in the first PT_LOAD: the loader copies them to where the segment begins, a page before the first section or over the vectors. */
export const headerProblems = (elf: Elf, segments: readonly PlacedSegment[]): FirmwareProblem[] =>
  elf.loads
    .filter(({ offset, fileSize }) => offset === 0 && fileSize >= elfHeaderBytes)
    .map((segment) => {
      const isRefused = segments.some(({ index, accepted }) => index === segment.index && !accepted);
      return {
        code: 'elf-headers-in-segment',
        effect: isRefused ? 'will-not-load' : 'risk',
        sentence: `Segment ${segment.index} begins with the headers of the ELF itself, at ${hex(segment.physicalAddress)}: the linker rounded its beginning down to a page${isRefused ? ', and there is no memory' : ''}.`,
        evidence: [`offset 0x0, p_paddr ${hex(segment.physicalAddress)}, alignment ${hex(segment.align)}`],
        fix: 'Link with -n (-Wl,-n), or with -Wl,-z,max-page-size=0x1000 and a first section that begins on a page.',
      };
    });

/** Where the image runs after its start-up code has copied and cleared: PT_LOADs that run elsewhere than they load, and cleared sections outside of them. */
export const runAddressProblems = (elf: Elf, target: FirmwareTarget): FirmwareProblem[] => [
  ...elf.loads
    .filter(({ virtualAddress, physicalAddress }) => virtualAddress !== physicalAddress)
    .flatMap((segment) => copied(segment, target)),
  ...clearedElsewhere(elf, target),
];

const copied = ({ index, virtualAddress, memorySize, fileSize }: ElfSegment, target: FirmwareTarget): FirmwareProblem[] => {
  const { core, chip, dtcm } = target;
  const home = homeOf(virtualAddress, memorySize, target);
  if (home === 'usable') return [];
  const span = `${hex(virtualAddress)} to ${hex(virtualAddress + memorySize - 1)}`;
  if (home === 'linux')
    return [
      {
        code: 'runs-in-linux-memory',
        effect: 'risk',
        sentence: `Segment ${index} runs at ${span}, DRAM that no region reserves: Linux and the ${core} write over each other there.`,
        evidence: [],
        fix: 'Link it into the DTCM or the reserved region.',
      },
    ];
  return [
    {
      code: 'runs-in-no-memory',
      effect: fileSize > 0 ? 'will-not-start' : 'risk',
      sentence: `Segment ${index} runs at ${span}, where the ${core} has no memory: ${fileSize > 0 ? 'its start-up code faults when it copies the initial values there' : 'it faults when the firmware first touches it'}. Is the image for another chip?`,
      evidence: [`the ${core} of an ${chip} has its DTCM at ${hex(dtcm.device)} to ${hex(dtcm.device + dtcm.size - 1)}`],
      fix: `Link .data and .bss into the DTCM (${hex(dtcm.device)}) or the reserved DDR region.`,
    },
  ];
};

const noBits = 8;
const alloc = 2;

const clearedElsewhere = ({ sections, loads }: Elf, target: FirmwareTarget): FirmwareProblem[] =>
  sections
    .filter(({ type, flags, size }) => type === noBits && (flags & alloc) !== 0 && size > 0)
    .filter(
      ({ address, size }) =>
        !loads.some(({ virtualAddress, memorySize }) => address >= virtualAddress && address + size <= virtualAddress + memorySize),
    )
    .filter(({ address, size }) => homeOf(address, size, target) === 'none')
    .map(({ name, address, size }) => ({
      code: 'runs-in-no-memory',
      effect: 'risk' as const,
      sentence: `${name} lies at ${hex(address)}, ${size} bytes, where the ${target.core} has no memory: it faults when the firmware first touches it.`,
      evidence: [],
      fix: `Link it into the DTCM (${hex(target.dtcm.device)}) or the reserved DDR region.`,
    }));

const homeOf = (address: number, bytes: number, target: FirmwareTarget): 'usable' | 'linux' | 'none' => {
  const { addressMap, regions } = target;
  const fits = addressMap.some(({ device, size, kind }) => kind !== 'ddr' && address >= device && address + bytes <= device + size);
  if (
    fits ||
    placeAt(target, address, bytes).accepted ||
    regions.some(({ base, size }) => address >= base && address + bytes <= base + size)
  )
    return 'usable';
  return addressMap.some(({ device, size, kind }) => kind === 'ddr' && address >= device && address + bytes <= device + size)
    ? 'linux'
    : 'none';
};
