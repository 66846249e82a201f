import { chipsOfVector } from './chip-hints.ts';
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
  if (container) return { kind: 'no-image', remarks: [container] };
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
  return startable(
    target,
    words,
    linkedAt!,
    content.byteLength,
    remarks.map(({ sentence }) => sentence),
  );
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

const containers: readonly (readonly [string, (bytes: Uint8Array, text: string) => boolean])[] = [
  ['it is an Intel HEX file: make a .bin of it (objcopy -I ihex -O binary)', (_, text) => /^\s*:[0-9A-Fa-f]{8,}/.test(text)],
  ['it is a Motorola S-record file: make a .bin of it (objcopy -I srec -O binary)', (_, text) => /^\s*S[0-3][0-9A-Fa-f]{6,}/.test(text)],
  ['it is a UF2 file, for the USB boot loader of small boards', (_, text) => text.startsWith('UF2\n')],
  ['it is an image of an ESP32', (bytes) => bytes[0] === 0xe9 && (bytes[1] ?? 0) <= 16 && bytes[1] !== 0 && (bytes[2] ?? 9) < 4],
  ['it is a flash image of an i.MX RT (FCFB header)', (_, text) => text.startsWith('FCFB')],
  ['it is a U-Boot image (mkimage)', (bytes) => startsWith(bytes, [0x27, 0x05, 0x19, 0x56])],
  ['it is a device tree or a FIT image', (bytes) => startsWith(bytes, [0xd0, 0x0d, 0xfe, 0xed])],
  [
    'it is the image of a whole disk (a partition table at its begin), for an SD card or the eMMC',
    (bytes) =>
      bytes.byteLength > 0x400 && bytes[510] === 0x55 && bytes[511] === 0xaa && [446, 462, 478, 494].some((at) => bytes[at + 4] !== 0),
  ],
  [
    'it is a boot container of the i.MX (imx-boot): this is the bootloader itself',
    (bytes) => isBootContainer(bytes) || (isErased(bytes.subarray(0, 0x400)) && isBootContainer(bytes.subarray(0x400))),
  ],
  ['it is a Linux kernel image', (bytes) => String.fromCharCode(...bytes.subarray(0x38, 0x3c)) === 'ARMd'],
  [
    'it is a packed file (gzip, zip, xz, 7z, lz4, zstd, bzip2): unpack it first',
    (bytes) =>
      [
        [0x1f, 0x8b],
        [0x50, 0x4b, 3, 4],
        [0xfd, 0x37, 0x7a],
        [0x37, 0x7a, 0xbc, 0xaf],
        [4, 0x22, 0x4d, 0x18],
        [0x28, 0xb5, 0x2f, 0xfd],
        [0x42, 0x5a, 0x68],
      ].some((magic) => startsWith(bytes, magic)),
  ],
  [
    'it is an ELF with something in front of it: a byte order mark, or what a program that copied it as text put there',
    (_, text) => /^.{1,4}\x7fELF/s.test(text),
  ],
  ['it is a web page, saved in place of the file: download it again', (_, text) => /^\s*<(?:!doctype html|html|head)/i.test(text)],
  ['it is a pointer of Git LFS and not the file: git lfs pull', (_, text) => text.startsWith('version https://git-lfs')],
  ['it is an ELF in base64: decode it first (base64 -d)', (_, text) => /^f0VMRg/.test(text)],
  ['it is a library of object files (.a), which was never linked', (_, text) => text.startsWith('!<arch>\n')],
  ['it is a program for Windows (.exe)', (_, text) => text.startsWith('MZ')],
  ['it is a program for a Mac', (bytes) => startsWith(bytes, [0xcf, 0xfa, 0xed, 0xfe]) || startsWith(bytes, [0xce, 0xfa, 0xed, 0xfe])],
  ['it is a text file', (bytes, text) => bytes.byteLength > 8 && /^[\t\n\r -~]+$/.test(text)],
  [
    'it holds nothing but one byte repeated: memory that was never written',
    (bytes) => bytes.byteLength >= 8 && bytes.every((byte) => byte === bytes[0]),
  ],
];

// An IVT of HABv4 (i.MX 6 to 8M) or a container of AHAB (8X, 9); on a medium they lie 1 KiB behind its begin.
const isBootContainer = (bytes: Uint8Array): boolean =>
  (startsWith(bytes, [0xd1, 0x00, 0x20]) && ((bytes[3] ?? 0) & 0xf0) === 0x40) || ((bytes[0] === 0 || bytes[0] === 2) && bytes[3] === 0x87);

const isErased = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0 || byte === 0xff);

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);

const containerOf = (content: Uint8Array): string | undefined => {
  const text = String.fromCharCode(...content.subarray(0, 64));
  return containers.find(([, test]) => test(content, text))?.[0];
};
