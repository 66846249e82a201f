import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { monotonicMs } from '../src/core/time.ts';
import { megabytes, treeOf } from './process-tree.ts';

// Many virtual boards on one host, each running the same small suite through the real runner: npm run bench:many-boards -- --boards 10 --speed 20
// Goals for 100 boards on two cores at speed 20: every scenario passes, since a busy host must make no false timeout, under 8 GB.

const { values } = parseArgs({ options: { boards: { type: 'string', default: '100' }, speed: { type: 'string', default: '20' } } });
const count = Number(values.boards);
const goalGigabytes = 8;
const sampleEveryMs = 4000;

const project = fileURLToPath(new URL('..', import.meta.url));

const lab = `import { defineLab, junit, m7Elf, runJson, summary, verdinImx8mp, virtualBoard } from '${project}src/index.ts';
const names = Array.from({ length: ${count} }, (_, index) => \`b\${String(index + 1).padStart(3, '0')}\`);
export default defineLab({
  boards: Object.fromEntries(names.map((name, seed) => [name, verdinImx8mp(virtualBoard({ speed: ${Number(values.speed)}, seed }))])),
  firmware: { 'tcm-hello': m7Elf('${project}firmware/prebuilt/tcm-hello.elf') },
  suites: 'suites/**/*.ts',
  reports: { dir: 'reports', write: [summary(), junit(), runJson()] },
});
`;

const suite = `import { expect, scenario } from 'verdin-hil';
scenario('answers over SSH and over its console', { boot: 'cold' }, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
  expect((await board.serial.run('echo here')).stdout.trim()).toBe('here');
});
scenario('starts the M7', { firmware: 'tcm-hello' }, async ({ m7 }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('alive');
  await m7.stop();
});
scenario('boots again', { boot: 'running' }, async ({ board }) => {
  await board.warmBoot();
  expect((await board.linux.run('true')).exitCode).toBe(0);
});
`;

const kinds: readonly (readonly [RegExp, string])[] = [
  [/board-process\.ts/, 'board process'],
  [/virtual\/main\.ts/, 'virtual board'],
  [/bin\/hil\.js/, 'supervisor'],
  [/vitest|tinypool/, 'worker'],
];

const kindOf = (command: string): string => kinds.find(([pattern]) => pattern.test(command))?.[1] ?? 'other';

interface Memory {
  readonly total: number;
  readonly byKind: ReadonlyMap<string, { readonly count: number; readonly sum: number }>;
}

const memoryOf = (root: number): Memory => {
  const byKind = new Map<string, { count: number; sum: number }>();
  let total = 0;
  for (const member of treeOf(root)) {
    const size = megabytes(member, 'Pss');
    const kind = kindOf(member.command);
    const { count, sum } = byKind.get(kind) ?? { count: 0, sum: 0 };
    byKind.set(kind, { count: count + 1, sum: sum + size });
    total += size;
  }
  return { total, byKind };
};

interface RunReport {
  readonly totals: Readonly<Record<string, number>>;
  readonly scenarios: readonly { readonly board: string; readonly id: string; readonly verdict: string; readonly reason?: string }[];
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hil-many-')));
mkdirSync(join(folder, 'suites'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
writeFileSync(join(folder, 'lab.config.ts'), lab);
writeFileSync(join(folder, 'suites', 'small.ts'), suite);

const begin = monotonicMs();
const run = spawn(process.execPath, [join(project, 'bin/hil.js'), 'run', '--board', 'b*', '--each'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'pipe'],
});
let output = '';
for (const stream of [run.stdout, run.stderr]) {
  stream.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-20_000);
  });
}
process.once('SIGINT', () => run.kill('SIGINT'));
let peak: Memory = { total: 0, byKind: new Map() };
const sampling = setInterval(() => {
  const memory = memoryOf(run.pid!);
  if (memory.total > peak.total) peak = memory;
}, sampleEveryMs);
const exitCode = await new Promise<number | null>((resolve) => run.once('close', resolve));
clearInterval(sampling);
const seconds = (monotonicMs() - begin) / 1000;

const report = (): RunReport | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, 'reports/latest/run.json'), 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
};
const found = report();
const bad = found?.scenarios.filter(({ verdict }) => verdict !== 'passed') ?? [];
console.log(`${count} virtual boards at speed ${values.speed} on ${cpus().length} cores: ${seconds.toFixed(0)} s, exit code ${exitCode}`);
console.log(`scenarios: ${JSON.stringify(found?.totals ?? 'no report')}; not passed (goal 0): ${found ? bad.length : 'unknown'}`);
for (const { board, id, verdict, reason } of bad.slice(0, 10)) console.log(`  ${board} ${id} ${verdict}: ${reason?.split('\n')[0]}`);
console.log(`peak memory of all processes: ${(peak.total / 1024).toFixed(2)} GB, shared pages once (goal < ${goalGigabytes} GB)`);
for (const [kind, { count, sum }] of peak.byKind) console.log(`  ${count} x ${kind}: ${(sum / count).toFixed(0)} MB each`);
if (!found || exitCode !== 0) console.log(output.split('\n').slice(-25).join('\n'));
rmSync(folder, { recursive: true, force: true });
process.exitCode = exitCode === 0 && found && bad.length === 0 ? 0 : 1;
