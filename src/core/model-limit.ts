/** Something that a simulated board met and does not model. What follows from it says nothing about the product. */
export interface ModelLimit {
  readonly by: 'm7' | 'linux' | 'u-boot';
  /** pace: the host was too busy to simulate what was waited for. */
  readonly kind: 'instruction' | 'register' | 'interrupt' | 'command' | 'effect' | 'pace';
  /** The mnemonic; the peripheral, with the register where it is known (`CCM`, `UART4 UFCR`); the command line; else what has no effect or no time, in words. */
  readonly name: string;
  /** Of a register: physical address. */
  readonly address?: number;
  readonly access?: 'read' | 'write';
  /** Of the instruction that is not modelled or that made the access. */
  readonly pc?: number;
  /** True when whoever met it could not go on: the core stands still, the command did nothing. */
  readonly fatal: boolean;
  /** How many things like this one were met by words that no image put into memory, executed as a program: what they meet says nothing about anybody. */
  readonly ofJunk?: number;
}

/**
 * What the model of a board tells and no wire does. limit: a real board would have gone on otherwise. mishap: a real board does the same and
 * tells nobody, such as a core in lockup.
 */
export type ModelNote =
  | { readonly kind: 'limit'; readonly limit: ModelLimit }
  | { readonly kind: 'mishap'; readonly by: ModelLimit['by']; readonly sentence: string };

/**
 * A note with its place in the order of all notes of the board, and when it was last met, in host monotonic milliseconds. The same thing met again has
 * a new place and counts on.
 */
export type NumberedNote = ModelNote & { readonly sequence: number; readonly times: number; readonly at: number };

/** What the remote core of a simulated board does. waiting: in WFI or WFE. gated: without clock or power. wedged: in an access that never ends. */
export type CoreActivity = 'held' | 'executing' | 'waiting' | 'lockup' | 'gated' | 'wedged';

/** How a simulated board keeps up with the time that it should live in. */
export interface SimulatedPace {
  /** Host monotonic milliseconds since which its process has run without a gap: it was not stopped, frozen or kept off the CPU for a second and more. */
  readonly awakeSince: number;
  /** Board milliseconds that the rest of it was given since the moment that was asked for. Absent where nobody counts them. */
  readonly boardMs?: number;
  /** Board milliseconds that its M-core was given since the moment that was asked for, less what its UART has still to send. */
  readonly coreMs: number;
  /** Absent where the simulation does not know. */
  readonly core?: CoreActivity;
}

/** Where a simulated board tells its notes. */
export interface ModelNoteSource extends AsyncDisposable {
  /** Notes behind a place in the order, oldest first: everything that happened before the call. Throws PortError when the board does not answer. */
  after(sequence: number): Promise<readonly NumberedNote[]>;
  /** `since`: a moment of the board's clock. Throws PortError when the board does not answer. */
  pace(since: number): Promise<SimulatedPace>;
}

/** What the remote core of a board can execute. */
export interface CoreModel {
  readonly architecture: 'ARMv6-M' | 'ARMv7-M' | 'ARMv7E-M';
  /** Widest floating-point format that it has instructions for. */
  readonly fpu: 'none' | 'single' | 'double';
}

/** One sentence without a full stop: "`movw` at pc 0x1a4 is not modelled". */
export const limitSentence = ({ ofJunk, ...limit }: ModelLimit): string =>
  ofJunk === undefined
    ? sentenceOf(limit)
    : `the M7 executed words that no image put there, which met ${ofJunk === 1 ? 'one thing' : `${ofJunk} things`} beyond the model, first: ${sentenceOf(limit)}`;

/** A limit more, with all that junk met as one: it meets dozens of them, in every start others. */
export const withLimit = (limits: readonly ModelLimit[], limit: ModelLimit): readonly ModelLimit[] => {
  const known = limit.ofJunk === undefined ? undefined : limits.find(({ ofJunk }) => ofJunk !== undefined);
  if (!known) return [...limits, limit];
  const both = { ...known, ofJunk: known.ofJunk! + limit.ofJunk!, fatal: known.fatal || limit.fatal };
  return limits.map((each) => (each === known ? both : each));
};

const sentenceOf = ({ by, kind, name, address, access, pc }: ModelLimit): string => {
  const at = pc === undefined ? '' : ` at pc ${hex(pc)}`;
  if (kind === 'instruction') return `\`${name}\`${at} is not modelled`;
  if (kind === 'register') return `${access ?? 'access'} of ${name} register ${hex(address ?? 0)}${at} is not modelled`;
  if (kind === 'pace') return `${name}: this host is too busy to simulate the board`;
  if (kind === 'command') return `${by === 'u-boot' ? "U-Boot's" : "Linux's"} \`${name}\` is not modelled`;
  return `${name}${at} is not modelled`;
};

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
