import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { type Ended, HilProcess, projectRoot } from './hil-process.ts';
import { type JUnitCase, junitCases } from './junit-cases.ts';

const firstSuite = `
scenario('answers', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
});
scenario('answers again', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
});
`;

/** A user's lab in a folder of its own, with a temporary folder of its own, so that what a run leaves behind shows. */
export class LabFolder implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'hil-user-'));
  readonly tmp = join(this.dir, 'tmp');
  readonly reportsDir = join(this.dir, 'reports');
  readonly #processes: HilProcess[] = [];
  constructor() {
    // A test that ran out of time leaves its scope never, and a run must not outlive it.
    onTestFinished(() => this[Symbol.asyncDispose]());
    mkdirSync(this.tmp);
    // The cache of compiled sources is the machine's, not the run's.
    symlinkSync(join(tmpdir(), compileCache), join(this.tmp, compileCache));
    this.write('package.json', '{ "type": "module" }');
    this.suite('first', firstSuite);
  }

  write(path: string, text: string): string {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** `parts`: what `boards`, and the keys after it, are. */
  lab({ boards, rest = '', before = '' }: { readonly boards: string; readonly rest?: string; readonly before?: string }): void {
    this.write(
      'lab.config.ts',
      `import * as lab from '${projectRoot}src/index.ts';
const { commandSwitch, defineLab, fromEnv, junit, m7Elf, runJson, serialConsole, shellyPlug, sshShell, summary, tcpConsole, verdinImx8mp, virtualBoard } = lab;
${before}
export default defineLab({ boards: { ${boards} }, ${rest} reports: { write: [summary(), junit(), runJson()] } });
`,
    );
  }

  suite(name: string, body: string): void {
    this.write(`suites/${name}.ts`, `import { describe, expect, scenario } from 'verdin-hil';\n${body}`);
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): HilProcess {
    const started = new HilProcess(
      args,
      { cwd: this.dir, env: { TMPDIR: this.tmp, HIL_LEASES: join(this.dir, 'leases'), ...env } },
      randomUUID(),
    );
    this.#processes.push(started);
    return started;
  }

  /** To its end, which must leave no process, no temporary folder and no stack trace. */
  async hil(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.endOf(this.start(args, env));
  }

  async endOf(run: HilProcess): Promise<Ended> {
    const ended = await run.ended;
    expect(ended.text).not.toMatch(/^\s+at (?!suites\/).+:\d+:\d+\)?$/m);
    expect(run.family).toEqual([]);
    expect(readdirSync(this.tmp).filter((name) => name !== compileCache)).toEqual([]);
    return ended;
  }

  get runs(): string[] {
    if (!existsSync(this.reportsDir)) return [];
    return readdirSync(this.reportsDir)
      .filter((name) => name !== 'latest' && !name.startsWith('.'))
      .map((name) => join(this.reportsDir, name));
  }

  get run(): string {
    const [run, ...others] = this.runs;
    if (run === undefined || others.length > 0) throw new Error(`one run was expected, there are: ${this.runs.join(', ')}`);
    return run;
  }

  junit(run = this.run): JUnitCase[] {
    return junitCases(readFileSync(join(run, 'junit.xml'), 'utf8'));
  }

  /** `name: kind` of every test case. */
  verdicts(run = this.run): Record<string, string> {
    return Object.fromEntries(this.junit(run).map(({ name, kind }) => [name, kind]));
  }

  events(board: string, run = this.run): LabEvent[] {
    return readdirSync(join(run, board))
      .filter((name) => name.endsWith('.ndjson'))
      .flatMap((name) =>
        readFileSync(join(run, board, name), 'utf8')
          .trim()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as LabEvent);
  }

  /** The journal of a run in progress holds such an event, about the scenario where one is named. */
  sees(board: string, type: LabEvent['type'], scenario?: string): boolean {
    const text = existsSync(join(this.run, board)) ? this.#journal(board, this.run) : '';
    return text
      .split('\n')
      .some((line) => line.includes(`"${type}"`) && (scenario === undefined || line.includes(JSON.stringify(scenario))));
  }

  /** What was switched last, as the journal knows it. */
  lastPower(board: string): string | undefined {
    return this.events(board).findLast((event) => event.type === 'power.switched')?.state;
  }

  /** Files below the folder that hold the text. */
  filesWith(text: string, dir = this.dir): string[] {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .map((name) => join(dir, name))
      .filter((file) => !file.includes(compileCache) && statSync(file).isFile() && readFileSync(file).includes(text))
      .map((file) => basename(file));
  }

  #journal(board: string, run: string): string {
    return readdirSync(join(run, board))
      .filter((name) => name.endsWith('.ndjson'))
      .map((name) => readFileSync(join(run, board, name), 'utf8'))
      .join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, family } of this.#processes) {
      child.kill('SIGKILL');
      for (const line of family) killed(Number.parseInt(line, 10));
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const compileCache = `tsx-${userInfo().uid}`;

const killed = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
};
