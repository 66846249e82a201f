import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FakeTezi, makeImage, makeUuu } from '../drivers/installer/testing/fake-tezi.ts';
import { BoardAlone } from './testing/board-alone.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole commands in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 600_000 });

/** A board with its recovery port and pins, an installer that really replaces its system, and a lab file for them. */
const bench = async () => {
  const board = await BoardAlone.start({ speed: 20, kernel: '6.6', firstLogin: true });
  const { host, port } = board.endpoints.control;
  const control = `http://${host}:${port}`;
  const ask = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  const tezi = await FakeTezi.start({ write: ({ version }) => ask('/install', { version }) });
  const lab = new LabFolder();
  const tool = join(lab.dir, 'tezi');
  mkdirSync(tool);
  const uuu = makeUuu(tool, { bootUrl: tezi.bootUrl, mayLoad: `${control}/recovery` });
  const pull = (pin: string, pulled: boolean): string =>
    `${process.execPath} -e 'fetch("${control}/pins",{method:"POST",body:JSON.stringify({pin:"${pin}",pulled:${pulled}})}).then((r)=>process.exit(r.ok?0:1))'`;
  const pins = (name: string): string =>
    `lab.commandPins({ ${name}: { press: ${JSON.stringify(pull(name, true))}, release: ${JSON.stringify(pull(name, false))} } })`;
  const installer = `lab.easyInstaller({ folder: '${tool}', usb: '1:23', host: '127.0.0.1', port: ${tezi.port}, serve: { host: '127.0.0.1' }, uuu: '${uuu}' })`;
  makeImage(join(lab.dir, 'new'), { version: '7.4.0+build.2' });
  makeImage(join(lab.dir, 'other'), { version: '7.4.0+build.2' }, 'the same version, and other content');
  const write = (parts: string): void =>
    lab.lab({
      boards: `'verdin-01': ${board
        .wiring()
        .replace('power:', `${parts},\n power:`)
        .replace(/password: fromEnv\('LAB_PASSWORD'\)/g, "password: fromEnv('LAB_PASSWORD'), factoryPassword: 'torizon'")}`,
      rest: "os: { new: lab.teziImage('new'), other: lab.teziImage('other') },",
    });
  const byReset = [pull('recovery', true), pull('reset', true), pull('reset', false), pull('recovery', false)].join(' && ');
  return { board, tezi, lab, write, pins, installer, byReset };
};

test('a system is installed through recovery mode, proven by what runs, and never twice', async () => {
  vi.stubEnv('LAB_PASSWORD', 'another-Word-4');
  const { board, tezi, lab, write, pins, installer, byReset } = await bench();
  await using _board = board;
  await using _tezi = tezi;
  await using _lab = lab;

  // Without a pin nothing takes it into recovery mode; with the wrong one uuu finds no board.
  write(`installer: ${installer}`);
  const noWay = await lab.hil(['provision', 'verdin-01', '--os', 'new']);
  expect(noWay).toMatchObject({ code: 2 });
  expect(noWay.text).toContain('nothing in the lab file takes this board into recovery mode');
  expect(tezi.fetched).toEqual([]);

  write(`installer: ${installer}, pins: ${pins('recovery')}`);
  const installed = await lab.hil(['provision', 'verdin-01', '--os', 'new']);
  expect(installed.text).toContain("changed   the system: 'Torizon OS 7.1.0+build.1' -> 'Torizon OS 7.4.0+build.2'");
  expect(installed).toMatchObject({ code: 0 });
  expect(tezi.fetched).toContain('os.ota.tar.zst');
  expect(installed.text).toMatch(/installing: \d+ % of 1 MB fetched/);

  const fetched = tezi.fetched.length;
  const again = await lab.hil(['provision', 'verdin-01', '--os', 'new']);
  expect(again).toMatchObject({ code: 0 });
  expect(again.text).not.toContain('installing');
  expect(tezi.fetched).toHaveLength(fetched);

  // By a command that needs no pin of ours: recovery held over a reset.
  write(`installer: ${installer.replace(' })', `, recovery: ${JSON.stringify(byReset)} })`)}`);
  const other = await lab.hil(['provision', 'verdin-01', '--os', 'other']);
  expect(other).toMatchObject({ code: 0 });
  expect(tezi.fetched.length).toBeGreaterThan(fetched);
  const note = JSON.parse(readFileSync(join(lab.dir, '.hil', 'verdin-01.os.json'), 'utf8')) as object;
  expect(note).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), machineId: expect.stringMatching(/^[0-9a-f]{32}$/) });
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
