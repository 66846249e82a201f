/** A node of a device tree, as a blob holds it. */
export interface TreeNode {
  readonly name: string;
  readonly properties: ReadonlyMap<string, Uint8Array>;
  readonly children: readonly TreeNode[];
}

/** libfdt's word for what is wrong with a blob. */
export class FlatTreeError extends Error {}

const magic = 0xd00dfeed;
const headerBytes = 40;
const token = { begin: 1, end: 2, property: 3, nothing: 4, over: 9 } as const;

/** Reads a flattened device tree (Devicetree Specification, chapter 5). Throws FlatTreeError with libfdt's name of the trouble. */
export const readFlatTree = (blob: Uint8Array): TreeNode => {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (blob.byteLength < headerBytes || view.getUint32(0) !== magic) throw new FlatTreeError('FDT_ERR_BADMAGIC');
  if (view.getUint32(4) > blob.byteLength) throw new FlatTreeError('FDT_ERR_TRUNCATED');
  try {
    return new Reader(view).root();
  } catch (cause) {
    if (cause instanceof RangeError) throw new FlatTreeError('FDT_ERR_TRUNCATED');
    throw cause;
  }
};

class Reader {
  readonly #view: DataView;
  readonly #strings: number;
  #at: number;
  constructor(view: DataView) {
    this.#view = view;
    this.#at = view.getUint32(8);
    this.#strings = view.getUint32(12);
  }

  root(): TreeNode {
    if (this.#token() !== token.begin) throw new FlatTreeError('FDT_ERR_BADSTRUCTURE');
    return this.#node();
  }

  #node(): TreeNode {
    const name = this.#text(this.#at);
    this.#skip(name.length + 1);
    const properties = new Map<string, Uint8Array>();
    const children: TreeNode[] = [];
    for (let next = this.#token(); next !== token.end; next = this.#token()) {
      if (next === token.begin) children.push(this.#node());
      else if (next === token.property) this.#property(properties);
      else throw new FlatTreeError('FDT_ERR_BADSTRUCTURE');
    }
    return { name, properties, children };
  }

  #property(properties: Map<string, Uint8Array>): void {
    const size = this.#view.getUint32(this.#at);
    const name = this.#text(this.#strings + this.#view.getUint32(this.#at + 4));
    const from = this.#at + 8;
    if (from + size > this.#view.byteLength) throw new FlatTreeError('FDT_ERR_TRUNCATED');
    properties.set(name, new Uint8Array(this.#view.buffer, this.#view.byteOffset + from, size).slice());
    this.#at += 8;
    this.#skip(size);
  }

  #token(): number {
    for (;;) {
      const found = this.#view.getUint32(this.#at);
      this.#at += 4;
      if (found !== token.nothing) return found;
    }
  }

  #text(from: number): string {
    let text = '';
    for (let at = from, byte = this.#view.getUint8(at); byte !== 0; byte = this.#view.getUint8(++at)) text += String.fromCharCode(byte);
    return text;
  }

  #skip(bytes: number): void {
    this.#at += Math.ceil(bytes / 4) * 4;
  }
}

/** The blob of a tree, as dtc writes one of version 17. */
export const writeFlatTree = (root: TreeNode): Uint8Array => {
  const strings: string[] = [];
  const offsetOf = (name: string): number => {
    if (!strings.includes(name)) strings.push(name);
    return strings.slice(0, strings.indexOf(name)).reduce((sum, { length }) => sum + length + 1, 0);
  };
  const structure = Buffer.concat([...nodeParts(root, offsetOf), words(token.over)]);
  const names = Buffer.from(strings.map((name) => `${name}\0`).join(''), 'latin1');
  const reserved = Buffer.alloc(16);
  const from = headerBytes + reserved.length;
  const size = from + structure.length + names.length;
  const header = words(magic, size, from, from + structure.length, headerBytes, 17, 16, 0, names.length, structure.length);
  return new Uint8Array(Buffer.concat([header, reserved, structure, names]));
};

const nodeParts = ({ name, properties, children }: TreeNode, offsetOf: (name: string) => number): Buffer[] => [
  words(token.begin),
  padded(Buffer.from(`${name}\0`, 'latin1')),
  ...[...properties].flatMap(([key, value]) => [words(token.property, value.length, offsetOf(key)), padded(value)]),
  ...children.flatMap((child) => nodeParts(child, offsetOf)),
  words(token.end),
];

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Big-endian cells. */
export const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
};
