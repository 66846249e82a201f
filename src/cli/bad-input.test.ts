import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const virtual = 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))';

/** Nothing was run, so nothing may be there. */
const untouched = (lab: LabFolder): void => {
  expect(lab.runs).toEqual([]);
  expect(readdirSync(lab.dir)).not.toContain('.hil');
};

test.for<[string, string | undefined, RegExp]>([
  ['missing', undefined, /^hil: there is no lab file \/.*lab\.config\.ts\n {2}-> start hil in the folder of lab\.config\.ts/],
  ['with a syntax error', 'export default {\n  boards: {{\n};', /^hil: \/.*lab\.config\.ts:2: syntax error: /],
  ['that throws', "throw new Error('no coffee');", /^hil: \/.*lab\.config\.ts:1 cannot be loaded: no coffee\n$/],
  ['of another kind', 'export default { boards: {} };', /^hil: the default export of lab\.config\.ts was not made by defineLab/],
  ['that imports what is not there', "import './gone.ts';", /^hil: \/.*lab\.config\.ts.* cannot be loaded: .*gone\.ts/],
])('a lab file %s', async ([, text, sentence]) => {
  await using lab = new LabFolder();
  if (text !== undefined) lab.write('lab.config.ts', text);

  const { code, stdout, stderr } = await lab.hil(['run']);
  expect(stderr).toMatch(sentence);
  expect(stdout).toBe('');
  expect(code).toBe(3);
  untouched(lab);
});

test('a wrong setting is named by its path', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 0, imagee: "torizon" }))' });

  const { code, stderr } = await lab.hil(['run']);
  expect(stderr).toMatch(/boards\.virtual\.speed: expected at least 0\.1, got 0/);
  expect(stderr).toMatch(/boards\.virtual\.imagee.*did you mean 'image'\?/);
  expect(code).toBe(3);
  untouched(lab);
});

test.for<[readonly string[], RegExp]>([
  [['run', '--board', 'virtaul'], /^hil: .*'virtaul'[\s\S]*virtual/],
  [['run', 'no-such-suite'], /^hil: no suite is called 'no-such-suite'\n {2}-> there are: first\n$/],
  [['run', '--repaet', '2'], /unknown option '--repaet'/],
  [['run', '--repeat', 'x'], /'--repeat <n>' argument 'x' is invalid\. a whole number of 1 or more is wanted\./],
  [['run', '--bail', '-1'], /'--bail <n>' argument '-1' is invalid/],
  [['rum'], /unknown command 'rum'\n.*run/],
  [['power', 'virtual', 'of'], /^hil: 'of' is no power action\n {2}-> one of: on, off, state, cycle/],
  [['console', 'virtual', 'm4'], /^hil: 'm4' is no console\n {2}-> one of: a53, m7/],
  [['console', 'virtaul'], /^hil: .*'virtaul'/],
])('hil %j', async ([args, sentence]) => {
  await using lab = new LabFolder();
  lab.lab({ boards: virtual });

  const { code, stdout, stderr } = await lab.hil(args);
  expect(stderr).toMatch(sentence);
  expect(stdout).toBe('');
  expect(code).toBe(3);
  expect(lab.runs).toEqual([]);
});

test('reports that cannot be written are found out before a board is touched', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: virtual });
  writeFileSync(join(lab.dir, 'a-file'), '');
  mkdirSync(join(lab.dir, 'closed'), { mode: 0o500 });

  // Root may write everywhere but where the kernel itself says no.
  for (const folder of ['a-file', '/sys/reports', ...(process.getuid?.() === 0 ? [] : ['closed'])]) {
    const { code, stdout, stderr } = await lab.hil(['run', '--reports', folder]);
    expect(stderr).toMatch(
      /^hil: cannot write reports to \/.*: E[A-Z]+: .*\n {2}-> choose another folder with --reports, or make this one writable\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(3);
  }
});

test('an environment variable that is not set is found out before a board is touched', async () => {
  await using lab = new LabFolder();
  lab.lab({
    boards: `real: verdinImx8mp({
      power: commandSwitch({ on: 'touch switched', off: 'touch switched' }),
      consoles: { a53: serialConsole({ path: '/dev/no-such-port' }) },
      login: { user: 'torizon', password: fromEnv('LAB_NO_SUCH_PASSWORD') },
    })`,
  });

  const { code, stderr } = await lab.hil(['run']);
  expect(stderr).toMatch(/LAB_NO_SUCH_PASSWORD is not set\n {2}-> export LAB_NO_SUCH_PASSWORD before starting hil\n$/);
  expect(code).toBe(3);
  untouched(lab);
  expect(readdirSync(lab.dir)).not.toContain('switched');
});

test.for<[string, string, RegExp]>([
  ['missing', "m7Elf('gone.elf')", /firmware\.\S*image.*gone\.elf/],
  ['not an ELF', "m7Elf('notes.txt')", /^hil: .*firmware\.image\.path: 'notes\.txt' is no ELF file/],
])('firmware that is %s', async ([, entry, sentence]) => {
  await using lab = new LabFolder();
  lab.write('notes.txt', 'this is no image\n');
  lab.lab({ boards: virtual, rest: `firmware: { image: ${entry} },` });
  lab.suite('first', "scenario('starts', { firmware: 'image', expect: 'alive' }, async ({ m7 }) => { await m7.start('image'); });");

  const { code, stderr } = await lab.hil(['run']);
  expect(stderr).toMatch(sentence);
  expect(code).toBe(3);
  untouched(lab);
});

test('firmware that a suite names wrongly', async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: virtual, rest: `firmware: { 'tcm-hello': m7Elf('${process.cwd()}/firmware/prebuilt/tcm-hello.elf') },` });
  lab.suite('first', "scenario('starts', { firmware: 'tcm-helo', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-helo'); });");

  const { code, stderr } = await lab.hil(['run']);
  const place = "hil: suites/first.ts:2: 'first > starts': firmware: ";
  expect(stderr).toBe(`${place}the lab file names no firmware 'tcm-helo'; did you mean 'tcm-hello'?\n  -> it names: tcm-hello\n`);
  expect(code).toBe(3);
  expect(lab.runs).toEqual([]);
});

test('help is an answer, and of a command that is not there it says so', async () => {
  await using lab = new LabFolder();
  expect(await lab.hil(['help', 'run'])).toMatchObject({ code: 0, stderr: '' });
  expect(await lab.hil(['help'])).toMatchObject({ code: 0, stderr: '' });
  expect(await lab.hil(['help', 'rum'])).toMatchObject({ code: 3, stderr: expect.stringContaining("there is no command 'rum'") });
});
