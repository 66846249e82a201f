import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import type { QemuEndpoints } from './endpoints.ts';
import { cacheFolder } from './prepare/manifest.ts';
import { notPrepared, onPrepared } from './testing/prepared.ts';
import { processesWith } from './testing/processes.ts';

const patience = { timeout: hostLimit(60_000) };
const folder = mkdtempSync(join(tmpdir(), 'hil-qemu-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (cache: string): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } =>
  spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url)), cache], {
    stdio: 'pipe',
    env: { ...process.env, TMPDIR: folder },
  });

const endpointsOf = async (rig: ReturnType<typeof run>): Promise<QemuEndpoints> => {
  const [line] = (await once(rig.stdout, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as QemuEndpoints;
};

const switchOn = ({ relay }: QemuEndpoints): Promise<Response> => fetch(`http://127.0.0.1:${relay.port}/rpc/Switch.Set?id=0&on=true`);

/** Files of a rig on disk and in memory. */
const foldersOf = (pid: number | undefined): string[] =>
  [folder, '/dev/shm']
    .map((root) => join(root, `verdin-hil-qemu-${userInfo().uid}`))
    .flatMap((root) => (existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : []))
    .filter((path) => path.includes(`/${pid}-`));

test('ends in one sentence when nothing is prepared', async () => {
  const rig = run(join(folder, 'nothing'));
  const [said, [code]] = await Promise.all([text(rig.stderr!), once(rig, 'exit')]);
  expect(code).toBe(3);
  expect(said).toBe(`no QEMU board is prepared in ${join(folder, 'nothing')}\n`);
});

describe.skipIf(notPrepared !== undefined)(onPrepared('the process of a QEMU board'), () => {
  test('ends with its standard input, and QEMU and files with it', patience, async () => {
    const rig = run(cacheFolder());
    const endpoints = await endpointsOf(rig);
    expect(endpoints.pid).toBe(rig.pid);
    expect((await switchOn(endpoints)).status).toBe(200);
    expect(foldersOf(rig.pid)).not.toEqual([]);
    rig.stdin!.end();
    expect(await once(rig, 'exit')).toEqual([0, null]);
    expect(processesWith(`/${rig.pid}-`)).toEqual([]);
    expect(foldersOf(rig.pid)).toEqual([]);
  });

  test('takes QEMU with it when it is killed, and the next one removes what it left', patience, async () => {
    const rig = run(cacheFolder());
    await switchOn(await endpointsOf(rig));
    expect(processesWith(`/${rig.pid}-`)).toHaveLength(1);
    rig.kill('SIGKILL');
    await vi.waitFor(() => expect(processesWith(`/${rig.pid}-`)).toEqual([]), 60_000);
    expect(foldersOf(rig.pid)).not.toEqual([]);
    const next = run(cacheFolder());
    await endpointsOf(next);
    expect(foldersOf(rig.pid)).toEqual([]);
    next.stdin!.end();
    await once(next, 'exit');
  });
});
