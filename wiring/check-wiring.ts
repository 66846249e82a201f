import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckReport } from '../src/cli/check-text.ts';
import { BoardAlone } from '../src/cli/testing/board-alone.ts';
import { hostLimit } from '../src/core/testing/host-pace.ts';
import type { VirtualSettings } from '../src/core/virtual.ts';
import { Wires } from './wires.ts';
import { type LabWiring, labFileOf, type OddWiring, rightWiring, type Wiring, type WrongWiring } from './wiring.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const shared: VirtualSettings = { speed: 15 };

export interface Checked {
  readonly report: CheckReport;
  readonly exitCode: number | null;
  readonly tookMs: number;
}

/** Two boards that outlive the wirings around them. */
export class WiringBench implements AsyncDisposable {
  readonly #dut: BoardAlone;
  readonly #next: BoardAlone;
  private constructor(dut: BoardAlone, next: BoardAlone) {
    this.#dut = dut;
    this.#next = next;
  }

  static async start(): Promise<WiringBench> {
    return new WiringBench(await BoardAlone.start(shared), await BoardAlone.start({ ...shared, seed: 4711 }));
  }

  /** What is wrong with what `hil check` says; empty where it is right. */
  async differences(wiring: WrongWiring | OddWiring): Promise<readonly string[]> {
    const checked = await this.check(wiring);
    return 'bad' in wiring ? differencesOf(checked, wiring) : falseAlarms(checked, wiring);
  }

  async check({ board, wire }: Omit<Wiring, 'name'>): Promise<Checked> {
    await using own = board ? await BoardAlone.start(board) : undefined;
    await using wires = new Wires();
    const [dut, next] = [(own ?? this.#dut).endpoints, this.#next.endpoints];
    for (const { relay } of [dut, next]) await fetch(`http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=false`);
    const lab = await wire({ wires, dut, next, right: { dut: rightWiring(dut), next: rightWiring(next) } });
    // The wires go when this returns.
    return await checked(lab, dut.speed, dut.ssh.password);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dut[Symbol.asyncDispose]();
    await this.#next[Symbol.asyncDispose]();
  }
}

const differencesOf = ({ report, exitCode, tookMs }: Checked, wiring: WrongWiring): readonly string[] => {
  const [first, ...others] = report.checks.filter(({ result }) => result === 'bad');
  const isFirst = wiring.first !== undefined && first?.what === wiring.first;
  const bad = isFirst ? others.find(({ what }) => what === wiring.bad.what) : first;
  const said = bad ? [bad.text, ...(bad.error?.evidence ?? []), bad.error?.remedy ?? ''].join('\n') : '';
  return [
    ...(exitCode === 2 ? [] : [`exit code ${exitCode}`]),
    ...(bad?.what === wiring.bad.what ? [] : [`bad is '${bad?.what}', not '${wiring.bad.what}'`]),
    ...(wiring.bad.says.test(said) ? [] : [`it says: ${said || report.checks.map(({ what, result }) => `${what} ${result}`).join(', ')}`]),
    ...(bad && !bad.error?.remedy ? ['it does not say what to do'] : []),
    ...(wiring.within !== undefined && tookMs > hostLimit(wiring.within) ? [`it took ${Math.round(tookMs)} ms`] : []),
  ];
};

const falseAlarms = ({ report, exitCode }: Checked, { doubtful = [] }: OddWiring): readonly string[] => [
  ...(exitCode === 0 ? [] : [`exit code ${exitCode}`]),
  ...report.checks
    .filter(({ what, result }) => result !== (doubtful.includes(what) ? 'doubtful' : 'good'))
    .map(({ what, result, text, error }) => [`${what} is ${result}: ${text}`, ...(error?.evidence ?? [])].join('\n')),
  ...(report.checks.length > 12 ? [] : [`there are ${report.checks.length} checks`]),
];

const checked = async (lab: LabWiring, speed: number, password: string): Promise<Checked> => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-wiring-lab-'));
  try {
    writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(dir, 'lab.config.ts'), labFileOf(lab, speed, root));
    const begin = performance.now();
    const child = spawn(process.execPath, [join(root, 'bin/hil.js'), 'check', 'dut', '--json'], {
      cwd: dir,
      env: { ...process.env, LAB_PASSWORD: password, LAB_WRONG: 'not-the-password', HIL_LEASES: join(dir, 'leases') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const report = stdout.startsWith('{') ? (JSON.parse(stdout) as CheckReport) : { board: 'dut', verdict: 'bad' as const, checks: [] };
    if (report.checks.length === 0) process.stderr.write(stdout + stderr);
    return { report, exitCode, tookMs: performance.now() - begin };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
