import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OpenBoard } from '../../board/testing/board-bench.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { boardClock } from '../../core/time.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import { talkWithRemoteproc } from './testing/remoteproc-talk.ts';

// What Debian's kernels said to the same questions on the QEMU board with an M7, line for line, against the virtual board.

const patience = { timeout: hostLimit(120_000) };

// The module of Toradex's downstream kernel, which Debian's does not have, and what the driver says where TF-A asks the core to sleep first.
const downstream = ['imx_rpmsg_tty ', 'imx-rproc imx8mp-cm7: Not in wfi, force stopped'];
/** What other software than the kernel's decides. Debian's 6.1 tells in its own words that a file could not be read. */
const others = { '6.1': [...downstream, 'remoteproc remoteproc0: loading /lib/firmware/'], '6.12': downstream };
/** The M7's own line, which comes when it has come so far. */
const ofCore = /creating channel/;

/** Without what the device tree and the number of devices decide: Toradex's overlay names its buffer without the 0. */
const shapeOf = (line: string): string => line.replace(/rproc-virtio\.\d+/, 'rproc-virtio.N').replace(/vdev0?buffer/, 'vdevbuffer');

const comparable = (lines: readonly string[], kernel: keyof typeof others): readonly string[] => {
  const said = lines.filter((line) => !others[kernel].some((start) => line.startsWith(`| ${start}`))).map(shapeOf);
  return [...said.filter((line) => !ofCore.test(line)), ...said.filter((line) => ofCore.test(line))];
};

test.each(['6.1', '6.12'] as const)('the virtual board with Linux %s answers as the recording does', patience, async (kernel) => {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-remoteproc-'));
  const signal = AbortSignal.timeout(patience.timeout);
  await using rig = await virtualBoard({ speed: 100, kernel, image: 'bsp' }).start({ board: 'talk', stateDir, signal });
  const open = await OpenBoard.open(rig, stateDir, {}, () => {});
  await open.scenario({ boot: 'cold' });
  await using host = await rig.ssh!.connect({ board: 'talk', clock: boardClock(rig.speed), signal, stateDir });
  const said = await talkWithRemoteproc(await host.connect({ within: '60s', signal }));
  await open.abandon();
  rmSync(stateDir, { recursive: true });

  const recorded = readFileSync(new URL(`./testing/recordings/remoteproc-${kernel}.log`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(comparable(said, kernel)).toEqual(comparable(recorded, kernel));
});
