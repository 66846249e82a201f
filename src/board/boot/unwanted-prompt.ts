import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { ConsoleLine, Mark } from '../../core/console.ts';
import type { HilError } from '../../core/errors.ts';
import { type Clock, monotonicMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { type CountdownEnd, CountdownWatch, countdownLine } from '../../knowledge/boot/countdown.ts';
import type { Channels } from '../channels.ts';
import { askWhy, nobodySent } from './why-at-prompt.ts';

export interface UnwantedPromptOptions {
  readonly channels: Pick<Channels, 'consoles'>;
  readonly clock: Clock;
  readonly profile: BoardProfile;
  /** Host monotonic milliseconds; undefined for a boot that nobody saw begin. */
  readonly bootedAt: () => number | undefined;
}

interface Place {
  readonly wanted: BootStage;
  readonly stage: BootStage;
  /** `boot` was entered behind a prompt that stood there before. */
  readonly since: Mark | undefined;
}

// What a terminal is asked for, and answers by itself: where its cursor is.
const cursorReport = /^\x1b\[\d+;\d+R$/;
const bootLoader = /U-Boot \d{4}\.\d{2}/;

/** A boot that was to go on, and stands at U-Boot's prompt. */
export class UnwantedPrompt {
  readonly #options: UnwantedPromptOptions;
  readonly #countdown: CountdownWatch;
  #typedAt = Number.NEGATIVE_INFINITY;
  #known: { readonly boot: number | undefined; readonly why: Promise<HilError> } | undefined;
  constructor(options: UnwantedPromptOptions) {
    this.#options = options;
    this.#countdown = new CountdownWatch(options.clock.speed);
    options.channels.consoles.a53.onSent((text) => {
      if (!cursorReport.test(text)) this.#typedAt = monotonicMs();
    });
  }

  /** Takes every line of the A53's console in order; unterminated ones as often as they grow. */
  take(line: ConsoleLine): void {
    this.#countdown.take(line);
  }

  /**
   * Throws PortError when characters that nobody sent stopped the boot, BootError when U-Boot has no boot command or it came back without a word, and
   * HilError of the lab when it may be either. A boot that was tried and failed says so: it is left to whoever waits.
   */
  async refuse({ wanted, stage, since }: Place, signal: AbortSignal): Promise<void> {
    if (!hasReached(wanted, 'kernel') || stage !== 'u-boot') return;
    const { channels, profile } = this.#options;
    const prompt = profile.uboot.prompt.trim();
    const lines = channels.consoles.a53.tail(4);
    const [above, last] = lines.slice(-2);
    if (!last?.text.trimStart().startsWith(prompt)) return;
    const typed = last.text.trim().slice(prompt.length).trim();
    if (since !== undefined && last.start < since) return;
    const boot = this.#options.bootedAt();
    if (this.#known?.boot === boot && this.#known && since === undefined) throw await this.#known.why;
    const evidence = lines.map(({ text }) => `a53: ${text}`);
    // What was entered has come back.
    if (since !== undefined && typed === '' && above?.text.trim() === `${prompt} boot`) throw await this.#why('ran-out', evidence, signal);
    if (since === undefined && this.#typedAt >= (boot ?? Number.NEGATIVE_INFINITY)) return;
    const isBelow = countdownLine.test(above?.text ?? '');
    if (typed !== '' && (isBelow || since === undefined)) throw nobodySent(evidence);
    const end = isBelow ? this.#countdown.endSince(boot ?? 0) : undefined;
    if (!isBelow && !this.#hasNoCountdown(boot)) return;
    const why = this.#why(end ?? (isBelow ? 'unclear' : undefined), evidence, signal);
    if (since === undefined) this.#remember(boot, why);
    throw await why;
  }

  // What is asked is typed, once a boot.
  #remember(boot: number | undefined, why: Promise<HilError>): void {
    this.#known = { boot, why };
    why.catch(() => {
      this.#known = undefined;
    });
  }

  // Where the boot loader was heard from its banner to its prompt, and not a word of the countdown.
  #hasNoCountdown(boot: number | undefined): boolean {
    if (boot === undefined) return false;
    const lines = this.#options.channels.consoles.a53.tail(200);
    const banner = lines.findLastIndex(({ text, at }) => at >= boot && bootLoader.test(text));
    return banner >= 0 && !lines.slice(banner).some(({ text }) => /autoboot/i.test(text));
  }

  #why(end: CountdownEnd | undefined, evidence: readonly string[], signal: AbortSignal): Promise<HilError> {
    const { channels, clock, profile } = this.#options;
    if (end === 'stopped') return Promise.resolve(nobodySent(evidence));
    return askWhy({ console: channels.consoles.a53, profile, clock }, { end, evidence }, signal);
  }
}
