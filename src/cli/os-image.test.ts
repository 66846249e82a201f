import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FakeTezi, makeImage, makeUuu } from '../drivers/installer/testing/fake-tezi.ts';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// Whole commands in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 600_000 });

/** A board with its recovery port and pins, an installer that really replaces its system, and a lab file for them. */
const bench = async () => {
  const board = await BoardAlone.start({
    speed: 20,
    kernel: '6.6',
    firstLogin: true,
    faults: [{ kind: 'panic', at: 'kernel', name: 'dead' }],
  });
  const { host, port } = board.endpoints.control;
  const control = `http://${host}:${port}`;
  const ask = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  const tezi = await FakeTezi.start({
    write: async ({ version = '' }) => {
      if (version.includes('half')) throw new Error('the eMMC takes no more');
      if (version.includes('liar')) return;
      await ask('/install', { version: version.includes('other') ? '9.9.9+build.9' : version });
      if (version.includes('dead')) await ask('/arm', { name: 'dead' });
    },
  });
  const lab = new LabFolder();
  const tool = join(lab.dir, 'tezi');
  mkdirSync(tool);
  const uuu = makeUuu(tool, { bootUrl: tezi.bootUrl, mayLoad: `${control}/recovery` });
  const loose = join(lab.dir, 'pins-are-loose');
  const pull = (pin: string, pulled: boolean): string =>
    `test -e ${loose} || ${process.execPath} -e 'fetch("${control}/pins",{method:"POST",body:JSON.stringify({pin:"${pin}",pulled:${pulled}})}).then((r)=>process.exit(r.ok?0:1))'`;
  const pins = (name: string): string =>
    `lab.commandPins({ ${name}: { press: ${JSON.stringify(pull(name, true))}, release: ${JSON.stringify(pull(name, false))} } })`;
  const installer = `lab.easyInstaller({ folder: '${tool}', usb: '1:23', host: '127.0.0.1', port: ${tezi.port}, serve: { host: '127.0.0.1' }, uuu: '${uuu}' })`;
  makeImage(join(lab.dir, 'new'), { version: '7.4.0+build.2' });
  makeImage(join(lab.dir, 'other'), { version: '7.4.0+build.2' }, 'the same version, and other content');
  const others = ['liar', 'other', 'half', 'dead'].map((what) => `to-${what}`).concat('last');
  for (const name of others) makeImage(join(lab.dir, name), { version: `7.5.0+build.3-${name}` });
  const write = (parts: string): void =>
    lab.lab({
      boards: `'verdin-01': ${board
        .wiring()
        .replace('power:', `${parts},\n power:`)
        .replace(/password: fromEnv\('LAB_PASSWORD'\)/g, "password: fromEnv('LAB_PASSWORD'), factoryPassword: 'torizon'")}`,
      rest: `os: { ${['new', 'other', ...others].map((name) => `'${name}': lab.teziImage('${name}')`).join(', ')} },`,
    });
  const byReset = [pull('recovery', true), pull('reset', true), pull('reset', false), pull('recovery', false)].join(' && ');
  return { board, tezi, lab, loose, write, pins, installer, byReset };
};

