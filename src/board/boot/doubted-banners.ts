export interface DoubtedBannersOptions {
  /** True while Linux runs, nobody has asked it to end, and it can be asked. */
  readonly mayAsk: () => boolean;
  /** Whether a line would tell of another boot, or of the end of this one. */
  readonly isBanner: (line: string) => boolean;
  /** The boot id of a Linux that has gone on all the while; undefined where nobody answers. */
  readonly goesOn: () => Promise<string | undefined>;
  /** Has `read` tell of no boot. */
  readonly withoutBoots: (read: () => void) => void;
  readonly refuted: (banner: string, bootId: string) => void;
}

interface Heard {
  /** Of bytes from the board, as Latin-1. */
  readonly text?: string;
  readonly run: () => void;
}

const longestLine = 4096;

/**
 * Holds back what the A53's console said from a boot loader's banner on, for as long as Linux is asked whether it goes on: a program that prints an
 * old boot is no reset. What the console says reaches nobody out of order. Whoever searches the console for text waits for nothing of this.
 */
export class DoubtedBanners {
  readonly #options: DoubtedBannersOptions;
  #held: Heard[] | undefined;
  #asking: Promise<void> | undefined;
  /** The line that has not ended. */
  #open = '';
  constructor(options: DoubtedBannersOptions) {
    this.#options = options;
  }

  /** Bytes from the board, and what is to be done with them. */
  bytes(chunk: Uint8Array, run: () => void): void {
    this.#take({ text: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'), run });
  }

  /** What is to be done behind all bytes that came before. */
  behind(run: () => void): void {
    this.#take({ run });
  }

  /** Linux has ended, or nobody can be asked any more. */
  believe(): void {
    const held = this.#held;
    this.#held = undefined;
    for (const { run } of held ?? []) run();
  }

  get isInDoubt(): boolean {
    return this.#held !== undefined;
  }

  /** Resolves once nothing is held back. */
  async settled(): Promise<void> {
    while (this.#held) await this.#asking;
  }

  #take(heard: Heard): void {
    if (this.#held) {
      this.#held.push(heard);
      return;
    }
    const banner = heard.text === undefined ? undefined : this.#bannerIn(heard.text);
    if (banner === undefined) {
      heard.run();
      return;
    }
    this.#held = [heard];
    this.#asking = this.#decide(banner, this.#held);
  }

  /** A chunk may begin in the middle of a line. */
  #bannerIn(text: string): string | undefined {
    const lines = `${this.#open}${text}`.split('\n');
    this.#open = lines.pop()!.slice(-longestLine);
    return this.#options.mayAsk() ? lines.find((line) => this.#options.isBanner(line))?.trim() : undefined;
  }

  async #decide(banner: string, held: Heard[]): Promise<void> {
    const { goesOn, refuted, withoutBoots } = this.#options;
    const bootId = await goesOn();
    if (this.#held !== held) return;
    if (bootId === undefined) return this.believe();
    this.#held = undefined;
    refuted(banner, bootId);
    // What came after the question may be a boot of its own.
    const [asked, ...later] = held;
    withoutBoots(asked!.run);
    for (const heard of later) this.#take(heard);
  }
}
