import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { ByteStream } from '../../core/console.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { BoardBench } from '../testing/board-bench.ts';

/** The same stream until the wire is cut: then nothing comes, and nobody says so. */
const cutBy = (isCut: () => boolean, stream: ByteStream): ByteStream => ({
  write: (data) => stream.write(data),
  onData: (listener) => stream.onData((chunk) => isCut() || listener(chunk)),
  onLost: (listener) => stream.onLost(listener),
  [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
});

test('the console of a silent M7 is proven anew, and one that has died is told', async () => {
  const board = 'silent';
  const source = virtualBoard({ speed: 100 });
  await using rig = await source.start({ board, stateDir: tmpdir(), signal: AbortSignal.timeout(hostLimit(20_000)) });
  const { provenM7Console: _, ...wires } = rig;
  let isCut = false;
  const m7 = {
    ...rig.consoles.m7!,
    connect: async (...on: Parameters<NonNullable<typeof rig.consoles.m7>['connect']>) =>
      cutBy(() => isCut, await rig.consoles.m7!.connect(...on)),
  };
  await using bench = BoardBench.on({ ...wires, consoles: { ...rig.consoles, m7 } });
  const open = await bench.open();
  const scenario = await open.scenario({ boot: 'cold' });
  const trouble = (): Promise<Error | undefined> => open.board.m7ConsoleTrouble!(open.signal);
  const boots = open.boots.length;

  expect(await trouble()).toBeUndefined();
  expect(open.boots).toHaveLength(boots);
  expect((await scenario.m7.start('tcm-hello')).outcome).toBe('alive');
  expect(await trouble()).toBeUndefined();
  expect(open.boots).toHaveLength(boots + 1);

  isCut = true;
  expect((await scenario.m7.start('tcm-hello')).outcome).toBe('mute');
  expect(await trouble()).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/console m7 has died.*did not come on console m7/),
  });
  expect(await scenario.stage()).toBe('login');
});
