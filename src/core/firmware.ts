export const firmwareKinds = ['m7-elf', 'm7-bin'] as const;
export type FirmwareKind = (typeof firmwareKinds)[number];

/** How the M7 shows on its UART that it runs this very image. */
export interface ProofOfLife {
  /** Text that only this image prints. */
  readonly prints: RegExp;
}

/** A firmware as the lab file names it. */
export interface FirmwareEntry {
  readonly kind: FirmwareKind;
  readonly path: string;
  /** Not needed for an image that counts with a nonce (`HILNONCE`) as the test firmware does. Without either nothing proves that it lives, and its starts come out as unknown. */
  readonly proof?: ProofOfLife;
}

/** A firmware as read from disk. */
export interface Firmware {
  readonly name: string;
  readonly kind: FirmwareKind;
  readonly path: string;
  readonly sha256: string;
  readonly content: Uint8Array;
  /** The image of this name in the lab file, grown to so many bytes. */
  readonly grown?: { readonly from: string; readonly to: number };
  readonly proof?: ProofOfLife;
}

/** What reports and journals say of a firmware. */
export interface FirmwareDetails {
  readonly name: string;
  readonly grown?: Firmware['grown'];
  readonly sha256: string;
  readonly bytes: number;
  /** GNU build id in hex, where the ELF has one. */
  readonly buildId?: string;
  /** Where the code runs. */
  readonly memory: 'tcm' | 'ddr' | 'ocram' | 'mixed' | 'unknown';
}

/** Of an image that Linux is to load and cannot: rproc_elf_sanity_check() of every kernel refuses what is no ELF file. */
export const flatImage = (name: string): string => `'${name}' is a flat binary (m7Bin), and Linux loads ELF files alone`;
export const flatRemedy =
  "give Linux the ELF file that it was made of, as m7Elf(…), or have U-Boot start it (preload) and look at it with m7.observe(); where Linux is to refuse it, say so: expect: 'refused'";
