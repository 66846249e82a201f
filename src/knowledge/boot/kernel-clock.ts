import type { RawLine } from './raw-line.ts';

export interface Stamp {
  /** Of kernel time. */
  readonly seconds: number;
  /** Board milliseconds at which it came. */
  readonly at: number;
  /** A command that somebody typed prints a log, and a person may page through it as slowly as a kernel speaks. */
  readonly isPrinted: boolean;
  /** Nothing runs that could print a log. */
  readonly isDead: () => boolean;
  /** The line that it stands on. */
  readonly line: () => RawLine;
}

/** The first line that told of a kernel that began anew. */
export interface Restart {
  readonly line: RawLine;
  /** Seconds of kernel time. */
  readonly seconds: number;
  /** Board milliseconds. */
  readonly at: number;
}

// Of a log without times of arrival: by how many seconds the clock must have gone back, to what at most.
const backBy = 5;
const backTo = 2;
// On a living console.
const replaySlackMs = 3000;
const certainAfterMs = 5000;
const soonestLoginMs = 2000;

/**
 * Follows the kernel's time stamps through a boot and tells a boot that went unnoticed from old text that is printed again. Time stamps go back when
 * the kernel has started anew, but also when a log is shown on the console. What is shown again runs faster than time does; a boot cannot, apart from
 * the first second that is flushed when the serial driver comes up, and its clock cannot be further than the time since the old one was heard last.
 * `isLive`: lines come when they are said. Otherwise two low stamps in order are another boot, and a single one is damaged.
 */
export class KernelClock {
  readonly #isLive: boolean;
  #last: { readonly seconds: number; readonly at: number } | undefined;
  #suspicion: Restart | undefined;

  constructor(isLive: boolean) {
    this.#isLive = isLive;
  }

  /** Seconds of the newest stamp of this boot. */
  get last(): number | undefined {
    return this.#last?.seconds;
  }

  /** What comes will tell whether the kernel began anew. */
  get isDoubtful(): boolean {
    return this.#suspicion !== undefined;
  }

  /** 'doubtful': old text, or another boot that is not certain yet. */
  read(stamp: Stamp): 'on' | 'doubtful' | Restart {
    return this.#isLive ? this.#readLive(stamp) : this.#readLater(stamp);
  }

  /** The suspicion in the light of a login prompt, `at` board milliseconds: only a fresh boot shows one so late. */
  confirm(at: number): Restart | undefined {
    return this.#suspicion !== undefined && at - this.#suspicion.at >= soonestLoginMs ? this.#suspicion : undefined;
  }

  /** A shell prompt without a login before it: the old system still runs. */
  dismiss(): void {
    this.#suspicion = undefined;
  }

  /** Another boot has begun. */
  restart(): void {
    this.#last = undefined;
    this.#suspicion = undefined;
  }

  #readLater(stamp: Stamp): 'on' | 'doubtful' | Restart {
    const { seconds, at } = stamp;
    const low = this.#last !== undefined && seconds < backTo && this.#last.seconds > seconds + backBy;
    const suspicion = this.#suspicion;
    this.#suspicion = undefined;
    if (low && suspicion !== undefined && seconds >= suspicion.seconds) return suspicion;
    if (low) {
      this.#suspicion = { line: stamp.line(), seconds, at };
      return 'doubtful';
    }
    this.#last = { seconds, at };
    return 'on';
  }

  #readLive(stamp: Stamp): 'on' | 'doubtful' | Restart {
    const { seconds, at, isPrinted, isDead } = stamp;
    const suspicion = this.#suspicion;
    if (suspicion !== undefined) {
      const [ran, passed] = [(seconds - suspicion.seconds) * 1000, at - suspicion.at];
      const isCertain = isDead() || (passed >= certainAfterMs && !isPrinted);
      if (ran <= passed + replaySlackMs) return isCertain ? suspicion : 'doubtful';
      this.#suspicion = undefined;
    }
    const last = this.#last;
    // CPUs print out of order by milliseconds, never by a second.
    if (last !== undefined && seconds < last.seconds - 1) {
      if (suspicion === undefined && seconds * 1000 <= at - last.at + replaySlackMs) this.#suspicion = { line: stamp.line(), seconds, at };
      return 'doubtful';
    }
    this.#last = { seconds: Math.max(seconds, last?.seconds ?? 0), at };
    return 'on';
  }
}
