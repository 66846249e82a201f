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
