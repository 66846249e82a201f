import { chipsOfVector, microcontrollersOf } from './chip-hints.ts';
import { containerOf } from './containers.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import { judgeVector } from './start-vector.ts';

/** What can be told from a file that is no ELF. */
export interface FlatImage {
  /** `m7-bin`: a flat binary that bootaux can start. `other-chip`: a vector table that fits another chip. `no-image`: no vector table at all. */
  readonly kind: 'm7-bin' | 'other-chip' | 'no-image';
  readonly stackPointer?: number;
  readonly programCounter?: number;
  /** Device address that its vectors were linked to. */
  readonly linkedAt?: number;
  /** The line for U-Boot's prompt that loads and starts it; FILE and the medium are the reader's. */
  readonly bootaux?: string;
  readonly remarks: readonly string[];
}

/** Judges a `.bin` by its first words, as bootaux does, and by where its vectors say it was linked. */
export const flatImageOf = (content: Uint8Array, target: FirmwareTarget): FlatImage => {
  const container = containerOf(content);
  if (container) return { kind: 'no-image', remarks: [[container.says, ...(container.advice ? [container.advice] : [])].join(': ')] };
  if (content.byteLength < 8)
    return { kind: 'no-image', remarks: [`the file has ${content.byteLength} bytes: too few for a vector table`] };
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [stackPointer, programCounter] = [view.getUint32(0, true), view.getUint32(4, true)];
  const words = { stackPointer, programCounter };
  const linkedAt = linkAddress(programCounter, content.byteLength, target);
  const code = linkedAt === undefined ? [] : [{ physicalAddress: linkedAt, memorySize: content.byteLength, flags: 1 }];
  const { flaws, remarks } = judgeVector(stackPointer, programCounter, code, target);
  const hints = chipHints(content, view, { stackPointer, programCounter }, target);
  if (flaws.length > 0 || (hints.length > 0 && hints.some(({ isSure }) => isSure)))
    return { kind: hints.length > 0 ? 'other-chip' : 'no-image', ...words, remarks: [...hints.map(({ text }) => text), ...flaws] };
  return startable(target, words, linkedAt!, content.byteLength, [
    ...remarks.map(({ sentence }) => sentence),
    ...microcontrollersOf(words).map((text) => `or it is for another chip: ${text}`),
  ]);
};

const startable = (
  { itcm, startVectorAt, storage }: FirmwareTarget,
  words: Pick<FlatImage, 'stackPointer' | 'programCounter'>,
  linkedAt: number,
  bytes: number,
  remarks: readonly string[],
): FlatImage => {
  const isTcm = startVectorAt.includes(linkedAt);
  const [tcm, tcmBytes] = [`0x${itcm.system.toString(16)}`, `0x${itcm.size.toString(16)}`];
  const tooLarge =
    isTcm && bytes > itcm.size
      ? [`the file has ${bytes} bytes, ${bytes - itcm.size} more than the ITCM holds: cp.b would write over the DTCM behind it`]
      : [];
  const address = `0x${linkedAt.toString(16)}`;
  const bootaux = isTcm
    ? `load ${storage} \${loadaddr} FILE && itest 0x\${filesize} -le ${tcmBytes} && cp.b \${loadaddr} ${tcm} \${filesize} && dcache flush && bootaux ${tcm}`
    : `load ${storage} ${address} FILE && dcache flush && bootaux ${address}`;
  return {
    kind: 'm7-bin',
    ...words,
    linkedAt,
    bootaux,
    remarks: [...tooLarge, ...remarks, 'remoteproc takes ELF files only: give it the .elf that this was made from'],
  };
};

// The vectors hold absolute addresses, so the reset handler tells where the first byte belongs: in the ITCM, or at the beginning of a region or of a MiB of DRAM.
const linkAddress = (programCounter: number, bytes: number, { startVectorAt, regions }: FirmwareTarget): number | undefined => {
  const pc = (programCounter & ~1) >>> 0;
  const bases = [
    ...startVectorAt,
    ...regions.filter(({ use }) => use === 'firmware').map(({ base }) => base),
    ...(pc >= 0x4000_0000 && pc < 0xc000_0000 ? [Math.floor(pc / 0x10_0000) * 0x10_0000] : []),
  ];
  return bases.find((base) => pc >= base && pc < base + bytes);
};

interface Hint {
  readonly text: string;
  /** It names another chip even where the words would do for this one. */
  readonly isSure: boolean;
}

const chipHints = (
  content: Uint8Array,
  view: DataView,
  words: Required<Pick<FlatImage, 'stackPointer' | 'programCounter'>>,
  { soc }: FirmwareTarget,
): Hint[] => [
  ...(isRp2040Flash(content, view)
    ? [{ text: 'it begins with the second-stage boot loader of an RP2040, and its vector table is at 0x100', isSure: true }]
    : []),
  ...(hasKinetisConfig(content) ? [{ text: 'it has the flash configuration field of a Kinetis at 0x400', isSure: true }] : []),
  ...chipsOfVector(words, soc).map((text) => ({ text, isSure: false })),
];

const isRp2040Flash = (content: Uint8Array, view: DataView): boolean => {
  if (content.byteLength < 0x108) return false;
  const [stack, pc] = [view.getUint32(0x100, true), view.getUint32(0x104, true)];
  return stack >= 0x2000_0000 && stack <= 0x2008_2000 && pc >= 0x1000_0100 && pc < 0x1100_0000 && pc % 2 === 1;
};

// Backdoor key and protection are all ones in nearly every build; FSEC 0xfe is "not secured".
const hasKinetisConfig = (content: Uint8Array): boolean =>
  content.byteLength > 0x410 && content.subarray(0x400, 0x40c).every((byte) => byte === 0xff) && content[0x40c] === 0xfe;
