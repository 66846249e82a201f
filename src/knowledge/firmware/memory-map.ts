import { hex } from './elf-format.ts';
import type { PlacedSegment } from './firmware-problem.ts';
import { type FirmwareTarget, startVectorOffset } from './firmware-target.ts';
import type { Inspection } from './inspect.ts';

/** The segments of an image from the highest address to the lowest, each with the memory it falls into, and where the core starts. */
export const drawMemoryMap = (inspection: Inspection, target: FirmwareTarget): string => {
  if (inspection.segments.length === 0) return 'no segment to draw';
  const sorted = [...inspection.segments].sort((one, other) => other.address - one.address);
  const names = sorted.map(memoryName);
  const width = Math.max(...names.map((name) => name.length));
  const lines = sorted.flatMap((segment, index) => {
    const isNewMemory = names[index] !== names[index - 1];
    return [...(isNewMemory ? [`${names[index]!.padEnd(width)}  +----------+`] : []), ...box(segment, inspection, target, width)];
  });
  return [...lines, ...startLines(inspection, target)].join('\n');
};

const memoryName = ({ row, region }: PlacedSegment): string => (row ? `${row.name}${region ? ` (${region.name})` : ''}` : 'no memory');

const box = (segment: PlacedSegment, inspection: Inspection, target: FirmwareTarget, width: number): string[] => {
  const { address, memoryBytes, accepted, index } = segment;
  const margin = ' '.repeat(width);
  const notes = [sizeOf(segment), accepted ? '' : 'REFUSED', marks(segment, inspection, target)].filter(Boolean).join(', ');
  return [
    `${margin}  |          | ${address8(address + memoryBytes - 1)}`,
    `${margin}  | ${`${index}`.padStart(3)}  ${flagsOf(segment)} | ${notes}`,
    `${margin}  |          | ${address8(address)}`,
    `${margin}  +----------+`,
  ];
};

const sizeOf = ({ fileBytes, memoryBytes }: PlacedSegment): string =>
  fileBytes === memoryBytes ? `${memoryBytes} bytes` : `${memoryBytes} bytes, ${fileBytes} of them in the file`;

const flagsOf = ({ writable, executable }: PlacedSegment): string => `r${writable ? 'w' : '-'}${executable ? 'x' : '-'}`;

const marks = (
  { address, memoryBytes, virtualAddress }: PlacedSegment,
  { startVector, imageVector }: Inspection,
  target: FirmwareTarget,
): string => {
  const holds = (at: number | undefined): boolean => at !== undefined && at >= address && at < address + memoryBytes;
  return [
    startVector && startVectorOffset(target, address) === 0 ? 'start vector' : '',
    holds(imageVector && imageVector.programCounter - 1) ? 'reset handler' : '',
    virtualAddress === address ? '' : `copied to ${hex(virtualAddress)} by the image`,
  ]
    .filter(Boolean)
    .join(', ');
};

const startLines = ({ startVector, imageVector }: Inspection, { core, startVectorAt }: FirmwareTarget): string[] => {
  if (startVector)
    return [
      `the ${core} starts at SP ${address8(startVector.stackPointer)}, PC ${address8(startVector.programCounter)}: brought by the image`,
    ];
  const own = imageVector
    ? `; the image's own are SP ${address8(imageVector.stackPointer)}, PC ${address8(imageVector.programCounter)}`
    : '';
  return [`the ${core} starts from whatever the ITCM holds at ${address8(startVectorAt[0])}${own}`];
};

const address8 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
