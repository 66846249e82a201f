import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';

vi.setConfig({ testTimeout: 120_000 });

const shell = (script: string, env: Readonly<Record<string, string>> = {}) =>
  spawnSync('sh', ['-c', script], { cwd: projectRoot, encoding: 'utf8', env: { ...process.env, ...env }, input: '' });

// As soon as our own code answers for the process.
const afterStart = (act: string): string =>
  `data:text/javascript,${encodeURIComponent(`process.on("newListener", (event) => { if (event === "unhandledRejection") { ${act} } });`)}`;

// Each of them ended with Node's stack trace and the exit code of a product that failed, or never.
test.each([
  ['few open files', 'ulimit -n 24; exec node bin/hil.js --help', {}],
  ['few open files, started as a user does', 'ulimit -n 18; exec bin/hil --help', {}],
  ['little memory', 'ulimit -v 3000000; exec node bin/hil.js run --plan', {}],
  ['very little memory, started as a user does', 'ulimit -v 600000; exec bin/hil --help', {}],
  ['a small heap', 'exec node --max-old-space-size=64 bin/hil.js --help', {}],
  ['a very small heap, started as a user does', 'exec bin/hil --help', { NODE_OPTIONS: '--max-old-space-size=8' }],
  ['something to load first that is not there', 'exec bin/hil run --plan', { NODE_OPTIONS: '--require /nowhere/agent.cjs' }],
  ['an option that Node does not know', 'exec bin/hil scan -', { NODE_OPTIONS: '--no-such-option' }],
  ['no temporary folder', 'exec node bin/hil.js --help', { TMPDIR: '/proc' }],
  [
    'an error that nobody waits for',
    `exec node --import '${afterStart('setImmediate(() => { throw new Error("boom"); })')}' bin/hil.js scan -`,
    {},
  ],
  ['a promise that nobody waits for', `exec node --import '${afterStart('Promise.reject(new Error("boom"))')}' bin/hil.js scan -`, {}],
] as const)('%s: one sentence and exit code 2', (_, script, env) => {
  const { status, stdout, stderr } = shell(script, env);
  expect(stderr).toMatch(/^hil: .+/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('whoever ends the process without a judgement does not blame the product', () => {
  expect(shell(`exec node --import '${afterStart('setImmediate(() => process.exit(1))')}' bin/hil.js scan -`).status).toBe(2);
  expect(shell(`exec node --import '${afterStart('process.once("beforeExit", () => process.exit(1))')}' bin/hil.js scan -`).status).toBe(2);
});

/** In a lab whose file also does `act`. */
const inLab = (act: string, command: string): ReturnType<typeof shell> => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-open-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, 'suites'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(dir, 'suites', 'first.ts'), "import { scenario } from 'verdin-hil';\nscenario('is there', {}, () => {});\n");
  const lab = `import { defineLab, verdinImx8mp, virtualBoard } from '${projectRoot}src/index.ts';
${act}
export default defineLab({ boards: { dut: verdinImx8mp(virtualBoard({})) } });`;
  writeFileSync(join(dir, 'lab.config.ts'), lab);
  return shell(`cd ${dir}; exec ${command}`);
};

test('what a lab file leaves open keeps no run', () => {
  const { status, stdout } = inLab('setInterval(() => {}, 1000);', `node ${projectRoot}bin/hil.js run --plan`);
  expect([status, stdout]).toEqual([0, expect.stringContaining('is there')]);
}, 600_000);

test.each([
  ['process.exit(0);', 3, 'ends the process while it is loaded'],
  ['process.exitCode = 0; process.exit();', 3, 'ends the process while it is loaded'],
  ['await new Promise(() => {});', 2, 'was never loaded to its end'],
])('a lab file that is never loaded to its end is named: %s', (act, code, words) => {
  const { status, stdout, stderr } = inLab(act, `${projectRoot}bin/hil run`);
  expect([status, stdout]).toEqual([code, '']);
  expect(stderr).toMatch(new RegExp(`^hil: /.*lab\\.config\\.ts ${words}\\n {2}-> .*\\n$`));
});

test.each(['process.exitCode = 0;', 'process.exit(0);', "throw new Error('at the end');"])(
  'what a lab file does as the process ends changes no exit code: %s',
  (act) => {
    const { status } = inLab(`process.on('exit', () => { ${act} });`, `node ${projectRoot}bin/hil.js run --grep nothing-is-called-so`);
    expect(status).toBe(3);
  },
);

test('a full disk in place of the screen is said, and a reader that has had enough is no error', () => {
  const full = shell('exec node bin/hil.js --help > /dev/full');
  expect([full.status, full.stderr]).toEqual([2, expect.stringMatching(/^hil: what it has to say cannot be written: ENOSPC/)]);
  expect(shell('{ node bin/hil.js --help; echo "code $?" >&2; } | head -c 0').stderr).toBe('code 0\n');
  const log = `awk 'BEGIN { for (i = 0; i < 3000; i++) printf "[%d.000000] kernel BUG at a.c:%d!\\n", 10 * i, i }'`;
  const scanned = shell(`{ ${log} | node bin/hil.js scan --json; echo "code $?" >&2; } | head -n 1`);
  expect([scanned.stdout.trim().split('\n').length, scanned.stderr]).toEqual([1, 'code 1\n']);
});

const board = (script: string): { readonly child: ChildProcess; readonly up: Promise<unknown> } => {
  const child = spawn('sh', ['-c', script], { cwd: projectRoot, stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, up: once(child.stdout!, 'data') };
};

test('what was told to ignore a hangup goes on after it, and everything else ends in good order', async () => {
  const kept = board("trap '' HUP; exec bin/hil virtual --json");
  const ended = board('exec bin/hil virtual --json');
  await Promise.all([kept.up, ended.up]);
  const gone = once(ended.child, 'exit');
  for (const { child } of [kept, ended]) child.kill('SIGHUP');
  expect(await gone).toEqual([0, null]);
  expect([kept.child.exitCode, kept.child.signalCode]).toEqual([null, null]);
  const left = once(kept.child, 'exit');
  kept.child.stdin!.end();
  expect(await left).toEqual([0, null]);
});
