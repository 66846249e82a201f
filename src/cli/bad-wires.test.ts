import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { BoardAlone, Cable } from './testing/board-alone.ts';
import type { Ended } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

// It outlives the runs, as a real one does: what is wrong is between it and them.
let board: BoardAlone;
beforeAll(async () => {
  board = await BoardAlone.start();
});
afterAll(() => board[Symbol.asyncDispose]());

const hasSocat = spawnSync('socat', ['-V']).status === 0;

const waiting = `
scenario('before', {}, async ({ board }) => {
  await board.linux.run('true');
});
scenario('waits', { timeout: '2h' }, async ({ board }) => {
  await board.linux.run('sleep 100000', { timeout: '2h' });
});
scenario('after', {}, async ({ board }) => {
  await board.linux.run('true');
});
`;

const aloneLab = async (board: BoardAlone, parts: Parameters<BoardAlone['wiring']>[0] = {}): Promise<LabFolder> => {
  const lab = new LabFolder();
  lab.lab({ boards: `real: ${board.wiring(parts)}` });
  return lab;
};

const password = (board: BoardAlone) => ({ LAB_PASSWORD: board.endpoints.ssh.password });

/** The A53's console as a serial port of this host, below the lab's folder. */
const serialPort = async (lab: LabFolder, board: BoardAlone): Promise<ChildProcess> => {
  const { host, port } = board.endpoints.consoles.a53;
  const path = join(lab.dir, 'a53');
  const socat = spawn('socat', [`PTY,link=${path},raw,echo=0`, `TCP:${host}:${port}`], { stdio: 'ignore' });
  onTestFinished(() => void socat.kill('SIGKILL'));
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), 5000);
  return socat;
};

test('a serial port that does not exist', async () => {
  await using lab = await aloneLab(board, { a53: "serialConsole({ path: '/dev/serial/by-id/usb-none' })" });

  const { code, stdout } = await lab.hil(['run'], password(board));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): the serial port \/dev\/serial\/by-id\/usb-none does not exist\n {2}-> check the cable/,
  );
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
});

test.skipIf(!hasSocat)('a serial port that another program holds; the board is in its hands, so its power stays as it is', async () => {
  await using lab = await aloneLab(board, { a53: "serialConsole({ path: './a53' })" });
  await serialPort(lab, board);
  // A program that knows nothing of our leases.
  const holder = lab.start(['console', 'real', 'a53'], { ...password(board), HIL_LEASES: join(lab.dir, 'leases-of-others') });
  await holder.until(() => holder.stderr.includes('read only'));
  await lab.hil(['power', 'real', 'on'], password(board));

  const { code, stdout } = await lab.hil(['run'], password(board));
  expect(stdout).toMatch(/ERROR first > answers \(lab\): the serial port \.\/a53 is in use by another program\n {2}-> close the terminal/);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
  expect(await board.power()).toBe('on');
});

/** One running `hil` of a scenario that waits on the board, and what is done to it then. */
const disturbed = async (lab: LabFolder, board: BoardAlone, disturb: () => void): Promise<Ended> => {
  lab.suite('first', waiting);
  const run = lab.start(['run'], password(board));
  await run.until(() => lab.runs.length > 0 && lab.sees('real', 'scenario.started', 'first > waits'));
  disturb();
  return lab.endOf(run);
};

test.skipIf(!hasSocat)('a serial port that vanishes in the middle', async () => {
  await using lab = await aloneLab(board, { a53: "serialConsole({ path: './a53' })" });
  const port = await serialPort(lab, board);

  const { code, stdout } = await disturbed(lab, board, () => port.kill('SIGKILL'));
  expect(stdout).toMatch(/ERROR first > waits \(lab\): the serial port \.\/a53 vanished: .*\n {2}-> check the USB cable/);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ before: 'passed', waits: 'error', after: 'error' });
  expect(await board.power()).toBe('off');
});

test('a TCP console that refuses', async () => {
  await using lab = await aloneLab(board, { a53: "tcpConsole({ host: '127.0.0.1', port: 1 })" });

  const { code, stdout } = await lab.hil(['run'], password(board));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): the console at 127\.0\.0\.1:1 refuses the connection\n {2}-> check that the service runs/,
  );
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
});

test('a TCP console that closes in the middle', async () => {
  await using cable = await Cable.to(board.endpoints.consoles.a53);
  await using lab = await aloneLab(board, { a53: `tcpConsole({ host: '127.0.0.1', port: ${cable.port} })` });

  const { code, stdout } = await disturbed(lab, board, () => cable.cut());
  expect(stdout).toMatch(
    /ERROR first > waits \(lab\): the console at .* was lost: the other side closed the connection\n {2}-> check the service/,
  );
  expect(code).toBe(2);
  // What was heard until then is there, and so is the moment from which on nothing was.
  expect(lab.events('real').map(({ type }) => type)).toEqual(expect.arrayContaining(['console.received', 'channel.lost', 'board.closed']));
  expect(lab.verdicts()).toEqual({ before: 'passed', waits: 'error', after: 'error' });
  expect(await board.power()).toBe('off');
});

