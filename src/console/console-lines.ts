import type { ConsoleLine, ConsoleName } from '../core/console.ts';
import { LineAssembler } from './line-assembler.ts';
import { Listeners } from './listeners.ts';

const keptLines = 1000;
// Wall time: longer than the latency timer of a USB UART (16 ms) and any pause within a line that is being printed.
const idleTailMs = 250;

/** The lines of one console: the last of them kept, each told when it is complete, and an open one as it grows or when the console idles behind it. */
export class ConsoleLines {
  readonly #assembler: LineAssembler;
  readonly #listeners = new Listeners<[line: ConsoleLine]>();
  readonly #tailListeners = new Listeners<[line: ConsoleLine]>();
  #kept: ConsoleLine[] = [];
  #keptFrom = 0;
  #idle: NodeJS.Timeout | undefined;
  constructor(name: ConsoleName) {
    this.#assembler = new LineAssembler(name);
  }

  /** As `ConsoleSession.onLine`. */
  onLine(listener: (line: ConsoleLine) => void): void {
    if (this.#listeners.none) for (const line of this.#kept) listener(line);
    this.#listeners.add(listener);
    this.#awaitIdle();
  }

  /** As `ConsoleSession.onTail`. */
  onTail(listener: (line: ConsoleLine) => void): void {
    this.#tailListeners.add(listener);
  }

  /** `offset`: of the first byte in the record. `at`: host monotonic milliseconds. */
  push(bytes: Buffer, offset: number, at: number): void {
    for (const line of this.#assembler.push(bytes, offset, at)) this.#keep(line);
  }

  /** To those who follow the line that is being printed. */
  tellTail(): void {
    const open = this.#tailListeners.none ? undefined : this.#assembler.open;
    if (open) this.#tailListeners.tell(open);
    this.#awaitIdle();
  }

  /** The console is idle, or ends: an open line counts as one. */
  tellIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    const open = this.#assembler.open;
    if (open) this.#listeners.tell(open);
  }

  /** The last lines that are not empty, the open one included. */
  tail(count: number): readonly ConsoleLine[] {
    const open = this.#assembler.open;
    return (open ? [...this.#kept, open] : this.#kept).filter(({ text }) => text !== '').slice(-count);
  }

  /** As `ConsoleSession.linesFrom`. */
  get keptFrom(): number {
    return this.#keptFrom;
  }

  #keep(line: ConsoleLine): void {
    this.#kept.push(line);
    if (this.#kept.length > 2 * keptLines) {
      this.#kept = this.#kept.slice(-keptLines);
      this.#keptFrom = this.#kept[0]!.start;
    }
    this.#listeners.tell(line);
  }

  #awaitIdle(): void {
    if (this.#listeners.none) return;
    if (this.#idle) this.#idle.refresh();
    else this.#idle = setTimeout(() => this.tellIdle(), idleTailMs).unref();
  }
}
