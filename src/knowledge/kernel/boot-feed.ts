import { type BootSign, bannerWithin, bootSign, isGetty } from '../boot/boot-signs.ts';
import type { BootTracker } from '../boot/boot-tracker.ts';
import type { RawLine } from '../boot/raw-line.ts';
import { mayTellOfBoot } from './hints.ts';
import type { LineReader } from './line-reader.ts';
import { type Message, normalise, stripControls } from './normalise.ts';
import type { TypedText } from './typed-text.ts';

const linesBefore = 12;

export interface BootFeedOptions {
  readonly boots: BootTracker;
  readonly reader: LineReader;
  readonly typed: TypedText;
  /** The log is a finished one whose runner nobody knows. */
  readonly isFinished: boolean;
  /** Linux has gone on: no line tells of another boot, whatever it says. */
  readonly isDeaf: () => boolean;
}

/** Whether a line that comes from a living board while Linux runs says that another boot begins, or that this one ends. */
export const mayEndBoot = (line: string): boolean => mayTellOfBoot(line) && normalise(line).some(isLoaders);

const isLoaders = (message: Message): boolean => {
  const sign = bootSign(message) ?? bannerWithin(message);
  if (typeof sign !== 'object') return sign === 'powers-down';
  return 'resetCause' in sign || !(sign.byOther || sign.stamped);
};

/** What the lines of the A53's UART tell of boots, without what a command prints there. */
export class BootFeed {
  readonly #options: BootFeedOptions;
  /** The lines before the first one that may be another boot's. */
  #beforeDoubt: readonly string[] | undefined;

  constructor(options: BootFeedOptions) {
    this.#options = options;
  }

  /** Every line matters. */
  get wantsAll(): boolean {
    return this.#options.boots.wantsPrompts;
  }

  /** The last lines before the clock went back, where it has. */
  get beforeDoubt(): readonly string[] | undefined {
    return this.#beforeDoubt;
  }

  forget(): void {
    this.#beforeDoubt = undefined;
  }

  /** A line, or its beginning. */
  line(line: RawLine | undefined): void {
    if (line && this.wantsAll) this.#options.boots.prompt(stripControls(line.text), line);
  }

  message(message: Message, line: RawLine, hasHint: boolean): void {
    const { boots, isDeaf, isFinished } = this.#options;
    if (message.filed && isFinished) boots.filed();
    if (hasHint && isGetty(line.text)) boots.sign('runs', line);
    const sign = hasHint && mayTellOfBoot(message.text) ? this.#sign(message) : undefined;
    if (sign && !isDeaf()) boots.sign(sign, line);
  }

  /** A time stamp; `line` where it is not the one that the reader looks at. 'doubtful': it may not be one of this boot. */
  stamp(time: number, line: RawLine | undefined): 'on' | 'anew' | 'doubtful' {
    const { boots, isFinished, reader, typed } = this.#options;
    const isPrinted = typed.reading;
    if (isPrinted && isFinished) return 'doubtful';
    const wasDoubtful = boots.isDoubtful;
    const boot = boots.stamp(time, reader.at, isPrinted, line ? () => line : this.#here);
    if (boots.isDoubtful && !wasDoubtful) this.#beforeDoubt = reader.before(linesBefore);
    return isPrinted && boot === 'on' ? 'doubtful' : boot;
  }

  readonly #here = (): RawLine => this.#options.reader.here();

  #sign(message: Message): BootSign | undefined {
    const { isFinished, typed } = this.#options;
    const { text, time } = message;
    // In a finished log somebody may write of a banner, but for a line of the kernel.
    const mayBreakOff = isFinished ? time !== undefined : !typed.wasTyped(text);
    const sign = bootSign(message) ?? (mayBreakOff ? bannerWithin(message) : undefined);
    // On a living board no command that prints a log prints what a boot loader says.
    const isLoaders = typeof sign === 'object' && !('stage' in sign && sign.stage === 'kernel' && !sign.byLoader);
    return (isLoaders && !isFinished ? typed.echoes(text, time) : typed.repeats(text, time)) ? undefined : sign;
  }
}
