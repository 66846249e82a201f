import type { BootStage } from '../../core/boot-stage.ts';
import type { BootSign, StageSign } from './boot-signs.ts';
import { type Announcement, type BootListener, type BootStart, type BootTrackerOptions, shownBy } from './boot-start.ts';
import { KernelClock, type Restart } from './kernel-clock.ts';
import { loginPrompt, shellPrompt, userPrompt } from './prompts.ts';
import type { RawLine } from './raw-line.ts';
import { SplLoop } from './spl-loop.ts';

// `Booting Linux` and `Linux version` are two banners of one stage, and so are those of BL2 and BL31.
const linesOfOneStage = 40;

/**
 * Which boot a board is in: the only place where it is decided that one has begun, with what, and whether somebody who may had asked for it. Fed with
 * what the A53's UART shows; the kernel log over SSH begins at zero every time it is read anew, and so may that of an M7 that is started again.
 */
export class BootTracker {
  readonly #trustsSystem: boolean;
  readonly #speed: number;
  readonly #clock: KernelClock;
  readonly #isDead: () => boolean;
  readonly #listeners: BootListener[] = [];
  #stage: BootStage | undefined;
  /** The power came, and nothing has shown itself since. */
  #isFresh = false;
  /** The last stage that showed its banner in this boot, and on which line; of a boot loader until it hands over. */
  #banner: { readonly stage: BootStage; readonly line: number } | undefined;
  /** U-Boot's banner, once more. */
  #again: { readonly sign: StageSign; readonly line: RawLine } | undefined;
  readonly #splLoop = new SplLoop();
  #hasResetCause = false;
  #asked: { readonly kind: 'cold' | 'warm'; readonly at: number } | undefined;
  #announced: Announcement | undefined;
  /** When the system itself said last that a reset will come. */
  #saidAt: number | undefined;
  /** Seconds of kernel time at which the power went: what goes on from there is of the life before. */
  #darkSince: number | undefined;
  #isFiled = false;

  constructor({ trustsSystem, speed = 1, isDead = () => false }: BootTrackerOptions) {
    this.#isDead = isDead;
    this.#trustsSystem = trustsSystem;
    this.#speed = speed;
    this.#clock = new KernelClock(!trustsSystem);
  }

  subscribe(listener: BootListener): void {
    this.#listeners.push(listener);
  }

  /** Undefined until the console has told, or somebody who switched the power. 'kernel' for all of Linux. */
  get stage(): BootStage | undefined {
    return this.#stage;
  }

  /** Somebody, be it the system itself, said that a reset will come, and it has not come. */
  get isAnnounced(): boolean {
    return this.#announced !== undefined || this.#saidAt !== undefined;
  }

  /** Linux runs, and neither this program nor a scenario has asked it to end. */
  get mayRunOn(): boolean {
    return this.#stage === 'kernel' && this.#asked === undefined && this.#announced === undefined;
  }

  /** The kernel's clock went back: old text, or another boot that is not certain yet. */
  get isDoubtful(): boolean {
    return this.#clock.isDoubtful;
  }

  /** A prompt would tell something: which boot this is, or that Linux runs at all. */
  get wantsPrompts(): boolean {
    return !this.#trustsSystem && (this.isDoubtful || this.#stage === undefined);
  }

  /** Power goes on now, or this program asks Linux for a reset now. `at`: host monotonic ms. */
  ask(kind: 'cold' | 'warm', at: number): void {
    this.#asked = { kind, at };
    if (kind === 'warm') return;
    this.#begin('off', 'power on', at);
    this.#isFresh = true;
  }

