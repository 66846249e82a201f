import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OpenBoard } from '../../board/testing/board-bench.ts';
import type { ScenarioBoard } from '../../core/board.ts';
import type { Rig } from '../../core/driver.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { qemuVerdin } from './qemu-verdin.ts';
import { m7NotPrepared, onPrepared } from './testing/prepared.ts';

// As for the stock board, and a fifth core that the host has to turn.
const patience = { timeout: hostLimit(300_000) };

describe.skipIf(m7NotPrepared !== undefined)(onPrepared('a Verdin in a QEMU that has an M7', m7NotPrepared), () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-qemu-m7-'));
  let rig: Rig & AsyncDisposable;
  let open: OpenBoard;
  let board: ScenarioBoard;

  beforeAll(async () => {
    rig = await qemuVerdin({ m7: true }).start({ board: 'qemu-m7', stateDir, signal: AbortSignal.timeout(patience.timeout) });
    open = await OpenBoard.open(rig, stateDir, {}, () => {});
    // Fetched by the real U-Boot, with its own address by DHCP; `bootaux-preload` takes it from storage.
    board = await open.scenario({ boot: 'cold', preload: 'ddr-plain', preloadFrom: 'tftp' });
  }, 2 * patience.timeout);

  afterAll(async () => {
    await open?.abandon();
    await rig?.[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true });
  });

  test('what bootaux started is attached by the call to TF-A, and lives under Linux', patience, async () => {
    expect(await board.m7.state()).toBe('attached');
    expect(await board.m7.observe('ddr-plain')).toMatchObject({ outcome: 'alive' });
  });

  test('stopped and loaded again it starts from the vector that bootaux left in the ITCM', patience, async () => {
    await board.m7.stop();
    expect(await board.m7.state()).toBe('offline');
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
  });

  test('another build at the same addresses starts in its middle', patience, async () => {
    const observed = await board.m7.start('ddr-plain-moved');
    expect(observed).toMatchObject({ state: 'running', predicted: { outcome: observed.outcome } });
    expect(['stale', 'mute']).toContain(observed.outcome);
  });

  test('after a cold boot without preload a DDR image is mute, until a TCM image speaks in its place', patience, async () => {
    await board.provision({ boot: 'cold', firmware: 'ddr-plain' });
    expect(await board.m7.state()).toBe('offline');
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'mute', state: 'running', predicted: { outcome: 'mute' } });
    expect(await board.m7.start('tcm-hello')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'stale', predicted: { outcome: 'stale' } });
  });
});
