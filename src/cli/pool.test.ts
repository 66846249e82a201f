import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs on virtual boards, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const virtual = (seed: number): string => `verdinImx8mp(virtualBoard({ speed: 50, seed: ${seed} }))`;
const stuck = "verdinImx8mp(virtualBoard({ speed: 50, seed: 3, faults: [{ kind: 'stuck-relay', at: 'always' }] }))";
const three = `'verdin-1': ${virtual(1)}, 'verdin-2': ${virtual(2)}, 'verdin-3': ${stuck}`;
const firmware = `firmware: { 'tcm-hello': m7Elf('${projectRoot}firmware/prebuilt/tcm-hello.elf') },`;

const answers = `async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64'); }`;

test('a run makes the boots of its plan at most, and fewer than in the order written', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: `virtual: ${virtual(1)}`, rest: firmware });
  const body = answers;
  lab.suite(
    'first',
    ['{}', '{ mcoreBooted: false }', '{}', "{ preload: 'tcm-hello' }", '{ mcoreBooted: false }', "{ boot: 'cold' }", '{}']
      .map((needs, index) => `scenario('number ${index}', ${needs}, ${body});`)
      .join('\n'),
  );
  const planned = async (...args: string[]): Promise<number> =>
    Number(/at most (\d+) boots/.exec((await lab.hil(['run', '--plan', ...args])).stdout)?.[1]);
  const boots = await planned();
  expect([boots, await planned('--in-order')]).toEqual([5, 7]);

  const { code, stdout } = await lab.hil(['run']);
  expect(code, stdout).toBe(0);
  expect(stdout).toContain(`7 scenarios, at most ${boots} boots to bring the board to them`);
  expect(lab.events('virtual').filter(({ type }) => type === 'boot.finished')).toHaveLength(boots);
});

test('boards that one pattern names share the scenarios; an unfit one and one whose wires die in the middle leave theirs to the others', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: three });
  const numbers = Array.from({ length: 9 }, (_, index) => index + 1);
  // Each of the two boards has begun one, whichever is quicker, before either goes on.
  lab.write(
    'suites/first.ts',
    `import { existsSync } from 'node:fs';
import { scenario } from 'verdin-hil';
${numbers
  .map(
    (number) => `scenario('number ${number}', { timeout: '10h' }, async ({ board }) => {
  do await board.linux.run('sleep 60', { timeout: '2h' });
  while (!existsSync('${lab.dir}/go'));
});`,
  )
  .join('\n')}
`,
  );
  const { stdout: plan } = await lab.hil(['run', '--plan', '--board', 'verdin-*']);
  expect(plan).toContain('verdin-2: 3 scenarios, at most 2 boots');

  const run = lab.start(['run', '--board', 'verdin-*']);
  const bothSee = (type: LabEvent['type']): boolean => ['verdin-1', 'verdin-2'].every((board) => lab.sees(board, type));
  await run.until(() => lab.runs.length > 0 && bothSee('scenario.started'), 60_000);
  const [victim] = run.family.filter((line) => line.includes('"seed":2'));
  process.kill(Number.parseInt(victim!, 10), 'SIGKILL');
  await run.until(() => lab.sees('verdin-2', 'scenario.finished'), 60_000);
  lab.write('go', '');
  const { code, text } = await lab.endOf(run);

  expect(code, text).toBe(2);
  const cases = lab.junit();
  expect(cases.map(({ name }) => name).sort()).toEqual(numbers.map((number) => `number ${number}`));
  const [error, ...others] = cases.filter(({ kind }) => kind !== 'passed');
  expect(others).toEqual([]);
  expect(error).toMatchObject({ kind: 'error' });
  const summary = readFileSync(join(lab.run, 'summary.md'), 'utf8');
  expect(summary).toContain('8 passed, 1 error');
  expect(summary).toMatch(/`verdin-3`: was excluded: the relay said on, and console a53 gave no boot loader banner/);
  const { boards } = JSON.parse(readFileSync(join(lab.run, 'run.json'), 'utf8')) as {
    boards: { name: string; totals: Record<string, number> }[];
  };
  const totals = new Map(boards.map(({ name, totals: own }) => [name, own]));
  expect(totals.get('verdin-1')).toMatchObject({ passed: 8, error: 0 });
  expect(totals.get('verdin-2')).toMatchObject({ passed: 0, error: 1 });
  expect(totals.get('verdin-3')).toMatchObject({ passed: 0, error: 0, 'not-run': 0 });
});
