import type { Console, Mark, Match } from '../../core/console.ts';
import { BootError, CommandError, ConfigError, ConnectionLostError, ExpectTimeoutError, PortError } from '../../core/errors.ts';
import type { Output, RunOptions, Shell } from '../../core/shell.ts';
import type { Clock, Duration } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { anyOf } from '../../knowledge/boot/pattern.ts';
import { EchoMismatch, sendChecked } from './checked-send.ts';
import { askOtherPrompt, OtherPromptError } from './other-prompt.ts';

export interface UBootShellOptions {
  readonly console: Console;
  readonly profile: BoardProfile;
  readonly clock: Clock;
  /** For the echo of 16 characters; '2s' by default. */
  readonly echoWithin?: Duration;
}

const interrupt = '\x03';
const enter = '\n';
const attempts = 3;
// The echo of the question shows `$?`, only the answer a number: twice, since a digit that the wire changed is a number, too.
const tellStatus = 'echo hil-status=$?=$?';

/**
 * U-Boot's prompt as a shell: one command at a time. A line is ended only after its echo came back unharmed, and never sent empty,
 * since Enter alone repeats the last command, which may be the one that boots.
 */
export class UBootShell implements Shell {
  readonly via = 'u-boot';
  readonly #console: Console;
  readonly #profile: BoardProfile;
  readonly #clock: Clock;
  readonly #echoWithin: Duration;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ console, profile, clock, echoWithin = '2s' }: UBootShellOptions) {
    this.#echoWithin = echoWithin;
    this.#console = console;
    this.#profile = profile;
    this.#clock = clock;
  }

  run(command: string, options: RunOptions = {}): Promise<Output> {
    return this.#inTurn(() => this.#run(command, options));
  }

  /** Runs a command that does not come back to the prompt, such as `boot` or `reset`. Resolves when it was entered. */
  leave(command: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#inTurn(async () => {
      await this.#type(command, '', signal);
      await this.#console.send(enter, signal ? { signal } : {});
    });
  }

  /** Gets a fresh prompt, whatever stands on the line. Throws BootError when none comes, OtherPromptError when it is one that the profile does not know. */
  async interrupt({ within = '2s', signal }: { readonly within?: Duration; readonly signal?: AbortSignal } = {}): Promise<void> {
    const since = this.#console.mark();
    await this.#console.send(interrupt, signal ? { signal } : {});
    await this.#console
      .expect(this.#profile.uboot.prompt, { within, since, ...(signal ? { signal } : {}) })
      .catch(async (error: unknown) => {
        if (!(error instanceof ExpectTimeoutError)) throw error;
        const other = await askOtherPrompt(this.#console, this.#profile, { within, ...(signal ? { signal } : {}) });
        if (other) throw other;
        throw new BootError('U-Boot does not show its prompt after Ctrl-C', { cause: error, evidence: error.evidence });
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }

  async #run(command: string, { timeout = '30s', reject = true, signal }: RunOptions): Promise<Output> {
    const begin = this.#clock.now();
    const said = await this.#answer(command, timeout, signal);
    const { stdout, exitCode } = parseStatus(command, said);
    const output = { exitCode, stdout, stderr: '', durationMs: this.#clock.now() - begin };
    if (reject && output.exitCode !== 0) throw failed(command, output);
    return output;
  }

  /** What a command printed between its echo and the next prompt, its status included. */
  async #answer(command: string, within: Duration, signal?: AbortSignal): Promise<string> {
    const since = await this.#type(command, `; ${tellStatus}`, signal);
    await this.#console.send(enter, signal ? { signal } : {});
    const { prompt } = this.#profile.uboot;
    // Not U-Boot's own banner, which `version` prints, too.
    const reset = /U-Boot SPL \d{4}\.\d{2}|^Reset cause: |^Starting kernel \.\.\./;
    const search = { within, since, ...(signal ? { signal } : {}) };
    const match = await this.#console
      .expect(anyOf({ prompt, reset }), search)
      .catch((error: unknown) => this.#commandTimedOut(command, within, error));
    if (match.groups.reset === undefined) return match.before.replace(/^\n/, '');
    throw new ConnectionLostError(`the board left U-Boot while '${command}' ran`, { evidence: lastLines(match.before + match.text) });
  }

  async #type(command: string, appended: string, signal?: AbortSignal): Promise<Mark> {
    refuseKeys(command);
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendChecked(this.#console, command + appended, { within: this.#echoWithin, ...(signal ? { signal } : {}) });
      } catch (error) {
        if (!(error instanceof EchoMismatch)) throw error;
        if (attempt === attempts) throw this.#badEcho(command, error);
        await this.interrupt(signal ? { signal } : {});
      }
    }
  }

  async #commandTimedOut(command: string, within: Duration, error: unknown): Promise<Match> {
    if (!(error instanceof ExpectTimeoutError)) throw error;
    const back = await this.interrupt().then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof OtherPromptError) throw cause;
        return false;
      },
    );
    if (back)
      throw new CommandError(`U-Boot's '${command}' did not end within ${within}`, 130, '', { cause: error, evidence: error.evidence });
    throw new ConnectionLostError(`U-Boot stopped answering in '${command}'`, { cause: error, evidence: error.evidence });
  }

  // U-Boot is there: Ctrl-C brought its prompt each time.
  #badEcho(command: string, cause: EchoMismatch): PortError {
    return new PortError(`U-Boot does not echo '${command}' unharmed in ${attempts} attempts`, {
      cause,
      evidence: [cause.message, ...this.#console.tail(5).map(({ text }) => `${this.#console.name}: ${text}`)],
      remedy:
        'pace the console (pace: { chunk, gap }), check its ground, and keep the line shorter than U-Boot takes (256 to 2048 characters)',
    });
  }
}

// A Tab completes, a line ending runs half a line, Ctrl-C interrupts.
const refuseKeys = (command: string): void => {
  if (command.trim() !== '' && /^[\x20-\x7e]+$/.test(command)) return;
  throw new ConfigError(`U-Boot takes one line of printable ASCII as a command, not ${JSON.stringify(command)}`);
};

const failed = (command: string, { exitCode, stdout }: Output): CommandError =>
  new CommandError(`U-Boot's '${command}' ended with status ${exitCode}`, exitCode, '', { evidence: lastLines(stdout) });

const parseStatus = (command: string, said: string): { stdout: string; exitCode: number } => {
  const [answer, exitCode] = /hil-status=(\d+)=\1\n$/.exec(said) ?? [];
  if (answer !== undefined) return { stdout: said.slice(0, -answer.length).replace(/\n$/, ''), exitCode: Number(exitCode) };
  // hush drops the whole line, the question included.
  if (/syntax error/.test(said)) return { stdout: said.trim(), exitCode: 1 };
  // It came back to its prompt, so it has said it.
  throw new PortError(`what U-Boot said of the exit status of '${command}' did not arrive unharmed`, {
    evidence: lastLines(said),
    remedy: 'check ground, plugs and length of the serial cable',
  });
};

const lastLines = (text: string): string[] => text.split('\n').filter(Boolean).slice(-8);