test('a system is installed by hand through recovery mode, by a command of the lab, and noted', async () => {
  vi.stubEnv('LAB_PASSWORD', 'another-Word-4');
  const { board, tezi, lab, write, installer, byReset } = await bench();
  await using _board = board;
  await using _tezi = tezi;
  await using _lab = lab;

  // Without a pin nothing takes it into recovery mode; with the wrong one uuu finds no board.
  write(`installer: ${installer}`);
  const noWay = await lab.hil(['provision', 'verdin-01', '--os', 'new']);
  expect(noWay).toMatchObject({ code: 3 });
  expect(noWay.text).toContain('boards.verdin-01.installer: nothing takes this board into recovery mode');
  expect(tezi.fetched).toEqual([]);

  // By a command that needs no pin of ours: recovery held over a reset.
  write(`installer: ${installer.replace(' })', `, recovery: ${JSON.stringify(byReset)} })`)}`);
  const other = await lab.hil(['provision', 'verdin-01', '--os', 'other']);
  expect(other.text).toContain("changed   the system: 'Torizon OS 7.1.0+build.1' -> 'Torizon OS 7.4.0+build.2'");
  expect(other).toMatchObject({ code: 0 });
  expect(tezi.fetched).toContain('os.ota.tar.zst');
  expect(other.text).toMatch(/installing: \d+ % of 1 MB fetched/);
  const note = JSON.parse(readFileSync(join(lab.dir, '.hil', 'verdin-01.os.json'), 'utf8')) as object;
  expect(note).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), machineId: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test('a run installs what its scenarios need once, and tells whose fault it is where something else runs then', async () => {
  vi.stubEnv('LAB_PASSWORD', 'another-Word-4');
  const { board, tezi, lab, loose, write, pins, installer } = await bench();
  await using _board = board;
  await using _tezi = tezi;
  await using _lab = lab;
  write(`installer: ${installer}, pins: ${pins('recovery')}`);
  lab.suite(
    'first',
    `
import { rmSync, writeFileSync } from 'node:fs';
const version = async (board) => (await board.linux.run('. /etc/os-release; echo $VERSION')).stdout.trim();
scenario('runs it', { os: 'new' }, async ({ board }) => { expect(await version(board)).toBe('7.4.0+build.2'); });
scenario('has it already', { os: 'new', boot: 'warm' }, async ({ board }) => { expect(await version(board)).toBe('7.4.0+build.2'); });
scenario('is told a lie', { os: 'to-liar' }, async () => {});
scenario('gets another', { os: 'to-other' }, async () => {});
scenario('is half written', { os: 'to-half' }, async () => {});
scenario('does not come up', { os: 'to-dead' }, async () => {});
scenario('is there again', { os: 'last' }, async ({ board }) => { expect(await version(board)).toMatch(/^\\d/); writeFileSync('${loose}', ''); });
scenario('never waits', { os: 'other' }, async () => {});
`,
  );
  const { code } = await lab.hil(['run']);
  const reports = new RunReports(lab.run, code);
  for (const name of ['runs it', 'has it already', 'is there again']) reports.agree(`first > ${name}`, { verdict: 'passed' });
  reports.agree('first > is told a lie', {
    verdict: 'error',
    fault: 'lab',
    says: /the installer says that it is done, and the system from before runs/,
  });
  reports.agree('first > gets another', { verdict: 'failed', fault: 'dut', says: /was installed, and another system runs: .*9\.9\.9/ });
  reports.agree('first > is half written', { verdict: 'error', fault: 'lab', says: /Toradex Easy Installer says 'failed'/ });
  reports.agree('first > does not come up', { verdict: 'failed', fault: 'dut', says: /panic/ });
  reports.agree('first > never waits', { verdict: 'error', fault: 'lab', says: /recovery/ });
  expect(tezi.fetched.filter((name) => name === 'image.json')).toHaveLength(6);
  expect(code).toBe(1);
});

test('an image that is incomplete, and a name that the lab file does not have, are told before anything is touched', async () => {
  vi.stubEnv('LAB_PASSWORD', 'torizon');
  await using lab = new LabFolder();
  makeImage(join(lab.dir, 'broken'), { wrapup_script: 'end.sh' });
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard())', rest: "os: { broken: lab.teziImage('broken') }," });
  const broken = await lab.hil(['provision', 'virtual', '--os', 'broken']);
  expect(broken).toMatchObject({ code: 3 });
  expect(broken.text).toContain("os.broken.path: image.json names 'end.sh', which is not there");
  makeImage(join(lab.dir, 'broken'));
  const misspelt = await lab.hil(['provision', 'virtual', '--os', 'brokn']);
  expect(misspelt).toMatchObject({ code: 3 });
  expect(misspelt.text).toContain("the lab file names no system 'brokn'; did you mean 'broken'?");
});
