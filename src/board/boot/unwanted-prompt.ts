import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { ConsoleLine, Mark } from '../../core/console.ts';
import type { HilError } from '../../core/errors.ts';
import { type Clock, monotonicMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { type CountdownEnd, CountdownWatch } from '../../knowledge/boot/countdown.ts';
import { shownText } from '../../knowledge/boot/shown-text.ts';
import type { Channels } from '../channels.ts';
import { menuEvidence, menuOn, standsAtMenu } from './boot-menu.ts';
import { placeOn, standsAt } from './standing-place.ts';
import { askWhy, nobodySent, triedInVain } from './why-at-prompt.ts';

export interface UnwantedPromptOptions {
  readonly channels: Pick<Channels, 'consoles'>;
  readonly clock: Clock;
  readonly profile: BoardProfile;
  /** Host monotonic milliseconds; undefined for a boot that nobody saw begin. */
  readonly bootedAt: () => number | undefined;
  /** To be asked again: a menu that says no more has been standing for a while. */
  readonly wake?: () => void;
}

interface Place {
  readonly wanted: BootStage;
  readonly stage: BootStage;
  /** `boot` was entered behind a prompt that stood there before. */
  readonly since: Mark | undefined;
}

interface Seen {
  readonly prompt: string;
  readonly evidence: readonly string[];
}

// What a terminal is asked for, and answers by itself: where its cursor is.
const cursorReport = /^\x1b\[\d+;\d+R$/;
const bootLoader = /U-Boot \d{4}\.\d{2}/;
// `Hit any key to stop autoboot`, and where a certain key is wanted (CONFIG_AUTOBOOT_KEYED) `Autoboot in 3 seconds` or what somebody made of it.
const anyCountdown = /autoboot/i;
// A menu that is being drawn, or counts, says something every second; host time where a board lives faster than a busy host can follow.
const standsMs = 3000;
const standsHostMs = 1000;
// Not GRUB's own, which is another loader.
const anyPrompt = /^(?!grub)(?:[\w.-]+ )*[\w.-]*(?:=>|#|>) $/;

/** A boot that was to go on, and stands at U-Boot's prompt, or where else somebody is to type. */
export class UnwantedPrompt {
  readonly #options: UnwantedPromptOptions;
  readonly #countdown: CountdownWatch;
  #typedAt = Number.NEGATIVE_INFINITY;
  #waking = new AbortController();
  /** Where the menu was seen last, and since when, in host monotonic milliseconds. */
  #menu: { readonly start: Mark; readonly at: number } | undefined;
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
    const isMenu = menuOn(line) !== undefined;
    if (isMenu && this.#menu?.start !== line.start) this.#menu = { start: line.start, at: monotonicMs() };
    if (isMenu || this.#isPrompt(line) || placeOn(line)) this.#wakeLater();
  }

  #wakeLater(): void {
    const { clock, wake } = this.#options;
    this.#waking.abort();
    this.#waking = new AbortController();
    clock.sleep(this.#standsMs * clock.speed, this.#waking.signal).then(wake, () => {});
  }

  /** Of the host. */
  get #standsMs(): number {
    return Math.max(standsMs / this.#options.clock.speed, standsHostMs);
  }

  #refuseMenu(last: ConsoleLine, since: Mark | undefined): void {
    const state = menuOn(last);
    if (state === undefined || state === 'counts' || (since !== undefined && last.start < since)) return;
    if (!this.#stands(last)) return;
    const boot = this.#options.bootedAt() ?? Number.NEGATIVE_INFINITY;
    const isTyped = this.#typedAt >= (since === undefined ? boot : (this.#menu?.at ?? boot));
    const [end] = this.#withoutCountdown(this.#options.bootedAt()) ?? [this.#countdown.endSince(boot) ?? 'unclear'];
    throw standsAtMenu({ state, end, isTyped, evidence: menuEvidence(last) });
  }

  /**
   * Throws PortError when characters that nobody sent stopped the boot, BootError when U-Boot has no boot command or it came back without a word, and
   * HilError of the lab when it may be either; of a boot menu the same three. A boot that was tried and failed says so: it is left to whoever waits.
   */
  async refuse({ wanted, stage, since }: Place, signal: AbortSignal): Promise<void> {
    if (!hasReached(wanted, 'kernel')) return;
    const lines = this.#options.channels.consoles.a53.tail(4);
    const [above, last] = lines.slice(-2);
    const [newest] = lines.slice(-1);
    this.#refusePlace(newest, stage, since);
    if (stage !== 'u-boot') return;
    if (newest) this.#refuseMenu(newest, since);
    const prompt = last && this.#promptOf(last, above);
    if (prompt === undefined || (since !== undefined && last!.start < since)) return;
    const typed = shownText(last!.text).trim().slice(prompt.trim().length).trim();
    const boot = this.#options.bootedAt();
    if (this.#known && this.#known.boot === boot && since === undefined) throw await this.#known.why;
    const seen = { prompt, evidence: lines.map(({ text }) => `a53: ${shownText(text)}`) };
    // What was entered has come back.
    if (since !== undefined && typed === '' && above?.text.trim() === `${prompt.trim()} boot`)
      throw await this.#why('ran-out', seen, signal);
    if (since === undefined && this.#typedAt >= (boot ?? Number.NEGATIVE_INFINITY)) return;
    const isBelow = anyCountdown.test(above?.text ?? '');
    if (typed !== '' && (isBelow || since === undefined)) throw nobodySent(seen.evidence);
    const ends = isBelow ? [this.#countdown.endSince(boot ?? 0)] : this.#withoutCountdown(boot);
    if (!ends) {
      if (this.#stands(newest) && typed === '') throw triedInVain(prompt, seen.evidence);
      return;
    }
    const why = this.#why(ends[0], seen, signal);
    if (since === undefined) this.#remember(boot, why);
    throw await why;
  }

  // A boot loader of somebody's own may have another one, which below a countdown is nothing else.
  #promptOf(line: ConsoleLine, above: ConsoleLine | undefined): string | undefined {
    const { prompt } = this.#options.profile.uboot;
    if (line.text.trimStart().startsWith(prompt.trim())) return prompt;
    return this.#isPrompt(line) && (anyCountdown.test(above?.text ?? '') || this.#stands(line)) ? shownText(line.text) : undefined;
  }

  #isPrompt({ text, terminated }: ConsoleLine): boolean {
    const shown = shownText(text);
    return !terminated && (anyPrompt.test(shown) || shown.trim() === this.#options.profile.uboot.prompt.trim());
  }

  /** Nothing came behind it for a while. */
  #stands(line: ConsoleLine | undefined): boolean {
    return line !== undefined && monotonicMs() - line.at >= this.#standsMs;
  }

  // Past its first loader: what a first loader says is its own.
  #refusePlace(newest: ConsoleLine | undefined, stage: BootStage, since: Mark | undefined): void {
    if (!newest || !hasReached(stage, 'u-boot') || hasReached(stage, 'login') || !this.#stands(newest)) return;
    if (newest.start < (since ?? 0) || newest.at < (this.#options.bootedAt() ?? 0)) return;
    if (stage === 'u-boot' && this.#isPrompt(newest)) return;
    const error = standsAt(this.#options.channels.consoles.a53);
    if (error) throw error;
  }

  // What is asked is typed, once a boot.
  #remember(boot: number | undefined, why: Promise<HilError>): void {
    this.#known = { boot, why };
    why.catch(() => {
      this.#known = undefined;
    });
  }

  /** Undefined where a countdown was shown, and words behind it; the end is 'unclear' where the console of the boot loader was silent until somebody stopped it. */
  #withoutCountdown(boot: number | undefined): readonly ['unclear' | undefined] | undefined {
    if (boot === undefined) return undefined;
    const lines = this.#options.channels.consoles.a53.tail(200).filter(({ at }) => at >= boot);
    if (lines.some(({ text }) => anyCountdown.test(text))) return undefined;
    return [lines.some(({ text }) => bootLoader.test(text)) ? undefined : 'unclear'];
  }

  #why(end: CountdownEnd | undefined, { prompt, evidence }: Seen, signal: AbortSignal): Promise<HilError> {
    const { channels, clock, profile } = this.#options;
    if (end === 'stopped') return Promise.resolve(nobodySent(evidence));
    const asSeen = { ...profile, uboot: { ...profile.uboot, prompt } };
    return askWhy({ console: channels.consoles.a53, profile: asSeen, clock }, { end, evidence }, signal);
  }
}
