import { randomUUID } from 'node:crypto';
import type { Console, Mark, Match } from '../../core/console.ts';
import { ExpectTimeoutError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import type { Output, RunOptions, Shell } from '../../core/shell.ts';
import type { Clock, Duration } from '../../core/time.ts';
import { BoundedOutput, leftOut } from './bounded-output.ts';
import type { CheckedScript } from './checked-lines.ts';
import { amidKernel } from './kernel-text.ts';
import { OutputAgain } from './output-again.ts';
import { writeWhole } from './output-file.ts';
import { sudoRefusal } from './remote-command.ts';
import { boardSilent, commandFailed, commandTooLate, sudoRefused } from './remote-errors.ts';
import { type FrameEnd, SerialFrame } from './serial-frame.ts';
import { ShellTools } from './shell-tools.ts';
import { isNoisy, measureEcho } from './wire-echo.ts';
import { notAgain, notTaken, tooMuch, wireDamaged } from './wire-errors.ts';

export interface SerialShellOptions {
  /** A console on which somebody has logged in. */
  readonly console: Console;
  readonly clock: Clock;
  readonly user: string;
  /** For sudo. */
  readonly password?: Secret;
  /** What is known of the board's programs, and who hears what they are not enough for; of this shell alone by default. */
  readonly tools?: ShellTools;
}

const defaultTimeout = '30s';
// Until the shell has taken what was typed: the line at 115200 baud, and a busy system.
const takenWithin = '5s';
const interruptWithin = '3s';
// A line of 40 characters costs a process on the board, and 10 ms of the wire.
const againWithin = '2min';
// An answer costs nothing to wait for.
const [mostSilent, mostSpoilt] = [3, 8];
const rounds = 8;
const mostBytesAgain = 256 * 1024;

type Cancellable = { readonly signal?: AbortSignal };

/**
 * A shell on the serial console, where kernel text, echo, prompts and colours come in between, and bytes may get lost. Each command runs once, in a
 * subshell without input, and its output is what its check sum says; where the wire spoilt it, it is asked for again. A system without any program
 * for sums is taken as it is once its wire echoed well, and `tools` notes it. Both streams arrive as one, so `stderr` is empty. A process left in the background must not keep the output open.
 */
export class SerialShell implements Shell {
  readonly via = 'serial';
  readonly #console: Console;
  readonly #clock: Clock;
  readonly #user: string;
  readonly #password: Secret | undefined;
  readonly #tools: ShellTools;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ console, clock, user, password, tools = new ShellTools() }: SerialShellOptions) {
    this.#console = console;
    this.#clock = clock;
    this.#user = user;
    this.#password = password;
    this.#tools = tools;
  }

  /** Commands run one after another: there is one terminal. Throws PortError where the wire does not carry text unharmed. */
  run(command: string, options: RunOptions = {}): Promise<Output> {
    const result = this.#queue.then(() => this.#run(command, options));
    this.#queue = result.catch(() => {});
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue;
  }

  async #run(command: string, options: RunOptions): Promise<Output> {
    const { timeout = defaultTimeout, reject = true, asRoot = false, maxBytes, toFile, signal } = options;
    signal?.throwIfAborted();
    const cancellable: Cancellable = signal ? { signal } : {};
    const startedAt = this.#clock.now();
    const sudo = asRoot && this.#user !== 'root' ? { withPassword: this.#password !== undefined } : undefined;
    const frame = new SerialFrame(command, this.#tools, sudo);
    try {
      const { end, before } = await this.#ended(frame, command, timeout, cancellable);
      const bytes = Buffer.from(frame.read(before, end) ?? (await this.#again(frame, command, end, cancellable)));
      const kept = new BoundedOutput(maxBytes);
      kept.push(bytes);
      const durationMs = this.#clock.now() - startedAt;
      const output = { exitCode: end.status!, stdout: kept.toString(), stderr: '', durationMs, ...leftOut(kept.leftOut) };
      if (toFile !== undefined) await writeWhole(toFile, bytes);
      const refusal = sudo && output.exitCode !== 0 ? sudoRefusal(output.stdout) : undefined;
      if (refusal !== undefined) throw sudoRefused('serial', this.#user, refusal);
      if (output.exitCode !== 0 && reject) throw commandFailed('serial', command, output);
      return output;
    } catch (cause) {
      if (signal?.aborted) await this.#interrupt().catch(() => false);
      throw cause;
    }
  }

  /** Types the command until it is taken, and waits for its end; where the end got lost it is asked for. */
  async #ended(frame: SerialFrame, command: string, timeout: Duration, cancellable: Cancellable): Promise<Ended> {
    const since = this.#console.mark();
    const tooLate = async (why: typeof commandTooLate | typeof boardSilent): Promise<never> => {
      const said = frame.guess(this.#lastLines().join('\n'));
      throw why('serial', command, timeout, { exitCode: -1, stdout: said, stderr: '', durationMs: 0 });
    };
    try {
      const taken = await this.#type(() => frame.typed, frame.taken, cancellable);
      return await this.#untilEnd(frame, taken.end, timeout, cancellable);
    } catch (cause) {
      if (!(cause instanceof ExpectTimeoutError)) throw cause;
      if (!(await this.#interrupt())) return tooLate(boardSilent);
      await this.#refuseNoise(cancellable);
    }
    const end = await this.#askEnd(frame, cancellable);
    if (end.status === undefined) return tooLate(commandTooLate);
    const { before } = await this.#console.expect(frame.ended, { within: takenWithin, since, ...cancellable });
    return { end, before };
  }

  /** A command runs once however often it is typed: this tells how it ended, or runs it where noise had kept it from running at all. */
  async #askEnd(frame: SerialFrame, cancellable: Cancellable): Promise<FrameEnd> {
    for (let attempt = 1; attempt <= mostSilent; attempt++) {
      const again = await this.#type(() => frame.typed, frame.taken, cancellable);
      try {
        return (await this.#untilEnd(frame, again.end, takenWithin, cancellable)).end;
      } catch (cause) {
        if (!(cause instanceof ExpectTimeoutError)) throw cause;
        await this.#interrupt();
      }
    }
    throw wireDamaged('how a command ended did not arrive', this.#lastLines());
  }

  // Nothing runs before the shell has compared the check sum, so what lost a character can be typed again.
  async #type(script: () => CheckedScript, taken: string, cancellable: Cancellable): Promise<Match> {
    for (let [silent, spoilt] = [0, 0]; silent < mostSilent && spoilt < mostSpoilt; ) {
      const { lines, damaged } = script();
      const pattern = new RegExp(`(?<taken>${taken})|${damaged.source}`);
      const since = this.#console.mark();
      for (const line of lines) await this.#console.send(`${line}\r`, cancellable);
      try {
        const heard = await this.#console.expect(pattern, { within: takenWithin, since, ...cancellable });
        if (heard.groups.taken !== undefined) return heard;
        spoilt++;
        if (heard.groups.damaged?.trim() === '') await this.#findTools(cancellable);
      } catch (cause) {
        if (!(cause instanceof ExpectTimeoutError)) throw cause;
        if (!(await this.#interrupt())) throw cause;
        silent++;
      }
      // More attempts cost time, and a wire as bad as this would spoil what comes next.
      if (silent + spoilt > 1) await this.#refuseNoise(cancellable);
    }
    throw notTaken(this.#lastLines());
  }

  /** A program that is missing is told from noise: what is there gives the right answer at least once. */
  async #findTools(cancellable: Cancellable): Promise<void> {
    this.#tools.forget();
    for (let attempt = 1; attempt <= mostSilent && !this.#tools.isComplete; attempt++) {
      const since = this.#console.mark();
      await this.#console.send(`${this.#tools.question()}\r`, cancellable);
      try {
        const heard = await this.#console.expect(this.#tools.answered, { within: takenWithin, since, ...cancellable });
        this.#tools.hear(heard.before);
      } catch (cause) {
        if (!(cause instanceof ExpectTimeoutError)) throw cause;
        if (!(await this.#interrupt())) throw cause;
      }
    }
    if (this.#tools.sum.isStrong) return;
    await this.#refuseNoise(cancellable, { unlessHeard: true });
    this.#tools.noteLack();
  }

  async #untilEnd(frame: SerialFrame, from: Mark, within: Duration, cancellable: Cancellable): Promise<Ended> {
    let [since, before] = [from, ''];
    for (;;) {
      const found = await this.#console.expect(frame.askedOrEnded, { within, since, ...cancellable });
      before += found.before;
      since = found.end;
      if (found.groups.asked === undefined) {
        const end = frame.readEnd(found.text);
        if (end) return { end, before };
        before += found.text;
      } else {
        before += found.text;
        await this.#answer(frame, before);
      }
    }
  }

  async #answer(frame: SerialFrame, before: string): Promise<void> {
    if (this.#password && frame.questionsIn(before) === 1) return this.#console.send(`${this.#password.reveal()}\r`, { secret: true });
    await this.#interrupt();
    throw sudoRefused('serial', this.#user, 'sudo asks again: the password is wrong');
  }

  /** What the shell kept of the output, where the wire or the kernel's text spoilt it on its way. */
  async #again(frame: SerialFrame, command: string, { bytes }: FrameEnd, cancellable: Cancellable): Promise<string> {
    if (bytes > mostBytesAgain) throw tooMuch(command, bytes);
    if (!this.#tools.isComplete) await this.#findTools(cancellable);
    const { sum, encoding } = this.#tools;
    if (!encoding) throw notAgain(bytes, this.#lastLines());
    const lost = new OutputAgain(bytes, sum, encoding);
    for (let round = 1; round <= rounds; round++) {
      const script = lost.next();
      const { end: since } = await this.#type(() => script, lost.taken, cancellable);
      const heard = await this.#console.expect(new RegExp(lost.over), { within: againWithin, since, ...cancellable });
      lost.hear(heard.before);
      if (lost.output !== undefined) return frame.withoutQuestion(lost.output);
    }
    throw wireDamaged(`${bytes} bytes of output did not arrive as they were sent`, this.#lastLines());
  }

  async #refuseNoise(cancellable: Cancellable, { unlessHeard = false } = {}): Promise<void> {
    const echo = await measureEcho(this.#console, { forget: '\x15', ...cancellable });
    if (echo ? isNoisy(echo) : unlessHeard) throw wireDamaged(echo?.text ?? 'nothing that was typed came back', this.#lastLines());
  }

  /** Ctrl-C; true when the shell listens again. */
  async #interrupt(): Promise<boolean> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const id = randomUUID().slice(0, 8);
      const since = this.#console.mark();
      await this.#console.send('\x03');
      for (const _ of [1, 2]) await this.#console.send(`\recho hil-''p-${id}\r`);
      const answered = await this.#console.expect(new RegExp(amidKernel(`hil-p-${id}\n`)), { within: interruptWithin, since }).then(
        () => true,
        (cause: unknown) => {
          if (cause instanceof ExpectTimeoutError) return false;
          throw cause;
        },
      );
      if (answered) return true;
    }
    return false;
  }

  #lastLines(): string[] {
    return this.#console.tail(5).map(({ text }) => text);
  }
}

interface Ended {
  readonly end: FrameEnd;
  readonly before: string;
}
