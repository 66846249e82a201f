import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serialAdapters } from './console-choice.ts';
import { BoardAlone } from './testing/board-alone.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole commands in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const hasSocat = spawnSync('socat', ['-V']).status === 0;

const pty = async (lab: LabFolder, name: string, { host, port }: { readonly host: string; readonly port: number }): Promise<string> => {
  const path = join(lab.dir, name);
  const socat: ChildProcess = spawn('socat', [`PTY,link=${path},raw,echo=0`, `TCP:${host}:${port}`], { stdio: 'ignore' });
  onTestFinished(() => void socat.kill('SIGKILL'));
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), 5000);
  return path;
};

test.skipIf(!hasSocat)('from flags to a checked board, whose consoles are found by switching its relay', async () => {
  await using board = await BoardAlone.start({ speed: 20 });
  await using lab = new LabFolder();
  const { relay, consoles, ssh, speed } = board.endpoints;
  // In this order the first is not the A53's.
  const [left, right] = [await pty(lab, 'usb-left', consoles.m7), await pty(lab, 'usb-right', consoles.a53)];
  lab.write('node_modules/.keep', '');

  const { code, text } = await lab.hil(
    [
      ...['init', '--power', `shelly:${relay.host}:${relay.port}`, '--find', '--console', left, '--console', right],
      ...['--ssh', `${ssh.host}:${ssh.port}`, '--user', ssh.user, '--password-from', 'LAB_PASSWORD', '--speed', String(speed)],
    ],
    { LAB_PASSWORD: ssh.password },
  );

  expect(text).toContain(`a53 is ${right}, m7 is ${left}`);
  expect(text).toContain('verdin-01: every wire is proven\ngo on with: npx hil run first');
  expect(code).toBe(0);
  expect(readFileSync(join(lab.dir, 'lab.config.ts'), 'utf8')).toContain(`a53: serialConsole({ path: '${right}' })`);
  expect(existsSync(join(lab.dir, 'suites/first.ts'))).toBe(true);
  expect(await board.power()).toBe('off');

  const again = await lab.hil(['init', '--power', 'manual', '--a53', left]);
  expect(again).toMatchObject({ code: 3, text: expect.stringContaining('is there already') });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasSocat || !hasScript)('a dialogue on a terminal, up to the check of the board', async () => {
  await using board = await BoardAlone.start({ speed: 20 });
  await using lab = new LabFolder();
  const { relay, consoles, ssh, speed } = board.endpoints;
  const [a53, m7] = [await pty(lab, 'usb-a53', consoles.a53), await pty(lab, 'usb-m7', consoles.m7)];
  lab.write('node_modules/.keep', '');
  const answers: readonly (readonly [RegExp, string])[] = [
    [/name of the board \[verdin-01\]: $/, ''],
    [/^relay \(.*: $/m, 'shely:10.0.0.1'],
    [/'shely:10\.0\.0\.1' is no relay; write one of: .*^relay \(.*: $/ms, `shelly:${relay.host}:${relay.port}`],
    ...(serialAdapters().length > 0 ? [[/to find the consoles among them\? y\/n \[n\]: $/, 'n'] as const] : []),
    [/console of the A53 .*: $/, 'ttyUSB0'],
    [/'ttyUSB0' is no console; write a serial port .*console of the A53 .*: $/s, a53],
    [/console of the M7 .*: $/, m7],
    [/host name for SSH .*: $/, `${ssh.host}:${ssh.port}`],
    [/user \[torizon\]: $/, ssh.user],
    [/environment variable with the password .*: $/, 'LAB_PASSWORD'],
  ];
  const env = { ...process.env, LAB_PASSWORD: ssh.password, HIL_LEASES: join(lab.dir, 'leases'), TMPDIR: lab.tmp };
  const command = `${process.execPath} ${join(projectRoot, 'bin/hil.js')} init --speed ${speed}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let [said, next, from] = ['', 0, 0];
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    const [question, answer] = answers[next] ?? [];
    if (!question?.test(stripVTControlCharacters(said.slice(from)))) return;
    next++;
    from = said.length;
    child.stdin.write(`${answer}\r`);
  });
  const [code] = await once(child, 'exit');
  expect(said).toContain('verdin-01: every wire is proven');
  expect({ code, next }).toEqual({ code: 0, next: answers.length });
  expect(await board.power()).toBe('off');
});

test.skipIf(!hasScript)('a question is seen at once also where a CI started it, and may be left by Ctrl-D', async () => {
  await using lab = new LabFolder();
  const env = { ...process.env, CI: 'true', TMPDIR: lab.tmp };
  const command = `${process.execPath} ${join(projectRoot, 'bin/hil.js')} init`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: lab.dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    if (said.endsWith('\x1b[32G')) child.stdin.write('\x04');
  });
  const [code] = await once(child, 'exit');
  expect(said).toContain('name of the board [verdin-01]: ');
  expect(said).toContain('hil: a question was left without an answer, and nothing was done');
  expect(code).toBe(130);
  expect(existsSync(join(lab.dir, 'lab.config.ts'))).toBe(false);
});

test('a folder whose lab file would be no ES module is told before anything is asked', async () => {
  await using lab = new LabFolder();
  lab.write('package.json', '{ "type": "commonjs" }');
  const { code, text } = await lab.hil(['init', '--power', 'manual', '--a53', '/dev/x']);
  expect(text).toContain('lab.config.ts is not an ES module');
  expect(text).toContain('npm pkg set type=module');
  expect(code).toBe(3);
  expect(existsSync(join(lab.dir, 'lab.config.ts'))).toBe(false);
});

const refused: readonly (readonly [readonly string[], string])[] = [
  [[], 'hil init needs --power and --a53 or --find'],
  [['--power', 'kettle:1', '--a53', '/dev/x'], "'kettle:1' is no relay"],
  [['--power', 'shelly:1.2.3.4', '--a53', 'x'], "'x' is no console"],
  [['--power', 'shelly:1.2.3.4', '--a53', '/dev/x', '--ssh', 'a b'], "'a b' is no address for SSH"],
];
test.for(refused)('%j is refused, and nothing is written', async ([args, sentence]) => {
  await using lab = new LabFolder();
  const { code, text } = await lab.hil(['init', ...args]);
  expect(text).toContain(sentence);
  expect(code).toBe(3);
  expect(existsSync(join(lab.dir, 'lab.config.ts'))).toBe(false);
});
