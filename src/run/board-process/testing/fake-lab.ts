import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab, LabDefinition } from '../../../config/lab.ts';
import { loadLab } from '../../../config/load-lab.ts';
import type { LabEvent } from '../../../core/event.ts';
import type { ScenarioResult } from '../../../core/scenario.ts';
import type { RunOptions, RunResult } from '../../supervisor/run-options.ts';
import { runSuites } from '../../supervisor/supervisor.ts';
import type { FakeBoardSettings } from './fake-board-settings.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A lab in a folder of its own: fake boards, suites from testing/suites, real processes. */
export class FakeLab implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'hil-lab-'));
  readonly configPath = join(this.dir, 'lab.config.ts');
  readonly events: LabEvent[] = [];
  readonly warnings: string[] = [];
  constructor(
    suites: readonly string[],
    boards: Readonly<Record<string, Omit<FakeBoardSettings, 'touches'>>> = { fake: {} },
    { breaksReport = true, ...more }: Partial<Pick<LabDefinition, 'retries'>> & { readonly breaksReport?: boolean } = {},
  ) {
    mkdirSync(join(this.dir, 'suites'));
    // Labs of tests that run at the same time are no business of each other.
    process.env.HIL_LEASES = join(this.dir, 'leases');
    // Its lab file takes sources by their path.
    process.env.HIL_SOURCES = 'alone';
    for (const suite of suites) copyFileSync(here(`./suites/${suite}.ts`), join(this.dir, 'suites', `${suite}.ts`));
    writeFileSync(join(this.dir, 'package.json'), '{ "type": "module" }');
    const entries = Object.entries(boards).map(
      ([name, settings]) => `${JSON.stringify(name)}: fakeBoard(${JSON.stringify({ ...settings, touches: this.#touchesPath(name) })})`,
    );
    writeFileSync(
      this.configPath,
      `import { fakeBoard } from '${here('./fake-board.ts')}';
import { defineLab } from '${here('../../../config/lab.ts')}';
import { junit } from '${here('../../../report/junit.ts')}';
import { runJson } from '${here('../../../report/run-json.ts')}';
import { summary } from '${here('../../../report/summary.ts')}';
const broken = { name: 'broken', write: async () => { throw new Error('no ink'); } };
export default defineLab({ boards: { ${entries.join(', ')} }, ...${JSON.stringify(more)}, reports: { write: [${breaksReport ? 'broken, ' : ''}summary(), junit(), runJson()] } });
`,
    );
  }

  lab(): Promise<Lab> {
    return loadLab(this.configPath);
  }

  async run(options: Partial<RunOptions> = {}): Promise<RunResult> {
    return runSuites({
      lab: await this.lab(),
      configPath: this.configPath,
      boards: ['fake'],
      patterns: [],
      repeat: 1,
      bail: 0,
      reportsDir: join(this.dir, 'reports'),
      signal: new AbortController().signal,
      log: (level, message) => void (level === 'warn' && this.warnings.push(message)),
      ...options,
      onEvent: (event) => {
        this.events.push(event);
        options.onEvent?.(event);
      },
    });
  }

  /** Where in one of its suites such a line is: `suites/some.ts:12:`. */
  lineOf(suite: string, text: string): string {
    const source = readFileSync(join(this.dir, 'suites', `${suite}.ts`), 'utf8').split('\n');
    const index = source.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`no line of ${suite}.ts says: ${text}`);
    return `suites/${suite}.ts:${index + 1}:`;
  }

  /** What reached the board, in order. */
  touches(board = 'fake'): string[] {
    const path = this.#touchesPath(board);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  results(board = 'fake'): Map<string, ScenarioResult> {
    const finished = this.events.flatMap((event) =>
      (event.type === 'scenario.finished' || event.type === 'scenario.amended') && event.board === board ? [event.result] : [],
    );
    return new Map(finished.map((result) => [result.id, result]));
  }

  /** `id: verdict` of every scenario. */
  verdicts(board = 'fake'): Record<string, string> {
    return Object.fromEntries(
      [...this.results(board).values()].map(({ id, verdict, fixed }) => [id, fixed ? `${verdict}, fixed?` : verdict]),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #touchesPath(board: string): string {
    return join(this.dir, `${board}.touches`);
  }
}
