import type { CoreModel } from '../../core/model-limit.ts';
import { sectionData } from './elf.ts';
import type { Elf } from './elf-format.ts';

/** What the compiler was told to build for. */
export interface BuiltFor {
  /** `ARMv7E-M`, `ARMv8-M.mainline`, …: the highest of all objects that were linked. */
  readonly architecture: string;
  readonly fpu: CoreModel['fpu'];
}

// Addenda to, and Errata in, the ABI for the Arm Architecture (IHI 0045), 2.3 and 3.3: section type, tags and their values.
const attributesType = 0x7000_0003;
const fileScope = 1;
const cpuArch = 6;
const cpuArchProfile = 7;
const fpArch = 10;
const hardFpUse = 27;
const compatibility = 32;
const texts = new Set([4, 5]);

const architectures: Readonly<Record<number, string>> = {
  11: 'ARMv6-M',
  12: 'ARMv6-M',
  13: 'ARMv7E-M',
  14: 'ARMv8-A',
  15: 'ARMv8-R',
  16: 'ARMv8-M.baseline',
  17: 'ARMv8-M.mainline',
  21: 'ARMv8.1-M.mainline',
  22: 'ARMv9-A',
};

/** The build attributes of an image; undefined where it has none, as after `strip`, or they cannot be read. Throws nothing. */
export const builtFor = (elf: Elf): BuiltFor | undefined => {
  const section = elf.sections.find(({ type, name }) => type === attributesType || name === '.ARM.attributes');
  const attributes = section && readAttributes(sectionData(elf, section));
  const arch = attributes?.get(cpuArch);
  if (!attributes || arch === undefined) return undefined;
  const profile = String.fromCharCode(attributes.get(cpuArchProfile) ?? 0);
  const v7 = profile === 'M' ? 'ARMv7-M' : `ARMv7${/[AR]/.test(profile) ? `-${profile}` : ''}`;
  const architecture = arch === 10 ? v7 : (architectures[arch] ?? (arch < 10 ? 'ARM before v7' : `ARM architecture ${arch}`));
  return { architecture, fpu: fpuOf(attributes) };
};

/** What a core with these abilities lacks to execute the image, in words; undefined where it lacks nothing that the attributes tell. */
export const lacking = ({ architecture, fpu }: BuiltFor, core: CoreModel): string | undefined => {
  const isKnown = rank.includes(architecture);
  const tooNew = !isKnown || rank.indexOf(architecture) > rank.indexOf(core.architecture);
  if (tooNew) return `instructions of ${architecture}${fpuText(fpu)}, and the core executes ${core.architecture}${fpuText(core.fpu)}`;
  if (widths.indexOf(fpu) > widths.indexOf(core.fpu))
    return `an FPU${fpuText(fpu)}, and the core has ${core.fpu === 'none' ? 'none' : `one${fpuText(core.fpu)}`}`;
  return undefined;
};

const rank: readonly string[] = ['ARMv6-M', 'ARMv7-M', 'ARMv7E-M'];
const widths: readonly CoreModel['fpu'][] = ['none', 'single', 'double'];
const fpuText = (fpu: CoreModel['fpu']): string => (fpu === 'none' ? '' : ` with ${fpu} precision floating point`);

const fpuOf = (attributes: ReadonlyMap<number, number>): CoreModel['fpu'] => {
  if ((attributes.get(fpArch) ?? 0) === 0) return 'none';
  return attributes.get(hardFpUse) === 1 ? 'single' : 'double';
};

const readAttributes = (bytes: Uint8Array): ReadonlyMap<number, number> | undefined => {
  const reader = new Reader(bytes);
  if (reader.byte() !== 'A'.charCodeAt(0)) return undefined;
  while (reader.isReadable) {
    const vendor = reader.block(4);
    if (vendor.text() !== 'aeabi') continue;
    while (vendor.isReadable) {
      const [scope, block] = [vendor.byte(), vendor.block(5)];
      if (scope === fileScope) return readFileScope(block);
    }
  }
  return undefined;
};

const readFileScope = (block: Reader): ReadonlyMap<number, number> => {
  const found = new Map<number, number>();
  while (block.isReadable) {
    const tag = block.number();
    if (tag === compatibility) block.number();
    const isText = texts.has(tag) || tag === compatibility || (tag > compatibility && tag % 2 === 1);
    if (isText) block.text();
    else found.set(tag, block.number());
  }
  return found;
};

/** Reads on to the end, and zeros behind it: attributes of a damaged file are wrong, never a crash. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isReadable(): boolean {
    return this.#at < this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  /** ULEB128. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  text(): string {
    const from = this.#at;
    while (this.isReadable && this.#bytes[this.#at] !== 0) this.#at++;
    return String.fromCharCode(...this.#bytes.subarray(from, Math.min(this.#at++, from + 64)));
  }

  /** Behind a length of four bytes that counts `counted` bytes before its end of itself and what stands before it. */
  block(counted: number): Reader {
    const length = this.byte() + this.byte() * 2 ** 8 + this.byte() * 2 ** 16 + this.byte() * 2 ** 24;
    const from = this.#at;
    this.#at = from + Math.max(0, length - counted);
    return new Reader(this.#bytes.subarray(from, this.#at));
  }
}
