import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ByteStream } from '../../core/console.ts';
import type { Driver, Rig } from '../../core/driver.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { SpoiltStream } from '../../drivers/testing/spoilt-stream.ts';
import { BoardBench, type OpenBoard } from '../testing/board-bench.ts';

let isMute = false;
let rig: Rig & AsyncDisposable;
let bench: BoardBench;
let open: OpenBoard;
const silences: KernelIncident[] = [];

const mutable = (driver: Driver<ByteStream>): Driver<ByteStream> => ({
  ...driver,
  connect: async (context) => new SpoiltStream(await driver.connect(context), (chunk) => (isMute ? new Uint8Array() : chunk)),
});

beforeAll(async () => {
  // The DSP is remoteproc0 here, and the M7 is still found.
  rig = await virtualBoard({ speed: 50, dsp: true }).start({
    board: 'silent',
    stateDir: tmpdir(),
    signal: AbortSignal.timeout(hostLimit(20_000)),
  });
  bench = BoardBench.on({ ...rig, consoles: { ...rig.consoles, m7: mutable(rig.consoles.m7!) } });
  open = await bench.open();
  open.board.onIncident((phase, incident) => {
    if (phase === 'opened' && incident.kind === 'm7-silent') silences.push(incident);
  });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

test('an M7 that ticks, or that was stopped, is not silent; one that ticked and does not any more is, when its scenario ends', async () => {
  const board = await open.scenario({ firmware: 'tcm-hello' });
  expect((await board.m7.start('tcm-hello')).outcome).toBe('alive');
  await open.board.hearOut!(open.signal);

  await board.m7.stop();
  isMute = true;
  await open.board.hearOut!(open.signal);
  expect(silences).toEqual([]);

  isMute = false;
  expect((await board.m7.start('tcm-hello')).outcome).toBe('alive');
  isMute = true;
  await open.board.hearOut!(open.signal);
  expect(silences).toMatchObject([{ endsScenario: true, channels: ['m7'], title: expect.stringContaining('tcm-hello') }]);
}, 120_000);
