import type { DeviceLog } from './kernel-log.ts';
import { hex } from './kernel-log.ts';

export interface Segment {
  readonly da: number;
  readonly offset: number;
  readonly filesz: number;
  readonly memsz: number;
}

export interface TableSection {
  readonly da: number;
  readonly bytes: Uint8Array;
}

interface Layout {
  readonly word: 4 | 8;
  readonly headerSize: number;
  readonly sectionSize: number;
  readonly programSize: number;
}

const elf32: Layout = { word: 4, headerSize: 52, sectionSize: 40, programSize: 32 };
const elf64: Layout = { word: 8, headerSize: 64, sectionSize: 64, programSize: 56 };
const ptLoad = 1;
const tableHeaderSize = 16;

/** What the kernel's drivers/remoteproc/remoteproc_elf_loader.c reads in an image; reads behind the end of the file give 0. */
export class ElfImage {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #layout: Layout;
  readonly #headers: 'one' | 'all';

  /** `headers`: how many section headers the kernel looks for in the file: all since 6.12.117, which is later than the kernel of any board here. */
  constructor(bytes: Uint8Array, headers: 'one' | 'all' = 'one') {
    this.bytes = bytes;
    this.#headers = headers;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#layout = bytes[4] === 2 ? elf64 : elf32;
  }

  /** rproc_elf_sanity_check: what is wrong, or undefined. Note that neither machine nor type are looked at. */
  get defect(): string | undefined {
    const { bytes } = this;
    if (bytes.length < elf32.headerSize) return 'Image is too small';
    if (this.#u32(0) !== 0x464c_457f) return 'Image is corrupted (bad magic)';
    if (bytes[4] !== 1 && bytes[4] !== 2) return `Unsupported class: ${bytes[4]}`;
    if (bytes[4] === 2 && bytes.length < elf64.headerSize) return 'elf64 header is too small';
    if (bytes[5] !== 1) return 'Unsupported firmware endianness';
    const misplaced = this.#sectionDefect();
    if (misplaced !== undefined) return misplaced;
    if (this.#programCount === 0) return 'No loadable segments';
    return this.#programTable > bytes.length ? 'Firmware size is too small' : undefined;
  }

  /** PT_LOADs with a size in memory, in order. */
  get segments(): readonly Segment[] {
    const { word, programSize } = this.#layout;
    return Array.from({ length: this.#programCount }, (_, index) => this.#programTable + index * programSize)
      .filter((at) => this.#u32(at) === ptLoad)
      .map((at) => ({
        offset: this.#word(at + word),
        da: this.#word(at + 3 * word),
        filesz: this.#word(at + 4 * word),
        memsz: this.#word(at + 5 * word),
      }))
      .filter(({ memsz }) => memsz !== 0);
  }

  /** Segment checks that come before its address is translated. */
  segmentDefect({ offset, filesz, memsz }: Segment): string | undefined {
    if (filesz > memsz) return `bad phdr filesz ${hex(filesz)} memsz ${hex(memsz)}`;
    if (offset + filesz > this.bytes.length) return `truncated fw: need ${hex(offset + filesz)} avail ${hex(this.bytes.length)}`;
    return undefined;
  }

  /** find_table: the `.resource_table` section, or undefined with whatever the kernel says about a broken one. */
  findTable(log: DeviceLog): TableSection | undefined {
    const at = this.#tableHeader();
    if (at === undefined) return undefined;
    const { word } = this.#layout;
    const [da, offset, size] = [this.#word(at + 8 + word), this.#word(at + 8 + 2 * word), this.#word(at + 8 + 3 * word)] as const;
    const defect = this.#tableDefect(offset, size);
    if (defect === undefined) return { da, bytes: this.bytes.slice(offset, offset + size) };
    log.err(defect);
    return undefined;
  }

  #tableDefect(offset: number, size: number): string | undefined {
    if (offset + size > this.bytes.length) return 'resource table truncated';
    if (size < tableHeaderSize) return 'header-less resource table';
    if (this.#u32(offset) !== 1) return `unsupported fw ver: ${this.#u32(offset) | 0}`;
    if (this.#u32(offset + 8) !== 0 || this.#u32(offset + 12) !== 0) return 'non zero reserved bytes';
    return tableHeaderSize + 4 * this.#u32(offset + 4) > size ? 'resource table incomplete' : undefined;
  }

  #sectionDefect(): string | undefined {
    const { length } = this.bytes;
    const { sectionSize } = this.#layout;
    const at = this.#sectionTable;
    if (this.#headers === 'one') return length < at + sectionSize ? 'Image is too small' : undefined;
    if (at > length) return 'Section header table is out of bounds';
    const [count, names] = this.#layout === elf32 ? [this.#u16(48), this.#u16(50)] : [this.#u16(60), this.#u16(62)];
    if (at + count * sectionSize > length) return 'Section headers are out of bounds';
    return at + (names + 1) * sectionSize > length ? 'Image is too small' : undefined;
  }

  #tableHeader(): number | undefined {
    const { sectionSize, word } = this.#layout;
    const count = this.#u16(this.#layout === elf32 ? 48 : 60);
    const names = this.#word(this.#sectionTable + this.#u16(this.#layout === elf32 ? 50 : 62) * sectionSize + 8 + 2 * word);
    const headers = Array.from({ length: count }, (_, index) => this.#sectionTable + index * sectionSize);
    return headers.find((at) => this.#nameIs(names + this.#u32(at), '.resource_table'));
  }

  #nameIs(at: number, name: string): boolean {
    return [...`${name}\0`].every((character, index) => this.bytes[at + index] === character.charCodeAt(0));
  }

  get #programTable(): number {
    return this.#word(24 + this.#layout.word);
  }

  get #sectionTable(): number {
    return this.#word(24 + 2 * this.#layout.word);
  }

  get #programCount(): number {
    return this.#u16(this.#layout === elf32 ? 44 : 56);
  }

  #u16(at: number): number {
    return at + 2 <= this.bytes.length ? this.#view.getUint16(at, true) : 0;
  }

  #u32(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getUint32(at, true) : 0;
  }

  #word(at: number): number {
    return this.#layout.word === 4 ? this.#u32(at) : this.#u32(at) + this.#u32(at + 4) * 2 ** 32;
  }
}
