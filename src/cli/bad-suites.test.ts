import { spawnSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const virtualLab = (): LabFolder => {
  const lab = new LabFolder();
  lab.lab({
    boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))',
    rest: `firmware: { 'tcm-hello': m7Elf('${projectRoot}firmware/prebuilt/tcm-hello.elf') },`,
  });
  return lab;
};

test.for<[string, string, RegExp]>([
  [
    'with a syntax error',
    "scenario('a', {}, async ({ board }) => {\n  await board.linux.run('true';\n});",
    /^hil: suites\/first\.ts:3: syntax error: .+: await board\.linux\.run\('true';\n/,
  ],
  ['that throws', "throw new Error('no coffee');", /^hil: suites\/first\.ts:2: no coffee\n/],
  ['that imports what is not there', "import './gone.ts';", /^hil: suites\/first\.ts.*gone\.ts/],
  [
    "with a test of Node's own library",
    "import { it } from 'node:test';\nif (!it) throw new Error('there is none');\nscenario('a', {}, () => {});",
    /^hil: suites\/first\.ts.*node:test was loaded.*scenario\(name, needs, body\)/,
  ],
  [
    'whose process fails when it is through',
    "process.on('exit', () => { process.exitCode = 4; });\nscenario('a', {}, () => {});",
    /^hil: something that is no scenario has failed: the test process ended with exit code 4/,
  ],
  ['without scenarios', '', /^hil: .*no scenarios/],
])('a suite %s', async ([, body, sentence]) => {
  await using lab = virtualLab();
  lab.suite('first', body);

  const { code, stdout, stderr } = await lab.hil(['run']);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  expect(stdout).toBe('');
  expect(code).toBe(3);
  expect(lab.runs).toEqual([]);
});

test('mistakes in what scenarios say of themselves are named before anything is touched, in a plan too', async () => {
  await using lab = virtualLab();
  lab.suite(
    'first',
    `scenario('asks for a boot', {
  boot: 'colder',
}, () => {});
scenario('knows a link', { known: 'https://example.org/1' }, () => {});
scenario('has no needs', () => {});
scenario('has no body', {});
scenario('preloads nothing', { preloadFrom: 'tftp' }, () => {});
`,
  );
  const mistakes = [
    "suites/first.ts:2: 'asks for a boot': boot: expected 'cold' or 'warm' or 'running', got 'colder'; did you mean 'cold'?",
    "suites/first.ts:5: 'knows a link': known: expected what is known, such as { link: 'https://…', outcome: 'mute' }, got a string",
    "suites/first.ts:6: 'has no needs': expected what it needs before its body, such as {}",
    "suites/first.ts:7: 'has no body': expected a function that is its body, after what it needs",
    "suites/first.ts:8: 'preloads nothing': preloadFrom: expected the image to preload beside it, such as preload: 'my-image'; without one nothing is preloaded",
  ];
  for (const words of [['run'], ['run', '--plan']]) {
    const { code, stdout, stderr } = await lab.hil(words);
    expect(stderr).toBe(`hil: the suites have 5 mistakes\n${mistakes.map((mistake) => `  ${mistake}\n`).join('')}`);
    expect(stdout).toBe('');
    expect(code).toBe(3);
  }

  lab.suite('first', "scenario('a', { firmware: 'tcm-helo' }, () => {});");
  const { code, stderr } = await lab.hil(['run', '--plan']);
  expect(stderr).toMatch(
    /^hil: suites\/first\.ts:2: 'first > a': firmware: the lab file names no firmware 'tcm-helo'; did you mean 'tcm-hello'\?\n {2}-> it names: tcm-hello\n/,
  );
  expect(code).toBe(3);
  expect(lab.runs).toEqual([]);
});

test('scenarios that throw, assert wrongly, never end or lose their process, and a last one that is none the worse for it', async () => {
  await using lab = virtualLab();
  lab.suite(
    'first',
    `
scenario('throws', {}, async () => {
  throw new Error('no coffee');
});
scenario('asserts', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('riscv64');
});
scenario('never ends', { timeout: '1s' }, () => new Promise(() => {}));
scenario('waits for the board for ever', { timeout: '1s' }, async ({ board }) => {
  await board.linux.run('sleep 100000', { timeout: '2h' });
});
scenario('is killed', {}, async () => {
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
});
scenario('answers', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
});
`,
  );

  const { code, stdout } = await lab.hil(['run']);
  expect(stdout).toMatch(/ERROR first > throws \(suite\): no coffee\n/);
  expect(stdout).toMatch(/FAILED first > asserts \(dut\): expected 'aarch64' to be 'riscv64'.*\n {2}at suites\/first\.ts:7:/);
  expect(stdout).toMatch(/ERROR first > never ends \(suite\): took longer than 1s, and waits for nothing on the board\n {2}-> /);
  expect(stdout).toMatch(
    /FAILED first > waits for the board for ever \(dut\): took longer than 1s; still waiting for board\.linux\.run\(\)\n {2}at suites\/first\.ts:11:/,
  );
  expect(stdout).toMatch(/ERROR first > is killed \(runner\): the test process died/);
  expect(code).toBe(1);
  expect(lab.verdicts()).toEqual({
    throws: 'error',
    asserts: 'failure',
    'never ends': 'error',
    'waits for the board for ever': 'failure',
    'is killed': 'error',
    answers: 'passed',
  });
  expect(lab.lastPower('virtual')).toBe('off');
});

test('a bare vitest in the project finds its tests and no suite', () => {
  const { stdout, status } = spawnSync('npx', ['vitest', 'list', '--filesOnly'], { cwd: projectRoot, encoding: 'utf8' });
  const files = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\[[a-z-]+\] /, ''));
  expect(status).toBe(0);
  expect(files).toContain('src/layers.test.ts');
  expect(files.filter((file) => !/^(src|firmware|kill|packaging|verdicts|wiring)\/.*\.test\.ts$/.test(file))).toEqual([]);
});
