export interface ProgramHeader {
  readonly type: number;
  readonly offset: number;
  readonly vaddr: number;
  readonly paddr: number;
  readonly filesz: number;
  readonly memsz: number;
}

export const ptLoad = 1;

export const hasElfMagic = (bytes: Uint8Array): boolean => bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/** Entry point and program headers of a little-endian ELF32. Headers that reach behind the end of the file are left out. */
export const readProgram = (bytes: Uint8Array): { readonly entry: number; readonly headers: readonly ProgramHeader[] } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  const headers = Array.from({ length: count }, (_, index) => start + 32 * index)
    .filter((at) => at + 32 <= bytes.length)
    .map((at) => readHeader(view, at));
  return { entry: view.getUint32(24, true), headers };
};

const readHeader = (view: DataView, at: number): ProgramHeader => {
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  return { type: word(0), offset: word(1), vaddr: word(2), paddr: word(3), filesz: word(4), memsz: word(5) };
};
