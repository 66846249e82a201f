import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { Rig } from '../../core/driver.ts';
import type { HealthCheck } from '../../core/health-check.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { BoardBench } from '../testing/board-bench.ts';

const startRig = (seed: number): Promise<Rig & AsyncDisposable> =>
  virtualBoard({ speed: 100, seed }).start({ board: `board-${seed}`, stateDir: tmpdir(), signal: AbortSignal.timeout(hostLimit(20_000)) });

/** Everything of one board but SSH, which is another's: as where a name in the network has moved. */
const withSshOf = (rig: Rig, ssh: NonNullable<Rig['ssh']>): Rig => ({ ...rig, ssh });

test('nothing runs on a board whose SSH is that of another one, and the product is not blamed', async () => {
  await using mine = await startRig(1);
  await using theirs = await startRig(2);
  await using bench = BoardBench.on(withSshOf(mine, theirs.ssh!));
  await using relay = await theirs.power.connect(bench.driver('theirs'));
  await relay.on();
  const open = await bench.open();

  const checks: readonly HealthCheck[] = await open.board.checkHealth!({ keepsRunning: false }, open.signal);
  expect(checks.at(-1)).toMatchObject({
    what: 'linux',
    result: 'bad',
    error: {
      fault: 'lab',
      message: 'SSH leads to another board than the console',
      evidence: expect.arrayContaining([
        expect.stringContaining('ssh: serial number 15230202'),
        expect.stringContaining('Serial#: 15230201'),
      ]),
    },
  });
  await expect(open.scenario()).rejects.toMatchObject({ fault: 'lab', message: 'SSH leads to another board than the console' });
  expect(open.of('command.finished')).toEqual([]);
});