  /** The next reset or power-down is expected. */
  announce(what: Announcement): void {
    this.#announced = what;
    for (const listener of this.#listeners) listener.announced?.();
  }

  /** What was announced is not coming. */
  retract(): void {
    this.#announced = undefined;
  }

  /** The reset that this program asked for is not coming. */
  retractAsked(): void {
    this.#asked = undefined;
  }

  /** The relay cut the power: whatever comes next is another boot. */
  powerOff(): void {
    this.#goDark();
    for (const listener of this.#listeners) listener.poweredOff?.();
  }

  /** The log is a file of a daemon, which never holds what the console says behind the daemon's end. */
  filed(): void {
    this.#isFiled = true;
  }

  sign(sign: BootSign, line: RawLine): void {
    if (sign === 'announced') this.#say(line);
    else if (sign === 'filed') this.#isFiled = this.#trustsSystem;
    else if (sign === 'runs') this.#stage ??= 'kernel';
    else if (sign === 'powers-down') this.#powerDown(line);
    else if ('byOther' in sign && !this.#trustsSystem) return;
    else if ('resetCause' in sign) this.#tellCause(sign.resetCause, line);
    else this.#show(sign, line);
  }

  /**
   * A time stamp of the kernel, `at` host monotonic ms. 'on': the boot goes on. 'anew': another one has begun. 'doubtful': old text, or another boot
   * that is not certain yet. `isPrinted`: a command that somebody typed prints a log.
   */
  stamp(seconds: number, at: number, isPrinted: boolean, line: () => RawLine): 'on' | 'anew' | 'doubtful' {
    // CPUs print out of order by milliseconds.
    if (this.#stage === 'off' && seconds >= (this.#darkSince ?? 3) - 1) return 'on';
    const read = this.#clock.read({ seconds, at: at * this.#speed, isPrinted, isDead: this.#isDead, line });
    if (read === 'doubtful') return 'doubtful';
    if (read !== 'on') this.#restart(read, line());
    this.#stage = 'kernel';
    this.#isFresh = false;
    return read === 'on' ? 'on' : 'anew';
  }

  /** A line that may be a prompt, unterminated or not; asked for by `wantsPrompts`. */
  prompt(text: string, line: RawLine): void {
    if (this.#stage === undefined && (loginPrompt.test(text) || userPrompt.test(text))) this.#stage = 'kernel';
    const restart = loginPrompt.test(text) ? this.#clock.confirm(line.at * this.#speed) : undefined;
    if (restart) this.#restart(restart, line);
    else if (shellPrompt.test(text)) this.#clock.dismiss();
  }

  /** Linux has said by another way than its console that it has booted anew: `text`, in the place of lines that nobody saw. */
  toldAnew(text: string, start: number, at: number): void {
    this.#begin('kernel', text, at, { offset: start, line: { text, number: 0, start, end: start, at }, certainAt: start, isTold: true });
  }

  #restart({ line, at }: Restart, certain: RawLine): void {
    this.#begin('kernel', line.text.trimEnd(), at / this.#speed, { offset: line.start, line, certainAt: certain.start });
  }

  #show(sign: StageSign, line: RawLine): void {
    const { stage, text } = sign;
    if (this.#isAnother(sign, line)) this.#begin(stage, text, line.at, shownBy(sign, line, line));
    this.#isFresh = false;
    this.#stage = stage;
    if (sign.byLoader) this.#banner = undefined;
    if (sign.byLoader) return;
    if (stage === 'kernel' && this.#banner?.stage !== 'kernel') for (const listener of this.#listeners) listener.kernelBegan?.();
    this.#banner = { stage, line: line.number };
  }

  /** Whether a banner belongs to another boot than the one in progress. */
  #isAnother(sign: StageSign, line: RawLine): boolean {
    const { stage } = sign;
    const now = this.#stage;
    if (this.#isFresh) return false;
    if (now === undefined) return stage !== 'kernel';
    // Printed once a boot, and nothing comes before it.
    if (stage === 'spl') return true;
    if (stage !== now) return rank(stage) < rank(now) || now === 'off';
    if (stage === 'u-boot') return this.#isUBootAgain(sign, line);
    if (stage !== 'kernel') return false;
    // A log that is shown begins with the kernel's banner: on a living board its clock decides. U-Boot's last words are in no such log.
    // A loader that has not handed over yet still speaks, whatever line with the kernel's time came in between.
    if (!this.#trustsSystem && (sign.byLoader || sign.stamped)) return sign.byLoader === true && this.#banner?.stage !== 'u-boot';
    return this.#banner?.stage === stage && line.number - this.#banner.line > linesOfOneStage;
  }

  /** U-Boot's `version` prints the banner, too. A second `Reset cause:` will tell, unless U-Boot has just said that it resets. */
  #isUBootAgain(sign: StageSign, line: RawLine): boolean {
    this.#again = { sign, line };
    return this.#saidAt !== undefined;
  }

  /** Printed once a boot, so that a second one is another boot's, be its banner lost or taken for that of `version`. */
  #tellCause(cause: string, line: RawLine): void {
    if (this.#hasResetCause && this.#stage === 'u-boot' && this.#again) {
      const { sign, line: banner } = this.#again;
      this.#begin('u-boot', sign.text, banner.at, shownBy(sign, banner, line));
    } else if (this.#hasResetCause && this.#stage === 'kernel' && !this.#trustsSystem) {
      const text = `Reset cause: ${cause}`;
      this.#begin('u-boot', text, line.at, shownBy({ stage: 'u-boot', text }, line, line));
    }
    this.#hasResetCause = true;
    for (const listener of this.#listeners) listener.resetCause?.(cause);
  }

  #say(line: RawLine): void {
    this.#saidAt = line.at;
    for (const listener of this.#listeners) listener.announced?.();
  }

  #powerDown(line: RawLine): void {
    this.#say(line);
    // Last words that come behind those of the relay.
    if (this.#stage === 'off') return;
    const isUnexpected = this.#stage === 'kernel' && !this.#trustsSystem && this.#announced !== 'power-down';
    this.#goDark();
    for (const listener of this.#listeners) listener.poweredDown?.({ isUnexpected, line });
  }

  #goDark(): void {
    this.#darkSince = this.#clock.last ?? (this.#stage === 'off' ? this.#darkSince : undefined);
    this.#forget();
    this.#stage = 'off';
  }

  #begin(stage: BootStage, evidence: string, at: number, shown?: BootStart['shown']): void {
    const from = this.#stage;
    const wasRunning = from === 'kernel' || (from === 'u-boot' && !this.#trustsSystem);
    const isExplained = this.#asked !== undefined || this.#announced === 'reset' || (this.#trustsSystem && this.isAnnounced);
    const said = this.#saidAt === undefined ? undefined : ({ kind: 'warm', announcedBy: 'console', at: this.#saidAt } as const);
    const asked = this.#asked && ({ ...this.#asked, announcedBy: 'host' } as const);
    const origin = asked ?? said ?? { kind: 'unannounced', announcedBy: undefined, at };
    this.#forget();
    const isLooping = this.#splLoop.began(from, stage, evidence) && this.#trustsSystem;
    const start = { ...origin, isUnexpected: (wasRunning || isLooping) && !isExplained && !this.#isFiled, from, stage, evidence, shown };
    for (const listener of this.#listeners) listener.began?.(start);
    this.#stage = stage;
  }

  #forget(): void {
    this.#asked = undefined;
    this.#announced = undefined;
    this.#saidAt = undefined;
    this.#banner = undefined;
    this.#again = undefined;
    this.#hasResetCause = false;
    this.#isFresh = false;
    this.#clock.restart();
  }
}

const order: readonly BootStage[] = ['off', 'spl', 'tf-a', 'u-boot', 'kernel'];
const rank = (stage: BootStage): number => order.indexOf(stage);
