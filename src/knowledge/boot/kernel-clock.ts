/**
 * Follows the kernel's time stamps through a boot and tells a boot that went unnoticed from a replay of old text.
 * Time stamps go back when the kernel has started again, but also when somebody looks at `dmesg`. A replay runs faster
 * than time does; a boot cannot, apart from the first second that is flushed when the serial driver comes up.
 */
export class KernelClock {
  #last: number | undefined;
  #suspicion: Suspicion | undefined;

  /** Takes one line of kernel text and the board time in ms at which it came. Resolves a suspicion: what first told of the restart, once that is certain. */
  read(text: string, at: number): Suspicion | undefined {
    const seconds = stampOf(text);
    if (seconds === undefined) return undefined;
    if (this.#suspicion === undefined) this.#suspect(seconds, at, text);
    const suspicion = this.#suspicion;
    if (suspicion === undefined) return undefined;
    const [ran, passed] = [(seconds - suspicion.seconds) * 1000, at - suspicion.at];
    if (ran > passed + replaySlackMs) {
      this.#dismiss(seconds);
      return undefined;
    }
    return passed >= certainAfterMs ? suspicion : undefined;
  }

  /** The suspicion in the light of something only a fresh boot says. */
  confirm(at: number): Suspicion | undefined {
    return this.#suspicion !== undefined && at - this.#suspicion.at >= soonestLoginMs ? this.#suspicion : undefined;
  }

  /** A shell prompt without a login before it: the old system still runs. */
  dismiss(): void {
    if (this.#suspicion !== undefined) this.#dismiss(0);
  }

  /** Another boot has begun. */
  restart(): void {
    this.#last = undefined;
    this.#suspicion = undefined;
  }

  #suspect(seconds: number, at: number, text: string): void {
    // CPUs print out of order by milliseconds, never by a second.
    if (this.#last !== undefined && seconds < this.#last - 1) this.#suspicion = { seconds, at, text };
    else this.#last = Math.max(seconds, this.#last ?? 0);
  }

  #dismiss(seconds: number): void {
    this.#suspicion = undefined;
    this.#last = Math.max(seconds, this.#last ?? 0);
  }
}

export interface Suspicion {
  readonly seconds: number;
  /** Board ms. */
  readonly at: number;
  readonly text: string;
}

const replaySlackMs = 3000;
const certainAfterMs = 5000;
const soonestLoginMs = 2000;

const stampOf = (text: string): number | undefined => {
  const [, seconds] = /^\[ *(\d+\.\d{6})\]/.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
};
