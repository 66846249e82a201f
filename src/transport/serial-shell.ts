import type { Console, Match } from '../core/console.ts';
import { CommandError, ExpectTimeoutError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import type { Output, RunOptions, Shell } from '../core/shell.ts';
import type { Clock, Duration } from '../core/time.ts';
import { sudoRefusal } from './remote-command.ts';
import { boardSilent, commandFailed, commandTooLate, sudoRefused } from './remote-errors.ts';
import { SerialFrame } from './serial-frame.ts';

export interface SerialShellOptions {
  /** A console on which somebody has logged in. */
  readonly console: Console;
  readonly clock: Clock;
  readonly user: string;
  /** For sudo. */
  readonly password?: Secret;
}

const defaultTimeout = '30s';
// Until the shell has taken what was typed: the line at 115200 baud, and a busy system.
const takenWithin = '10s';
const interruptWithin = '5s';
const attempts = 3;

type Cancellable = { readonly signal?: AbortSignal };

/**
 * A shell on the serial console, where kernel text, echo, prompts and colours come in between. Each command runs in a subshell without input.
 * Both its streams arrive as one, so `stderr` is empty, and lines that look like the kernel's are taken for the kernel's: `dmesg` has to be
 * asked for them in another shape (`dmesg --notime`).
 */
export class SerialShell implements Shell {
  readonly via = 'serial';
  readonly #console: Console;
  readonly #clock: Clock;
  readonly #user: string;
  readonly #password: Secret | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ console, clock, user, password }: SerialShellOptions) {
    this.#console = console;
    this.#clock = clock;
    this.#user = user;
    this.#password = password;
  }

  /** Commands run one after another: there is one terminal. */
  run(command: string, options: RunOptions = {}): Promise<Output> {
    const result = this.#queue.then(() => this.#run(command, options));
    this.#queue = result.catch(() => {});
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue;
  }

  async #run(command: string, { timeout = defaultTimeout, reject = true, asRoot = false, signal }: RunOptions): Promise<Output> {
    signal?.throwIfAborted();
    const cancellable: Cancellable = signal ? { signal } : {};
    const startedAt = this.#clock.now();
    const sudo = asRoot && this.#user !== 'root' ? { withPassword: this.#password !== undefined } : undefined;
    const frame = new SerialFrame(command, sudo);
    const outputOf = (text: string, exitCode: number): Output => ({
      exitCode,
      stdout: frame.read(text),
      stderr: '',
      durationMs: this.#clock.now() - startedAt,
    });
    try {
      const begun = await this.#type(frame, cancellable);
      const ended = await this.#untilEnd(frame, begun, timeout, cancellable);
      const output = outputOf(ended.before, Number(ended.groups.status));
      const refusal = sudo && output.exitCode !== 0 ? sudoRefusal(output.stdout) : undefined;
      if (refusal !== undefined) throw sudoRefused('serial', this.#user, refusal);
      if (output.exitCode !== 0 && reject) throw commandFailed('serial', command, output);
      return output;
    } catch (cause) {
      if (signal?.aborted) await this.#interrupt().catch(() => false);
      if (!(cause instanceof ExpectTimeoutError)) throw cause;
      const said = outputOf(this.#lastLines().join('\n'), -1);
      throw ((await this.#interrupt()) ? commandTooLate : boardSilent)('serial', command, timeout, said);
    }
  }

  // Nothing runs before the begin marker came, so a line that lost a character can be typed again.
  async #type(frame: SerialFrame, cancellable: Cancellable): Promise<Match> {
    for (let attempt = 1; ; attempt++) {
      const since = this.#console.mark();
      for (const line of frame.lines) await this.#console.send(`${line}\r`, cancellable);
      try {
        return await this.#console.expect(frame.begun, { within: takenWithin, since, ...cancellable });
      } catch (cause) {
        if (!(cause instanceof ExpectTimeoutError)) throw cause;
        if (!(await this.#interrupt())) throw cause;
        if (attempt === attempts) throw notTaken(this.#lastLines());
      }
    }
  }

  async #untilEnd(frame: SerialFrame, begun: Match, within: Duration, cancellable: Cancellable): Promise<Match> {
    const since = begun.end;
    if (!this.#password) return this.#console.expect(frame.ended, { within, since, ...cancellable });
    const first = await this.#console.expect(frame.askedOrEnded, { within, since, ...cancellable });
    if (first.groups.asked === undefined) return first;
    await this.#console.send(`${this.#password.reveal()}\r`, { secret: true, ...cancellable });
    const second = await this.#console.expect(frame.askedOrEnded, { within, since: first.end, ...cancellable });
    if (second.groups.asked === undefined) return second;
    await this.#interrupt();
    throw sudoRefused('serial', this.#user, 'sudo asks again: the password is wrong');
  }

  /** Ctrl-C; true when the shell listens again. */
  async #interrupt(): Promise<boolean> {
    const frame = new SerialFrame('true');
    const since = this.#console.mark();
    await this.#console.send('\x03');
    for (const line of frame.lines) await this.#console.send(`\r${line}\r`);
    return this.#console.expect(frame.ended, { within: interruptWithin, since }).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof ExpectTimeoutError) return false;
        throw cause;
      },
    );
  }

  #lastLines(): string[] {
    return this.#console.tail(5).map(({ text }) => text);
  }
}

const notTaken = (last: readonly string[]): CommandError =>
  new CommandError('the shell on the serial console does not take what is typed', -1, '', {
    evidence: last.map((text) => `serial: ${text}`),
    remedy: 'check that somebody is logged in, and pace the console (pace: { chunk: 16, gap: "2ms" }) if characters are missing',
  });
