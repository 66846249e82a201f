/** Something that a simulated board met and does not model. What follows from it says nothing about the product. */
export interface ModelLimit {
  readonly by: 'm7' | 'linux' | 'u-boot';
  readonly kind: 'instruction' | 'register' | 'interrupt' | 'command' | 'effect';
  /** The mnemonic; the peripheral, with the register where it is known (`CCM`, `UART4 UFCR`); the command line; else what has no effect, in words. */
  readonly name: string;
  /** Of a register: physical address. */
  readonly address?: number;
  readonly access?: 'read' | 'write';
  /** Of the instruction that is not modelled or that made the access. */
  readonly pc?: number;
  /** True when whoever met it could not go on: the core stands still, the command did nothing. */
  readonly fatal: boolean;
}

/**
 * What the model of a board tells and no wire does. limit: a real board would have gone on otherwise. mishap: a real board does the same and
 * tells nobody, such as a core in lockup.
 */
export type ModelNote =
  | { readonly kind: 'limit'; readonly limit: ModelLimit }
  | { readonly kind: 'mishap'; readonly by: ModelLimit['by']; readonly sentence: string };

/** A note with its place in the order of all notes of the board. The same thing met again has a new place and counts on. */
export type NumberedNote = ModelNote & { readonly sequence: number; readonly times: number };

/** Where a simulated board tells its notes. */
export interface ModelNoteSource extends AsyncDisposable {
  /** Notes behind a place in the order, oldest first: everything that happened before the call. Throws PortError when the board does not answer. */
  after(sequence: number): Promise<readonly NumberedNote[]>;
}

/** What the remote core of a board can execute. */
export interface CoreModel {
  readonly architecture: 'ARMv6-M' | 'ARMv7-M' | 'ARMv7E-M';
  /** Widest floating-point format that it has instructions for. */
  readonly fpu: 'none' | 'single' | 'double';
}

/** One sentence without a full stop: "`movw` at pc 0x1a4 is not modelled". */
export const limitSentence = ({ by, kind, name, address, access, pc }: ModelLimit): string => {
  const at = pc === undefined ? '' : ` at pc ${hex(pc)}`;
  if (kind === 'instruction') return `\`${name}\`${at} is not modelled`;
  if (kind === 'register') return `${access ?? 'access'} of ${name} register ${hex(address ?? 0)}${at} is not modelled`;
  if (kind === 'command') return `${by === 'u-boot' ? "U-Boot's" : "Linux's"} \`${name}\` is not modelled`;
  return `${name}${at} is not modelled`;
};

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
