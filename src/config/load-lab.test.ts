import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors.ts';
import { loadLab } from './load-lab.ts';

const dir = resolve('src/config/testing');
const load = (name: string) => loadLab(`${dir}/${name}.lab.ts`);

const refusal = async (name: string): Promise<ConfigError> => {
  const error = await load(name).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${error}`);
  return error;
};

test('a lab comes back complete, with absolute paths', async () => {
  const lab = await load('good');
  expect(Object.keys(lab.boards)).toEqual(['verdin-01', 'verdin-02', 'virtual']);
  expect(lab.suites).toEqual(['suites/**/*.ts']);
  expect(lab.firmware.hello?.path).toBe(resolve(dir, '../../../firmware/prebuilt/tcm-hello.elf'));
  expect(lab.reports.dir).toBe(`${dir}/reports`);
});

test('one mistake is one sentence with its path, what was expected and what is there', async () => {
  expect((await refusal('one-mistake')).message).toBe('one-mistake.lab.ts: boards.verdin-01.power.host: expected a string, got a number');
});

test('two consoles of a board that are one wire are a mistake', async () => {
  expect((await refusal('same-wire')).message).toBe(
    'same-wire.lab.ts: boards.verdin-01.consoles.m7: is the same wire as consoles.a53 (serial /dev/ttyUSB3): each UART has an adapter or port of its own',
  );
});

test('all mistakes come at once, and no secret with them', async () => {
  const { message, evidence } = await refusal('many-mistakes');
  expect([...evidence].sort()).toMatchInlineSnapshot(`
    [
      "boards.a b: a board's name is made of letters, digits, '-', '_' and '.'",
      "boards.verdin-01.consoles.a53.baudRate: expected a number, got a string",
      "boards.verdin-01.consoles.m4: unknown key; did you mean 'm7'?",
      "boards.verdin-01.power.channel: expected at most 7, got 9",
      "boards.verdin-01.power.host: expected a string, got nothing",
      "boards.verdin-01.power.hots: unknown key; did you mean 'host'?",
      "boards.verdin-01.power.mode: expected 'latching' or 'momentary', got 'latchng'; did you mean 'latching'?",
      "boards.verdin-01.power.password: expected a secret such as fromEnv('LAB_PASSWORD'), got a string",
      "boards.verdin-02.consoles.a53: expected the A53's console, got nothing",
      "boards.verdin-02.endState: expected 'off' or 'keep', got 'of'; did you mean 'off'?",
      "boards.verdin-02.login.user: expected at least 1 character, got an empty string",
      "boards.verdin-02.power: expected a power switch such as shellyPlug({ host }), got nothing",
      "boards.verdin-02.pwoer: unknown key; did you mean 'power'?",
      "boards.virtual.faults[0].kind: expected 'panic' or 'oops', got 'panik'; did you mean 'panic'?",
      "boards.virtual.speed: expected at least 0.1, got 0",
      "firmware.app.kind: expected 'm7-elf' or 'm7-bin', got 'elf'",
      "reports.dri: unknown key; did you mean 'dir'?",
      "retries.dut: expected at least 0, got -1",
      "retries.lab: expected a whole number, got 1.5",
      "retries.labs: unknown key; did you mean 'lab'?",
      "retries.suite: expected a number, got a string",
    ]
  `);
  expect(message).toBe(`many-mistakes.lab.ts has ${evidence.length} mistakes`);
  expect(evidence.join()).not.toContain('in the clear');
});

test('firmware that is not there is named with where it was looked for', async () => {
  expect((await refusal('missing-firmware')).evidence).toEqual([
    `firmware.hello.path: there is no file 'nowhere/hello.elf' (${dir}/nowhere/hello.elf)`,
    `firmware.folder.path: '.' is a folder (${dir})`,
  ]);
});

test('a lab without boards or with something else than reporters', async () => {
  expect((await refusal('empty')).evidence).toEqual([
    'reports.write[0]: expected a reporter such as junit(), got a string',
    'boards: expected at least one board, got none',
  ]);
});

test.each([
  ['nowhere', `there is no lab file ${dir}/nowhere.lab.ts`],
  ['no-default', 'no-default.lab.ts has no default export'],
  ['not-defined', 'the default export of not-defined.lab.ts was not made by defineLab'],
  ['throwing', `${dir}/throwing.lab.ts:5: the environment variable LAB_PLUG is not set`],
  ['misspelt', `${dir}/misspelt.lab.ts:3 cannot be loaded: Cannot read properties of undefined (reading 'host')`],
])('%s', async (name, sentence) => {
  expect((await refusal(name)).message).toBe(sentence);
});

test('what a lab file throws keeps its remedy', async () => {
  expect((await refusal('throwing')).remedy).toBe('export LAB_PLUG before starting hil');
});

const atCommandLine = (path: string): string => {
  const script = `import('./src/config/load-lab.ts').then(({ loadLab }) => loadLab(${JSON.stringify(path)})).catch((error) => console.log(error.name, error.message))`;
  return spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' }).stdout;
};

// With tsx, as `hil` loads a lab file; the test runner has a parser and words of its own.
test('a syntax error is named by file and line', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lab-')), 'lab.config.mts');
  copyFileSync(`${dir}/syntax-error.lab.txt`, path);
  expect(atCommandLine(path)).toMatch(`ConfigError ${path}:3: syntax error: Expected`);
});

test('a lab file that Node takes for CommonJS is refused with the way out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'lab.config.ts'), '');
  await expect(loadLab(join(folder, 'lab.config.ts'))).rejects.toMatchObject({
    message: `${folder}/lab.config.ts is not an ES module`,
    remedy: `add "type": "module" to ${folder}/package.json (npm pkg set type=module), or rename the file to end in .mts`,
  });
});
