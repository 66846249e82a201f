/** A store of an A53 into a device that QEMU does not model. */
export interface UnmodelledWrite {
  /** QEMU's name for the device: `tcm_itcm`, `src`. */
  readonly device: string;
  /** From the device's first address. */
  readonly offset: number;
  /** 1, 2, 4 or 8, in the order in which they lie in memory. */
  readonly bytes: Uint8Array;
}

export interface UnimpLogListener {
  write(write: UnmodelledWrite): void;
  /** A line that is not about an unmodelled device: a warning of QEMU, or why it ends. */
  other?(line: string): void;
}

// Nothing that QEMU says on one line is longer; a stream that never ends its line must not fill the memory.
const longestLine = 4096;

// hw/misc/unimp.c of QEMU 10: offsets padded to the device's size, values to the size of the access.
const access =
  /^(\S+): unimplemented device (?:read {2}\(size \d+, offset 0x[0-9a-f]+\)|write \(size ([1248]), offset 0x([0-9a-f]+), value 0x([0-9a-f]{1,16})\))$/;

/** QEMU's log of `-d unimp` as it comes over a pipe: the stores in their order, whole lines only. Loads are left out. */
export class UnimpLog {
  readonly #listener: UnimpLogListener;
  #rest = '';

  constructor(listener: UnimpLogListener) {
    this.#listener = listener;
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(-longestLine);
    for (const line of lines) this.#read(line);
  }

  /** The stream is over: what stands without a line ending was its last line. */
  end(): void {
    if (this.#rest !== '') this.#read(this.#rest);
    this.#rest = '';
  }

  #read(line: string): void {
    const match = access.exec(line);
    if (!match) this.#listener.other?.(line);
    const [, device, size, offset, value] = match ?? [];
    if (size !== undefined)
      this.#listener.write({ device: device!, offset: Number.parseInt(offset!, 16), bytes: littleEndian(value!, Number(size)) });
  }
}

const littleEndian = (hex: string, size: number): Uint8Array => Buffer.from(hex.padStart(2 * size, '0').slice(-2 * size), 'hex').reverse();
