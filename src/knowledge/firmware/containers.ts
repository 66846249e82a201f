/** A file that is no ELF and no flat binary either. */
export interface Container {
  readonly says: string;
  /** What to do to get at a flat binary or the file itself. */
  readonly advice?: string;
  /** It was made from an ELF, which is what remoteproc wants. */
  readonly source?: string;
  is(bytes: Uint8Array, text: string): boolean;
}

/** What a file is that has a form of its own. Undefined for anything that may be a flat binary. */
export const containerOf = (content: Uint8Array): Container | undefined => {
  const text = String.fromCharCode(...content.subarray(0, 64));
  return containers.find(({ is }) => is(content, text));
};

const containers: readonly Container[] = [
  {
    says: 'it is an Intel HEX file',
    advice: 'make a .bin of it (objcopy -I ihex -O binary)',
    source: '.hex',
    is: (_, text) => /^\s*:[0-9A-Fa-f]{8,}/.test(text),
  },
  {
    says: 'it is a tar',
    advice: 'unpack it first',
    is: (bytes) => String.fromCharCode(...bytes.subarray(257, 262)) === 'ustar',
  },
  {
    says: 'it is a Motorola S-record file',
    advice: 'make a .bin of it (objcopy -I srec -O binary)',
    source: '.srec',
    is: (_, text) => /^\s*S[0-3][0-9A-Fa-f]{6,}/.test(text),
  },
  {
    says: 'it is a UF2 file, for the USB boot loader of small boards',
    is: (_, text) => text.startsWith('UF2\n'),
  },
  {
    says: 'it is an image of an ESP32',
    is: (bytes) => bytes[0] === 0xe9 && (bytes[1] ?? 0) <= 16 && bytes[1] !== 0 && (bytes[2] ?? 9) < 4,
  },
  {
    says: 'it is a flash image of an i.MX RT (FlexSPI configuration or boot header at its begin)',
    advice: 'it is for another chip: build for this one',
    is: isRtFlash,
  },
  {
    says: 'it is an image for MCUboot, whose header lies before the vector table',
    advice: 'take the .bin or .elf that was not signed (zephyr.bin, zephyr.elf)',
    source: 'image',
    is: (bytes) => startsWith(bytes, [0x3d, 0xb8, 0xf3, 0x96]),
  },
  {
    says: "it begins with a certificate (X.509), as the signed images of TI's K3 do",
    is: (bytes) => startsWith(bytes, [0x30, 0x82]) && bytes[4] === 0x30 && bytes[5] === 0x82,
  },
  {
    says: 'it is a U-Boot image (mkimage)',
    source: 'image',
    is: (bytes) => startsWith(bytes, [0x27, 0x05, 0x19, 0x56]),
  },
  {
    says: 'it is a device tree or a FIT image',
    is: (bytes) => startsWith(bytes, [0xd0, 0x0d, 0xfe, 0xed]),
  },
  {
    says: 'it is the image of a whole disk (a partition table at its begin), for an SD card or the eMMC',
    is: (bytes) =>
      bytes.byteLength > 0x400 && bytes[510] === 0x55 && bytes[511] === 0xaa && [446, 462, 478, 494].some((at) => bytes[at + 4] !== 0),
  },
  {
    says: 'it is a boot container of the i.MX (imx-boot): this is the bootloader itself',
    is: (bytes) => isBootContainer(bytes) || (isErased(bytes.subarray(0, 0x400)) && isBootContainer(bytes.subarray(0x400))),
  },
  {
    says: 'it is a Linux kernel image',
    is: (bytes) => String.fromCharCode(...bytes.subarray(0x38, 0x3c)) === 'ARMd',
  },
  {
    says: 'it is a packed file (gzip, zip, xz, 7z, lz4, zstd, bzip2)',
    advice: 'unpack it first',
    is: (bytes) => packings.some((magic) => startsWith(bytes, magic)),
  },
  {
    says: 'it is an ELF with something in front of it: a byte order mark, or what a program that copied it as text put there',
    is: (_, text) => /^.{1,4}\x7fELF/s.test(text),
  },
  {
    says: 'it is a web page, saved in place of the file',
    advice: 'download it again',
    is: (_, text) => /^\s*<(?:!doctype html|html|head)/i.test(text),
  },
  {
    says: 'it is a pointer of Git LFS and not the file',
    advice: 'git lfs pull',
    is: (_, text) => text.startsWith('version https://git-lfs'),
  },
  {
    says: 'it is an ELF in base64',
    advice: 'decode it first (base64 -d)',
    is: (_, text) => /^f0VMRg/.test(text),
  },
  {
    says: 'it is a library of object files (.a), which was never linked',
    is: (_, text) => text.startsWith('!<arch>\n'),
  },
  {
    says: 'it is a program for Windows (.exe)',
    is: (_, text) => text.startsWith('MZ'),
  },
  {
    says: 'it is a program for a Mac',
    is: (bytes) => startsWith(bytes, [0xcf, 0xfa, 0xed, 0xfe]) || startsWith(bytes, [0xce, 0xfa, 0xed, 0xfe]),
  },
  {
    says: 'it is a text file',
    is: (bytes, text) => bytes.byteLength > 8 && /^[\t\n\r -~]+$/.test(text),
  },
  {
    says: 'it holds nothing but one byte repeated: memory that was never written',
    is: (bytes) => bytes.byteLength >= 8 && bytes.every((byte) => byte === bytes[0]),
  },
];

const packings: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x50, 0x4b, 3, 4],
  [0xfd, 0x37, 0x7a],
  [0x37, 0x7a, 0xbc, 0xaf],
  [4, 0x22, 0x4d, 0x18],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x42, 0x5a, 0x68],
];

// An IVT of HABv4 (i.MX 6 to 8M) or a container of AHAB (8X, 9); on a medium they lie 1 KiB behind its begin.
const isBootContainer = (bytes: Uint8Array): boolean =>
  (startsWith(bytes, [0xd1, 0x00, 0x20]) && ((bytes[3] ?? 0) & 0xf0) === 0x40) || ((bytes[0] === 0 || bytes[0] === 2) && bytes[3] === 0x87);

/** Their boot ROM looks for the configuration of the FlexSPI at 0 or 0x400 (RT1160 and later), and for the boot header at 0x1000. */
function isRtFlash(bytes: Uint8Array): boolean {
  const isConfigured = (at: number): boolean => String.fromCharCode(...bytes.subarray(at, at + 4)) === 'FCFB';
  if (isConfigured(0) || (isConfigured(0x400) && isErased(bytes.subarray(0, 0x400)))) return true;
  return bytes.byteLength > 0x1020 && isErased(bytes.subarray(0, 0x1000)) && isBootContainer(bytes.subarray(0x1000));
}

const isErased = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0 || byte === 0xff);

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);
