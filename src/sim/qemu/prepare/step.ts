import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { $, ProcessOutput } from 'zx';
import { HilError } from '../../../core/errors.ts';
import { formatMs, monotonicMs } from '../../../core/time.ts';
import { PrepareError } from './prepare-error.ts';

/** What a finished step left. */
export interface Made {
  /** Changes when anything changes that the step was made from. */
  readonly key: string;
  readonly path: (file: string) => string;
}

/** zx, with everything that the commands say in the step's log. */
export type Shell = typeof $;

export interface Step {
  readonly name: string;
  /** Everything that decides the result: sums of files, versions, keys of the steps before. */
  readonly inputs: readonly string[];
  /** Makes the result in `folder`, which is empty. */
  readonly make: (folder: string, sh: Shell) => Promise<void>;
}

/**
 * Makes steps below a cache folder, each once for the same inputs. A step is made beside its place and renamed into it, so one that was
 * interrupted leaves nothing that looks finished.
 */
export class Workshop {
  readonly #cache: string;
  readonly #say: (line: string) => void;
  constructor(cache: string, say: (line: string) => void) {
    this.#cache = cache;
    this.#say = say;
    mkdirSync(join(cache, 'log'), { recursive: true });
  }

  /** The same steps once more, of other inputs, in a folder of their own. */
  below(name: string): Workshop {
    return new Workshop(join(this.#cache, name), (line) => this.#say(`${name}: ${line}`));
  }

  /** Throws PrepareError with the last lines of the step's log. */
  async make({ name, inputs, make }: Step): Promise<Made> {
    const place = join(this.#cache, name);
    const key = createHash('sha256')
      .update(JSON.stringify([name, inputs]))
      .digest('hex');
    const started = monotonicMs();
    const unchanged = keyIn(place) === key;
    if (!unchanged) await this.#makeAnew(name, key, make);
    this.#say(`${name.padEnd(14)} ${unchanged ? 'unchanged' : `made in ${formatMs(monotonicMs() - started)}`}`);
    return { key, path: (file) => join(place, file) };
  }

  /** Commands whose result is not kept, with a log all the same. */
  async run<Result>(name: string, work: (sh: Shell) => Promise<Result>): Promise<Result> {
    return logged(join(this.#cache, 'log', `${name}.log`), work);
  }

  async #makeAnew(name: string, key: string, make: Step['make']): Promise<void> {
    const place = join(this.#cache, name);
    const unfinished = `${place}.new`;
    const log = join(this.#cache, 'log', `${name}.log`);
    remove(unfinished);
    mkdirSync(unfinished);
    await logged(log, (sh) => make(unfinished, sh));
    writeFileSync(join(unfinished, 'key'), key);
    remove(place);
    renameSync(unfinished, place);
  }
}

const keyIn = (place: string): string | undefined => {
  const file = join(place, 'key');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

const logged = async <Result>(path: string, work: (sh: Shell) => Promise<Result>): Promise<Result> => {
  const log = openSync(path, 'w');
  try {
    return await work(
      $({
        quiet: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        log: (entry) => {
          if (entry.kind === 'cmd') writeSync(log, `$ ${entry.cmd}\n`);
          else if (entry.kind === 'stdout' || entry.kind === 'stderr') writeSync(log, entry.data);
        },
      }) as Shell,
    );
  } catch (cause) {
    if (cause instanceof HilError) throw cause;
    throw new PrepareError(sentenceOf(cause), {
      cause,
      evidence: readFileSync(path, 'utf8').trimEnd().split('\n').slice(-8),
      remedy: `read ${path}`,
    });
  } finally {
    closeSync(log);
  }
};

const sentenceOf = (cause: unknown): string => {
  if (cause instanceof ProcessOutput) return `a command ended with ${cause.signal ?? `status ${cause.exitCode}`}`;
  return cause instanceof Error ? cause.message : String(cause);
};

const remove = (path: string): void => rmSync(path, { recursive: true, force: true });
