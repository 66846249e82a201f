/** 115200 baud 8N1, the debug UART of the Verdin. */
const bytesPerSecond = 11_520;
const windowMs = 2000;
const slots = 8;
const busy = 0.85;

/**
 * Notices a console that prints as fast as its wire can. A serial console that cannot keep up with printk stalls the printing CPU and is
 * itself a cause of RCU stalls and soft lockups (Documentation/RCU/stallwarn.rst).
 */
export class Saturation {
  readonly #bytes = new Array<number>(slots).fill(0);
  #slot = 0;
  #dropped: number | undefined;

  /** `at` in host milliseconds. */
  feed(bytes: number, at: number): void {
    const slot = Math.floor(at / (windowMs / slots));
    for (let passed = Math.max(this.#slot + 1, slot - slots + 1); passed <= slot; passed++) this.#bytes[passed % slots] = 0;
    this.#slot = Math.max(this.#slot, slot);
    this.#bytes[this.#slot % slots]! += bytes;
  }

  /** `** N printk messages dropped **`, kernel/printk/printk.c. */
  line(text: string, time: number | undefined): void {
    if (/^\*\* \d+ (?:printk )?messages (?:dropped|suppressed)/.test(text)) this.#dropped = time ?? 0;
  }

  /** One sentence for a stall that begins now, when the console may have caused it. */
  note(time: number | undefined): string | undefined {
    const perSecond = this.#bytes.reduce((sum, bytes) => sum + bytes, 0) / (windowMs / 1000);
    const dropped = this.#dropped !== undefined && time !== undefined && time - this.#dropped < 30;
    if (perSecond < busy * bytesPerSecond && !dropped) return undefined;
    const why = dropped ? 'the kernel dropped messages' : `${(perSecond / 1000).toFixed(1)} kB/s in the last ${windowMs / 1000} s`;
    return `The console was saturated (${why}): printing itself may have caused this stall.`;
  }
}

/** For the fast search. */
export const saturationWords: readonly string[] = ['messages dropped', 'messages suppressed'];
