import type { Duration } from './time.ts';

export const consoleNames = ['a53', 'm7'] as const;
/** The two UARTs: the A53's (UART3, Linux `ttymxc2`) and the M7's debug UART (UART4). */
export type ConsoleName = (typeof consoleNames)[number];

/** Bytes below the console: a serial port, a TCP port of ser2net, a socket of a simulated board. */
export interface ByteStream extends AsyncDisposable {
  /** Resolves when the transport has taken the bytes. Rejects with PortError once the port is gone. */
  write(data: Uint8Array): Promise<void>;
  /** Called for every chunk, from the first byte after opening; never drops one because nobody waits. */
  onData(listener: (chunk: Uint8Array) => void): void;
  /** Called once when the port vanishes by itself; not after disposal. */
  onLost(listener: (error: Error) => void): void;
  /** Called each time that the port came back after it was away for so many host milliseconds; what was said meanwhile is lost. */
  onGap?(listener: (ms: number) => void): void;
  /** Holds the line low for longer than a character: Linux takes the next key as a SysRq. Undefined where the transport has no word for it. */
  sendBreak?(): Promise<void>;
}

/** A byte offset into the record of one console, counted from the moment the console was opened. */
export type Mark = number & { readonly brand: 'byte offset into one console' };

export interface ConsoleLine {
  readonly console: ConsoleName;
  /** Host monotonic milliseconds at which its last byte came. */
  readonly at: number;
  /** Without line ending and NULs; ANSI sequences kept. */
  readonly text: string;
  /** Offset of its first byte. */
  readonly start: Mark;
  /** False for a line that stopped without a line ending: a prompt, or a board that died. */
  readonly terminated: boolean;
}

export interface Match {
  readonly text: string;
  readonly groups: Readonly<Record<string, string>>;
  /** What came between the start of the search and the match. */
  readonly before: string;
  /** Offset just behind the match: the start of the next search. */
  readonly end: Mark;
}

export interface ExpectOptions {
  readonly within: Duration;
  /** Where to search from: by default the last power-on, reset or start of the core behind the console, or the end of the previous match, whichever is later. */
  readonly since?: Mark;
  readonly signal?: AbortSignal;
}

/** The consoles of an open board as a person uses them, beside everything that goes on with it. */
export interface OpenConsoles {
  readonly names: readonly ConsoleName[];
  /** The last lines, oldest first. */
  tail(name: ConsoleName, lines: number): readonly string[];
  /** Each chunk from now on. The returned function ends it. */
  onBytes(listener: (name: ConsoleName, chunk: Uint8Array) => void): () => void;
  /** Kept out of every record: nobody knows what a person types. */
  send(name: ConsoleName, text: string): Promise<void>;
  /** False where the transport has no word for a break. */
  sendBreak(name: ConsoleName): Promise<boolean>;
}

/** An append-only record of everything a UART said. Reading never consumes; waits hold positions. */
export interface Console {
  readonly name: ConsoleName;
  /** The present end of the record. */
  mark(): Mark;
  send(text: string, options?: { readonly secret?: boolean; readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Resolves with the first match at or behind `since`. The text searched has ANSI sequences and NULs removed and all line endings as `\n`.
   * Throws ExpectTimeoutError (dut) with the last lines as evidence, PortError (lab) when the port is lost, and the signal's reason.
   */
  expect(pattern: RegExp | string, options: ExpectOptions): Promise<Match>;
  /** The last lines, oldest first, the unterminated one included. */
  tail(count: number): readonly ConsoleLine[];
  /** Whether this text was sent by this program at any time, so that what the console says may be its echo. Secrets are never known. */
  wasTyped(text: string): boolean;
}
