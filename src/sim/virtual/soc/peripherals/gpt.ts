import type { TimedDevice } from '../device.ts';

// i.MX GPT: registers and bits of the reference manual's chapter on the general purpose timer.
const CR = 0x00;
const PR = 0x04;
const SR = 0x08;
const IR = 0x0c;
const OCR1 = 0x10;
const OCR3 = 0x18;
const ICR1 = 0x1c;
const ICR2 = 0x20;
const CNT = 0x24;

const EN = 1;
const ENMOD = 1 << 1;
const FRR = 1 << 9;
const EN_24M = 1 << 10;
const SWR = 1 << 15;
/** STOPEN, WAITEN, DBGEN, ENMOD and EN outlive a software reset. */
const keptBySoftwareReset = 0x3f;
const ROV = 1 << 5;
const registersEnd = 0x28;

/** CLKSRC in bits 8-6 of CR: which inputs have a frequency here. 1 and 2 are the root clock, 4 is 32 kHz, 5 the oscillator; 3 is a pin. */
const sources = { root: [1, 2], low: 4, oscillator: 5 };
const lowFrequency = 32_768;
const oscillator = 24e6;
const full = 2 ** 32;

export interface GptParts {
  readonly now: () => number;
  /** Of its root clock, in Hz; 0 when it is off. */
  readonly clock: () => number;
  readonly line: (high: boolean) => void;
  /** Something that it does not do, in words. */
  readonly missing: (what: string) => void;
}

/** One general purpose timer: its counter with prescalers, three compare values, rollover and their interrupt. Nothing is connected to its capture inputs. */
export class Gpt implements TimedDevice {
  readonly #parts: GptParts;
  #registers = new Map<number, number>();
  #status = 0;
  #count = 0;
  /** When the counter had `#count`. */
  #at = 0;

  constructor(parts: GptParts) {
    this.#parts = parts;
  }

  reset(): void {
    this.#registers.clear();
    this.#status = 0;
    this.#count = 0;
    this.#parts.line(false);
  }

  read(offset: number): number {
    this.advance(this.#parts.now());
    if (offset === SR) return this.#status;
    if (offset === CNT) return this.#count;
    return this.#register(offset);
  }

  write(offset: number, value: number): void {
    if (offset >= registersEnd || offset === CNT || offset === ICR1 || offset === ICR2) return;
    this.advance(this.#parts.now());
    if (offset === SR) this.#status &= ~value;
    else if (offset === CR) this.#control(value >>> 0);
    else this.#set(offset, value >>> 0);
    this.#raise();
  }

  advance(now: number): void {
    const { tickNs } = this;
    const ticks = tickNs === Infinity ? 0 : Math.max(0, Math.floor((now - this.#at) / tickNs));
    this.#at = tickNs === Infinity ? now : this.#at + ticks * tickNs;
    if (ticks === 0) return;
    for (const { flag, after } of this.#events()) if (after <= ticks) this.#status |= flag;
    this.#count = (this.#count + ticks) % this.#period;
    this.#raise();
  }

  get nextAt(): number {
    const { tickNs } = this;
    if (tickNs === Infinity) return Infinity;
    const wanted = this.#register(IR) & ~this.#status;
    return Math.min(...this.#events().map(({ flag, after }) => (wanted & flag ? this.#at + after * tickNs : Infinity)));
  }

  /** Nanoseconds for a count; Infinity while it stands still. */
  get tickNs(): number {
    const control = this.#register(CR);
    if (!(control & EN)) return Infinity;
    const hertz = this.#frequency((control >>> 6) & 7, control);
    return hertz > 0 ? (1e9 / hertz) * ((this.#register(PR) & 0xfff) + 1) : Infinity;
  }

  #frequency(source: number, control: number): number {
    if (source === sources.oscillator) return control & EN_24M ? oscillator / (((this.#register(PR) >>> 12) & 0xf) + 1) : 0;
    if (source === sources.low) return lowFrequency;
    return sources.root.includes(source) ? this.#parts.clock() : 0;
  }

  /** In restart mode the counter goes from the first compare value to 0, else through all of its 32 bits. */
  get #period(): number {
    return this.#register(CR) & FRR ? full : this.#register(OCR1) + 1;
  }

  /** Which flag comes after how many counts, from now on. */
  #events(): readonly { readonly flag: number; readonly after: number }[] {
    const period = this.#period;
    const rollover = period === full ? [{ flag: ROV, after: period - this.#count }] : [];
    const compares = [0, 1, 2].flatMap((channel) => {
      const value = this.#register(OCR1 + 4 * channel);
      return value < period ? [{ flag: 1 << channel, after: ((value - this.#count - 1 + period) % period) + 1 }] : [];
    });
    return [...compares, ...rollover];
  }

  #register(offset: number): number {
    return this.#registers.get(offset) ?? (offset >= OCR1 && offset <= OCR3 ? full - 1 : 0);
  }

  #control(value: number): void {
    if (value & SWR) {
      const kept = this.#register(CR) & keptBySoftwareReset;
      this.reset();
      this.#registers.set(CR, kept);
      return;
    }
    if (value & ENMOD && value & EN && !(this.#register(CR) & EN)) this.#count = 0;
    if (value & 0x000f_0000) this.#parts.missing('capture');
    if (value & 0x1ff0_0000) this.#parts.missing('compare outputs');
    if (((value >>> 6) & 7) === 3) this.#parts.missing('its external clock');
    this.#registers.set(CR, value);
  }

  /** A new first compare value restarts a counter in restart mode. */
  #set(offset: number, value: number): void {
    this.#registers.set(offset, value);
    if (offset === OCR1 && !(this.#register(CR) & FRR)) this.#count = 0;
  }

  #raise(): void {
    this.#parts.line((this.#status & this.#register(IR)) !== 0);
  }
}
