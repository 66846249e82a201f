import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { Console, Mark } from '../../core/console.ts';
import { BootError, ConnectionLostError, ExpectTimeoutError, HilError, PortError } from '../../core/errors.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { failureCode } from '../../drivers/console/tcp-socket.ts';
import { isNoisy, measureEcho, type WireEcho } from '../../drivers/shell/wire-echo.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { isRubbish, type LineSample, LineSampler } from '../../knowledge/wire/line-sample.ts';
import { Dialogue } from '../boot/dialogue.ts';
import { freshLine } from '../boot/login.ts';
import { answersBeside, type LinuxBesideConsole } from '../linux-beside-console.ts';
import { PreloadError } from '../provision/preload-check.ts';
import { type ChangedEcho, changedEcho } from './changed-echo.ts';
import { type ConsoleMarks, markConsole } from './console-marks.ts';
import { countTyped, type TypedKeys } from './typed-keys.ts';
import { wireAtNextBoot } from './wire-at-next-boot.ts';
import { changed, deaf, elsewhere, marksText, rubbish, spoilt, spoiltMarks, unheard, unheardMarks, unproven } from './wire-errors.ts';

export interface WireJudgeOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  /** Where the board is, and the host time at which its boot began. */
  readonly boot: () => { readonly stage: BootStage; readonly bootedAt: number | undefined };
  readonly clock: Clock;
  readonly linux: LinuxBesideConsole;
  /** Whether the board's own sshd takes connections, as Linux says on its console. */
  readonly isListening: (signal: AbortSignal) => Promise<boolean>;
  /** Cuts the power, and resolves at the login of the boot that follows, with no key sent that could stop it. Left out where nobody may. */
  readonly bootAnew?: (signal: AbortSignal) => Promise<unknown>;
  /** Resolves once it is known whether what the console says of a reset is true. */
  readonly settled: () => Promise<unknown>;
  readonly note: (text: string) => void;
  /** For what is written or typed to come back; '3s' by default. */
  readonly answerWithin?: Duration;
}

const linuxWithin: Duration = '15s';
// Half a minute on a Verdin from power-on to sshd, more at a first boot.
const bootsWithin: Duration = '90s';
const uBootAnswersWithin: Duration = '2s';

/** Looks at the wire of the A53 console whenever something that was read from it would blame the product. */
export class WireJudge {
  readonly #options: WireJudgeOptions;
  constructor(options: WireJudgeOptions) {
    this.#options = options;
  }

