import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdinImx8mp } from '../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Rig } from '../../core/driver.ts';
import { toErrorReport } from '../../core/errors.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { endProcess } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { labgridPlace } from './labgrid-place.ts';
import { releasePlace } from './release-place.ts';
import { StandInCoordinator } from './testing/coordinator.ts';

const script = fileURLToPath(new URL('./testing/hold-until-killed.ts', import.meta.url));

let coordinator: StandInCoordinator;
let stateDir: string;
let run: ChildProcess;

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
  coordinator = await StandInCoordinator.start({ 'verdin-01': [] });
  run = spawn(process.execPath, ['--import', 'tsx', script, coordinator.address, 'verdin-01', stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(run.stdout!, 'data');
});

afterEach(async () => {
  await endProcess(run);
  await coordinator[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
});

const settings = (): Parameters<typeof labgridPlace>[0] => ({
  coordinator: coordinator.address,
  place: 'verdin-01',
  login: { user: 'torizon' },
  user: 'next',
  hostname: 'ci-1',
});
const context = () => ({ board: 'verdin-01', stateDir, signal: AbortSignal.timeout(hostLimit(20_000)) });
const reclaim = (): Promise<void> => verdinImx8mp(labgridPlace(settings())).reclaim!(context());
const start = (): Promise<Rig & AsyncDisposable> => labgridPlace(settings()).start(context());
const notes = (): string[] => readdirSync(stateDir).filter((file) => file.includes('.labgrid-'));

test('what a killed run holds stays held until it is reclaimed', async () => {
  await endProcess(run);
  await expect.poll(() => coordinator.sessions).toBe(0);
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/nightly/);
  await reclaim();
  expect(await coordinator.holderOf('verdin-01')).toBeUndefined();
  expect(notes()).toEqual([]);
});

test('the first act of the next run is to free what a killed one holds', async () => {
  await endProcess(run);
  await using _rig = await start();
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/next/);
  expect(notes()).toHaveLength(1);
});

test('a run that lives keeps what it holds', async () => {
  await reclaim();
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/nightly/);
  expect((await rejection(start())).message).toMatch(/is held by nightly\S+ on ci-1$/);
  expect(notes()).toHaveLength(1);
});

test('what somebody else took after the run was killed stays theirs', async () => {
  await endProcess(run);
  const holder = await coordinator.holderOf('verdin-01');
  await releasePlace({ address: coordinator.address, place: 'verdin-01', holder: holder! }, context().signal);
  const theirs = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
  await using _rig = await labgridPlace({ ...settings(), user: 'alice' }).start({ ...context(), stateDir: theirs });
  await reclaim();
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/alice/);
  expect(notes()).toEqual([]);
  rmSync(theirs, { recursive: true });
});

test('a place that was deleted meanwhile owes nothing', async () => {
  await endProcess(run);
  coordinator.delete('verdin-01');
  await reclaim();
  expect(notes()).toEqual([]);
});

test('while the coordinator is away the note is kept, and the error says so', async () => {
  await endProcess(run);
  await coordinator.close();
  const error = toErrorReport(await rejection(reclaim()));
  expect(error).toMatchObject({ fault: 'lab', message: `the labgrid coordinator ${coordinator.address} cannot be reached (ECONNREFUSED)` });
  expect(notes()).toHaveLength(1);
});

test('of a run on another host it is not known whether it lives', async () => {
  await endProcess(run);
  const file = join(stateDir, notes()[0]!);
  const note = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...note, by: { ...note.by, host: 'another-host', boot: 'another-boot' } }));
  await reclaim();
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/nightly/);
  expect(notes()).toHaveLength(1);
});

test('a note that was being written when the run was killed does no harm', async () => {
  writeFileSync(join(stateDir, 'verdin-01.labgrid-torn.json'), '{"coordinator": "127.');
  await reclaim();
  expect(await coordinator.holderOf('verdin-01')).toMatch(/^ci-1\/nightly/);
});
