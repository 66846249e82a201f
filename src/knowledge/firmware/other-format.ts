const packed: readonly (readonly [name: string, ...first: readonly number[]])[] = [
  ['gzip', 0x1f, 0x8b],
  ['xz', 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ['zstd', 0x28, 0xb5, 0x2f, 0xfd],
  ['bzip2', 0x42, 0x5a, 0x68],
  ['zip', 0x50, 0x4b, 0x03, 0x04],
];
const looksAt = 256;

export interface OtherFormat {
  readonly sentence: string;
  readonly remedy: string;
}

const madeFrom = (kind: string): string => `give remoteproc the .elf that the ${kind} was made from`;

/** What a file is that is no ELF, and what to do about it. */
export const otherFormat = (content: Uint8Array): OtherFormat => {
  const compressed = packed.find(([, ...first]) => first.every((byte, index) => content[index] === byte));
  if (compressed) return { sentence: `the file is packed with ${compressed[0]}`, remedy: 'unpack it, and give the .elf that is in it' };
  const beginning = String.fromCharCode(...content.subarray(0, looksAt));
  if (/^\s*:[\da-f]{10,}\s/i.test(beginning)) return { sentence: 'the file is Intel HEX, not an ELF', remedy: madeFrom('.hex') };
  if (/^\s*S[0-3][\da-f]{8,}\s/i.test(beginning))
    return { sentence: 'the file is Motorola S-records, not an ELF', remedy: madeFrom('.srec') };
  if (/^[\t\n\r\x20-\x7e]+$/.test(beginning))
    return { sentence: 'the file is a text, not an ELF', remedy: 'give the .elf that the build made: `file` says what a file is' };
  return {
    sentence: 'the file is not an ELF: remoteproc takes no .bin',
    remedy: `${madeFrom('.bin')}; the .bin is for bootaux`,
  };
};
