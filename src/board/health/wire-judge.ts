import { type BootStage, hasReached } from '../../core/boot-stage.ts';
import type { Console, Mark } from '../../core/console.ts';
import { BootError, ConnectionLostError, ExpectTimeoutError, HilError, PortError } from '../../core/errors.ts';
import { failureCode } from '../../drivers/console/tcp-socket.ts';
import { isNoisy, measureEcho, type WireEcho } from '../../drivers/shell/wire-echo.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { Dialogue } from '../boot/dialogue.ts';
import { freshLine } from '../boot/login.ts';
import { PreloadError } from '../provision/preload-check.ts';

export interface WireJudgeOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  /** Where the board is, and the host time at which its boot began. */
  readonly boot: () => { readonly stage: BootStage; readonly bootedAt: number | undefined };
  /** Whether Linux answers over SSH. */
  readonly answers: (signal: AbortSignal) => Promise<boolean>;
  /** Whether the board's own sshd takes connections, as Linux says on its console. */
  readonly isListening: (signal: AbortSignal) => Promise<boolean>;
  /** Resolves once it is known whether what the console says of a reset is true. */
  readonly settled: () => Promise<unknown>;
  readonly note: (text: string) => void;
}

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
    const { boot, console, settled } = this.#options;
    const { bootedAt: before } = boot();
    await settled();
    if (boot().bootedAt !== before) return error;
    const [begin, { bootedAt }] = [console.mark(), boot()];
    const echo = await this.measure(signal).catch(() => undefined);
    // A reset in the middle of a measurement spoils it on any wire.
    if (boot().bootedAt !== bootedAt) return error;
    if (!echo && (await this.#isDead(begin, signal))) return unheard(error);
    if (!echo || !isNoisy(echo)) return (await this.#isElsewhere(error, signal)) ? elsewhere(error) : error;
    this.#options.note(echo.text);
    return spoilt(error, echo);
  }

  // What refuses us is not this board where its own sshd listens: it has another address by now, or something on the way refuses.
  async #isElsewhere(error: Error, signal: AbortSignal): Promise<boolean> {
    return this.#options.boot().stage === 'login' && isRefusal(error) && (await this.#options.isListening(signal).catch(() => false));
  }

  // At a login prompt that was there in this boot even Enter brings something back.
  async #isDead(begin: Mark, signal: AbortSignal): Promise<boolean> {
    const { answers, console, boot } = this.#options;
    const isSilent = (): boolean => boot().stage === 'login' && console.mark() === begin;
    return isSilent() && (await answers(signal).catch(() => false)) && isSilent();
  }

  /** Undefined where nothing on the board echoes just now. */
  async measure(signal: AbortSignal): Promise<WireEcho | undefined> {
    const { console, profile, boot } = this.#options;
    const { stage } = boot();
    const { loginPrompt, shellPrompt } = profile.linux;
    const dialogue = new Dialogue(console, signal);
    if (stage === 'u-boot') {
      await dialogue.type('\x03');
      if ((await dialogue.hear({ prompt: profile.uboot.prompt }, '2s')) === undefined) return undefined;
      return measureEcho(console, { forget: '\x03', signal });
    }
    // Below Linux a key may stop a countdown, or repeat a command. A prompt may be spoilt itself.
    if (!hasReached(stage, 'kernel')) return undefined;
    const begin = console.mark();
    for (const attempt of [1, 2, 3, 4, 5]) {
      // Nothing at all to two of them is no prompt that was spoilt.
      if (attempt > 2 && console.mark() === begin) return undefined;
      await dialogue.type(freshLine);
      if ((await dialogue.hear({ loginPrompt, shellPrompt }, '3s')) !== undefined) return measureEcho(console, { forget: '\x15', signal });
    }
    return undefined;
  }
}

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

const elsewhere = (cause: Error): PortError =>
  new PortError(`${cause.message}; but an sshd listens on this board: something else refuses`, {
    cause,
    evidence: cause instanceof HilError ? cause.evidence : [],
    remedy: 'look on the console which address the board has by now (ip address), and give it a fixed one',
  });

const unheard = (cause: Error): PortError =>
  new PortError(`${cause.message}; but the console says nothing at all, not even to Enter, while Linux answers over SSH`, {
    cause,
    evidence: cause instanceof HilError ? cause.evidence : [],
    remedy:
      'check the cable and the terminal server of the a53 console; a scenario that stops the getty of the board cannot wait for text there either',
  });

const spoilt = (cause: Error, echo: WireEcho): PortError =>
  new PortError(`${cause.message}; but the wire is bad, and may have hidden what was said: ${echo.text}`, {
    cause,
    evidence: cause instanceof HilError ? cause.evidence : [],
    remedy: 'check ground, plugs, length and baud rate of the serial cable: what such a wire says of the product is worth nothing',
  });
