import { CommandError } from '../../../core/errors.ts';
import type { Output, RunOptions, Shell } from '../../../core/shell.ts';

interface Answer {
  readonly stderr?: string;
  readonly kernel?: readonly string[];
}

/** A shell whose sysfs behaves as drivers/remoteproc does: states, errors as shells print them, and a power count that a second start raises. */
export class FakeRemoteproc implements Shell {
  readonly via = 'ssh';
  readonly commands: string[] = [];
  readonly #images: ReadonlySet<string>;
  readonly #countsStarts: boolean;
  #firmware = 'rproc-imx-rproc-fw';
  #power: number;
  #attached: boolean;

  constructor({
    images = [],
    attached = false,
    countsStarts = true,
  }: { images?: readonly string[]; attached?: boolean; countsStarts?: boolean } = {}) {
    this.#images = new Set(images);
    this.#attached = attached;
    this.#power = attached ? 1 : 0;
    this.#countsStarts = countsStarts;
  }

  get state(): string {
    if (this.#power === 0) return 'offline';
    return this.#attached ? 'attached' : 'running';
  }

  async run(command: string, options: RunOptions = {}): Promise<Output> {
    this.commands.push(command);
    const output = this.#answer(command);
    if (output.exitCode !== 0 && options.reject !== false) throw new CommandError(`'${command}' failed`, output.exitCode, output.stderr);
    return output;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #answer(command: string): Output {
    const read = /^cat .*\/(state|firmware)$/.exec(command)?.[1];
    if (read) return output(`${read === 'state' ? this.state : this.#firmware}\n`);
    const [, word, file] = /^echo (\S+) > .*\/(state|firmware)$/m.exec(command) ?? [];
    if (!word || !file) return output('');
    const mark = /^echo '(hil .*)' > \/dev\/kmsg$/m.exec(command)?.[1];
    const answer = file === 'state' ? this.#setState(word) : this.#setFirmware(word);
    const kernel = [mark, ...(answer.kernel ?? [])].map((line) => `[   12.345678] ${line}\n`).join('');
    return output(kernel, answer.stderr ? `sh: write error: ${answer.stderr}\n` : '', answer.stderr ? 1 : 0);
  }

  #setFirmware(name: string): Answer {
    if (this.#power > 0)
      return { stderr: 'Device or resource busy', kernel: ["imx-rproc imx8mp-cm7: can't change firmware while running"] };
    this.#firmware = name;
    return {};
  }

  #setState(word: string): Answer {
    if (word === 'stop') return this.#stop();
    if (this.#power > 0) {
      if (!this.#countsStarts) return { stderr: 'Device or resource busy' };
      this.#power++;
      return {};
    }
    if (!this.#images.has(this.#firmware)) {
      const lines = ['powering up imx-rproc', `Direct firmware load for ${this.#firmware} failed with error -2`, 'Boot failed: -2'];
      return { stderr: 'No such file or directory', kernel: lines.map((line) => `remoteproc remoteproc0: ${line}`) };
    }
    this.#power = 1;
    return { kernel: ['remoteproc remoteproc0: remote processor imx-rproc is now up'] };
  }

  #stop(): Answer {
    if (this.#power === 0) return { stderr: 'Invalid argument' };
    this.#power--;
    if (this.#power === 0) this.#attached = false;
    return this.#power === 0 ? { kernel: ['remoteproc remoteproc0: stopped remote processor imx-rproc'] } : {};
  }
}

const output = (stdout: string, stderr = '', exitCode = 0): Output => ({ stdout, stderr, exitCode, durationMs: 1 });