test('a wrong password', async () => {
  await using lab = await aloneLab(board);

  const { code, stdout } = await lab.hil(['run'], { LAB_PASSWORD: 'not-the-password-7431' });
  expect(stdout).toMatch(/ERROR first > answers \(lab\): .* refuses the password of 'torizon'\n {2}-> check user, password and keyFile/);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
  expect(await board.power()).toBe('off');
  expect(lab.filesWith('not-the-password-7431')).toEqual([]);
});

test('a password that somebody prints stands in no file of the run', async () => {
  const { host, port } = board.endpoints.relay;
  await using lab = await aloneLab(board, { power: `shellyPlug({ host: '${host}:${port}', password: fromEnv('RELAY_PASSWORD') })` });
  const secret = 'kept-by-7431-lab';
  lab.suite(
    'first',
    `
scenario('prints', {}, async ({ board }) => {
  await board.linux.run('echo the password is ${secret} > /dev/kmsg', { asRoot: true });
  await board.serial.run('echo ${secret}');
  expect((await board.linux.run('echo ${secret}')).stdout).toBe('something else');
});
`,
  );

  const { text } = await lab.hil(['run'], { ...password(board), RELAY_PASSWORD: secret });
  expect(text).toContain('[secret]');
  expect(text).not.toContain(secret);
  expect(lab.filesWith(secret, lab.reportsDir)).toEqual([]);
  expect(lab.filesWith('[secret]', lab.reportsDir)).toEqual(
    expect.arrayContaining(['a53.log', 'events.ndjson', 'junit.xml', 'summary.md']),
  );
});

test('a host key that changed', async () => {
  await using lab = await aloneLab(board);
  lab.write('.hil/known-hosts.json', JSON.stringify({ real: `SHA256:${'A'.repeat(43)}` }));

  const { code, stdout } = await lab.hil(['run'], password(board));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): the host key of .* not SHA256:A+ as at the last connection\n {2}-> after a reflash .*hil trust real/,
  );
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
  expect(await board.power()).toBe('off');
});

test('SSH that never comes up', async () => {
  await using deaf = await BoardAlone.start({ speed: 20, faults: [{ kind: 'no-ssh', at: 'userspace' }] });
  await using lab = await aloneLab(deaf);

  const { code, stdout } = await lab.hil(['run', '--bail', '1'], password(deaf));
  // Nobody was ever let in: address, port, cable and network are as likely as an sshd that does not start.
  expect(stdout).toMatch(/ERROR first > answers \(lab\): no SSH login within 90s .*, while Linux answers at the login prompt .*\n {2}-> /);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
  expect(await deaf.power()).toBe('off');
});

test('an address that nobody answers at, though the board is up', async () => {
  const { user } = board.endpoints.ssh;
  const ssh = `sshShell({ host: 'verdin-01.invalid', user: '${user}', password: fromEnv('LAB_PASSWORD') })`;
  await using lab = await aloneLab(board, { ssh });

  const { code, stdout } = await lab.hil(['run', '--bail', '1'], password(board));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): no SSH login within 90s .* verdin-01\.invalid:22 has a name that .*, while Linux answers at the login prompt on its console\n {2}-> check/,
  );
  expect(code).toBe(2);
  expect(await board.power()).toBe('off');
});

test('a relay that cannot be reached', async () => {
  await using lab = await aloneLab(board, { power: "shellyPlug({ host: '127.0.0.1:1' })" });

  const { code, stdout } = await lab.hil(['run'], password(board));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): shelly 127\.0\.0\.1:1 does not answer: 127\.0\.0\.1:1 is a port that HTTP clients refuse\n {2}-> correct the port in the lab file/,
  );
  expect(stdout).toMatch(/PROBLEM real: the board may have power, and nothing could be switched: shelly 127\.0\.0\.1:1 does not answer/);
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
});

test('a relay that says OK and does nothing', async () => {
  await using stuck = await BoardAlone.start({ faults: [{ kind: 'stuck-relay', at: 'always' }] });
  await using lab = await aloneLab(stuck);

  const { code, stdout } = await lab.hil(['run'], password(stuck));
  expect(stdout).toMatch(
    /ERROR first > answers \(lab\): the relay said on, and console a53 gave no boot loader banner .*\n {2}-> the relay's outlet is not that of this board, its contact does not close/,
  );
  expect(code).toBe(2);
  expect(lab.verdicts()).toEqual({ answers: 'error', 'answers again': 'error' });
});
