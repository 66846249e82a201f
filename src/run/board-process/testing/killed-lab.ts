import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadLab } from '../../../config/load-lab.ts';
import type { LabEvent } from '../../../core/event.ts';
import { readJournal } from '../../../journal/read-journal.ts';
import { InterruptedError } from '../../errors.ts';
import { runMarkName } from '../../run-mark.ts';
import type { RunResult } from '../../supervisor/run-options.ts';
import { runSuites } from '../../supervisor/supervisor.ts';

/** A lab whose run, in a process of its own, is to be killed, and that is run again after that. */
export class KilledLab implements Disposable {
  readonly dir: string;
  readonly told: string[] = [];
  readonly #kill: () => Promise<void>;
  private constructor(dir: string, kill: () => Promise<void>) {
    this.dir = dir;
    this.#kill = kill;
    process.env.HIL_LEASES = join(dir, 'leases');
  }

  /** Resolves when the run has got as far as `until` says. */
  static async start(suite: string, until: (event: LabEvent) => boolean): Promise<KilledLab> {
    const script = fileURLToPath(new URL('./run-lab.ts', import.meta.url));
    const run = spawn(process.execPath, ['--import', 'tsx', script, suite], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(run, 'exit');
    const kill = async (): Promise<void> => {
      run.kill('SIGKILL');
      await gone;
    };
    let lab: KilledLab | undefined;
    for await (const line of createInterface({ input: run.stdout })) {
      if (!lab) lab = new KilledLab(line, kill);
      else if (until(JSON.parse(line) as LabEvent)) return lab;
    }
    throw new Error('the run ended too soon');
  }

  /** The supervisor alone. */
  async killSupervisor(): Promise<void> {
    await this.#kill();
  }

  /** Everything, or what `isStruck` picks from the command lines. */
  async killAll(isStruck: (command: string) => boolean = () => true): Promise<void> {
    const pids = this.family().filter((pid) => isStruck(readFileSync(`/proc/${pid}/cmdline`, 'latin1')));
    // Stopped first, so that none of them has time to react to the end of another.
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await this.#kill();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
  }

  /** Processes with the killed run's mark. */
  family(mark = this.note().runMark): number[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${runMarkName}=${mark}`);
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  note(): { readonly runMark: string; readonly scratch: string } {
    const dir = join(this.dir, '.hil', 'runs');
    return JSON.parse(readFileSync(join(dir, readdirSync(dir)[0]!), 'utf8')) as { runMark: string; scratch: string };
  }

  notes(): string[] {
    return readdirSync(join(this.dir, '.hil', 'runs'));
  }

  /** The next run. Undefined when it was interrupted before its suites were loaded, which is up to how busy the host is. */
  async runAgain(signal = new AbortController().signal): Promise<RunResult | undefined> {
    const configPath = join(this.dir, 'lab.config.ts');
    return runSuites({
      lab: await loadLab(configPath),
      configPath,
      boards: ['fake'],
      patterns: [],
      repeat: 1,
      bail: 0,
      reportsDir: join(this.dir, 'reports'),
      signal,
      log: () => {},
      tell: (sentence) => this.told.push(sentence),
      onEvent: () => {},
    }).catch((error: unknown) => {
      if (error instanceof InterruptedError) return undefined;
      throw error;
    });
  }

  touches(): string[] {
    const path = join(this.dir, 'fake.touches');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  /** Of the killed run, the first. */
  get reportDir(): string {
    const [name] = readdirSync(join(this.dir, 'reports'))
      .filter((each) => each !== 'latest')
      .sort();
    return join(this.dir, 'reports', name!);
  }

  async verdicts(): Promise<Record<string, string>> {
    const events = await readJournal(this.reportDir);
    return Object.fromEntries(
      events.flatMap((event) => {
        if (event.type !== 'scenario.finished') return [];
        const { verdict, reason, errors } = event.result;
        return [[event.scenario, [verdict, errors[0]?.message ?? reason].filter(Boolean).join(': ')]];
      }),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