  /** As `call`, but a failure on a wire that does not carry text unharmed is the lab's: PortError, with what was measured. */
  async judge<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      if (signal.aborted || !readsTheWire(cause)) throw cause;
      const reason = await this.reconsider(cause, signal);
      signal.throwIfAborted();
      throw reason;
    }
  }

  /** The same error, or one of the lab where the wire is bad. */
  async reconsider(error: Error, signal: AbortSignal): Promise<Error> {
    const { boot, settled } = this.#options;
    const { bootedAt: before } = boot();
    await settled();
    if (boot().bootedAt !== before) return error;
    const { bootedAt } = boot();
    const reason = await this.#look(error, signal).catch(() => error);
    // A reset in the middle of a measurement spoils it on any wire.
    if (boot().bootedAt !== bootedAt) return error;
    return reason ?? (await this.#atNextBoot(error, signal));
  }

  /**
   * For a scenario that is over, of which a board that stands still would be the cause: where it answers neither on its console nor over SSH, these two may
   * have gone instead, and the board is booted anew to see. The same error where the console speaks then, or somebody answers now.
   */
  async reconsiderSilence(error: Error, signal: AbortSignal): Promise<Error> {
    const { boot, settled } = this.#options;
    await settled();
    const { bootedAt, stage } = boot();
    if (stage === 'off' || (await this.#isAnybodyThere(signal)) || boot().bootedAt !== bootedAt) return error;
    return this.#atNextBoot(error, signal, 'nobody answers there or over SSH');
  }

  async #isAnybodyThere(signal: AbortSignal): Promise<boolean> {
    const { answerWithin = '3s', boot, console, linux } = this.#options;
    const dialogue = new Dialogue(console, signal);
    await dialogue.type(hasReached(boot().stage, 'kernel') ? freshLine : '\x03');
    return (await dialogue.hear({ anything: /[\s\S]/ }, answerWithin)) !== undefined || answersBeside(linux, signal);
  }

  async #atNextBoot(error: Error, signal: AbortSignal, why = 'U-Boot answers nothing there that can be read'): Promise<Error> {
    const { bootAnew, console, note } = this.#options;
    if (!bootAnew) return unproven(error, why);
    note(`console ${console.name}: ${why}, so the board is booted anew to see whether the console still is good`);
    const begin = console.mark();
    const byLinux = (): Promise<Error | undefined> => this.#byLinux(error, console.mark() === begin, signal, bootsWithin);
    const measure = (): Promise<WireEcho | undefined> => this.#measure(2, signal).catch(() => undefined);
    const reason = await wireAtNextBoot(error, { bootAnew, byLinux, measure }, signal);
    if (reason === error) note(`console ${console.name} is good at the next boot`);
    return reason;
  }

  /** Undefined where nobody can tell while U-Boot runs. */
  async #look(error: Error, signal: AbortSignal): Promise<Error | undefined> {
    const { boot, console, note } = this.#options;
    const begin = console.mark();
    const measure = (attempts: number): Promise<WireEcho | undefined> => this.#measure(attempts, signal).catch(() => undefined);
    const first = await measure(2);
    const isSilent = console.mark() === begin;
    const shown = first || boot().stage !== 'u-boot' ? undefined : shownSince(console, begin);
    if (shown && isRubbish(shown)) return rubbish(error, shown);
    const other = first || isSilent || boot().stage !== 'u-boot' ? undefined : await this.#changed('\x03', signal);
    if (other && other !== 'good') return changed(error, console.name, other);
    const told = first || boot().stage === 'off' ? undefined : await this.#byLinux(error, isSilent, signal);
    if (told instanceof PortError) return told;
    // Some prompt may come through a wire that spoils most of them.
    const echo = first ?? (isSilent || told === error ? undefined : await measure(3));
    if (echo && isNoisy(echo)) {
      note(echo.text);
      return spoilt(error, echo);
    }
    if (await this.#isElsewhere(error, signal)) return elsewhere(error);
    return echo || other ? error : (told ?? (boot().stage === 'u-boot' ? undefined : error));
  }

  // What refuses us is not this board where its own sshd listens: it has another address by now, or something on the way refuses.
  async #isElsewhere(error: Error, signal: AbortSignal): Promise<boolean> {
    return this.#options.boot().stage === 'login' && isRefusal(error) && (await this.#options.isListening(signal).catch(() => false));
  }

  // Nothing that can be read answers: Linux is asked by the other way, also where the console shows none, since a bad wire may have hidden that it came up. The
  // same error where the wire is good; undefined where no Linux was there, and none answers.
  async #byLinux(error: Error, isSilent: boolean, signal: AbortSignal, within = linuxWithin): Promise<Error | undefined> {
    const { answerWithin, boot, clock, console, linux, note, profile } = this.#options;
    await using shell = await linux(within, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (!shell && boot().stage !== 'login') return undefined;
    if (!shell) return this.#byEcho(error, 'nothing that can be read answers Enter there, and nobody answers over SSH', signal);
    const marks = await markConsole({ console, profile, shell, signal, ...(answerWithin ? { within: answerWithin } : {}) });
    if ('heard' in marks) note(marksText(marks));
    if (marks.result === 'unheard') return unheardMarks(error, marks);
    if (marks.result === 'spoilt') return spoiltMarks(error, marks);
    if (marks.result === 'elsewhere') return unproven(error, marks.why);
    if (marks.result === 'unknown') return isSilent ? unheard(error) : this.#byEcho(error, marks.why, signal);
    const keys = await countTyped({ console, shell, tty: marks.tty, clock, signal }).catch(() => undefined);
    return this.#byKeys(error, marks, keys, isSilent);
  }

  async #byEcho(error: Error, why: string, signal: AbortSignal): Promise<Error> {
    const echo = await this.#changed('\x15', signal);
    return echo && echo !== 'good' ? changed(error, this.#options.console.name, echo) : unproven(error, why);
  }

  // The wire from the board is good.
  #byKeys(error: Error, marks: HeardMarks, keys: TypedKeys | undefined, isSilent: boolean): Error {
    if (!keys) return isSilent ? unheard(error) : error;
    return keys.received < keys.typed || keys.errors > 0 ? deaf(error, marks.tty, keys) : error;
  }

  // U-Boot echoes each key, as do a login prompt and a shell: where no prompt can be read, and no SSH asks Linux, nothing else tells that they are there.
  async #changed(forget: string, signal: AbortSignal): Promise<ChangedEcho | 'good' | undefined> {
    return changedEcho(this.#options.console, { forget, signal }).catch(() => undefined);
  }

  // Undefined where nothing on the board echoes just now.
  async #measure(attempts: number, signal: AbortSignal): Promise<WireEcho | undefined> {
    const { answerWithin = '3s', console, profile, boot } = this.#options;
    const { stage } = boot();
    const { loginPrompt, shellPrompt } = profile.linux;
    const dialogue = new Dialogue(console, signal);
    if (stage === 'u-boot') {
      for (let attempt = 0; attempt < attempts; attempt++) {
        await dialogue.type('\x03');
        if ((await dialogue.hear({ prompt: profile.uboot.prompt }, uBootAnswersWithin)) !== undefined)
          return measureEcho(console, { forget: '\x03', signal });
      }
      return undefined;
    }
    // Below Linux a key may stop a countdown, or repeat a command. A prompt may be spoilt itself.
    if (!hasReached(stage, 'kernel')) return undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      await dialogue.type(freshLine);
      if ((await dialogue.hear({ loginPrompt, shellPrompt }, answerWithin)) !== undefined)
        return measureEcho(console, { forget: '\x15', signal });
    }
    return undefined;
  }
}

// What U-Boot answers Ctrl-C with is text. Bytes that are none stand in what was decoded as characters beyond ASCII, and have no line ends: what they follow is in the same line.
const shownSince = (console: Console, begin: Mark): LineSample => {
  const sampler = new LineSampler();
  const lines = console.mark() === begin ? [] : console.tail(50);
  lines.forEach(({ text }, at) => {
    if ((lines[at + 1]?.start ?? Number.POSITIVE_INFINITY) > begin) sampler.push(Buffer.from(text));
  });
  return sampler.sample;
};

type HeardMarks = Extract<ConsoleMarks, { result: 'heard' | 'unheard' | 'spoilt' }>;

// A command's exit status comes over SSH, or with a check sum: it is not the wire that says so.
const readsTheWire = (cause: unknown): cause is HilError =>
  cause instanceof HilError &&
  cause.fault === 'dut' &&
  (cause instanceof ExpectTimeoutError ||
    cause instanceof BootError ||
    cause instanceof ConnectionLostError ||
    cause instanceof PreloadError);

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (failureCode(error) === 'ECONNREFUSED' || ('cause' in error && isRefusal(error.cause)));
