import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OpenBoard } from '../../board/testing/board-bench.ts';
import type { ScenarioBoard } from '../../core/board.ts';
import type { Rig } from '../../core/driver.ts';
import type { LabEvent } from '../../core/event.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { type Cause, diagnose } from '../../knowledge/diagnosis/diagnose.ts';
import { factsFromEvents } from '../../knowledge/diagnosis/facts.ts';
import type { QemuChoice } from './choice.ts';
import { qemuVerdin } from './qemu-verdin.ts';
import { onPrepared, whyNotPrepared } from './testing/prepared.ts';

// One boot each. What a start does there is held against its prediction, and what the board said against the diagnosis.
const patience = { timeout: hostLimit(600_000) };

const upstream = { m7: true, tfA: 'upstream' } as const;
const older = { m7: true, kernel: '6.1' } as const;

let stateDir: string;
let rig: (Rig & AsyncDisposable) | undefined;
let open: OpenBoard | undefined;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'hil-qemu-choices-'));
});
afterEach(async () => {
  await open?.abandon();
  await rig?.[Symbol.asyncDispose]();
  [open, rig] = [undefined, undefined];
  rmSync(stateDir, { recursive: true });
}, patience.timeout);

const booted = async (choice: QemuChoice, needs: ScenarioNeeds): Promise<{ open: OpenBoard; board: ScenarioBoard }> => {
  rig = await qemuVerdin(choice).start({ board: 'qemu-m7', stateDir, signal: AbortSignal.timeout(patience.timeout) });
  open = await OpenBoard.open(rig, stateDir, {}, () => {});
  return { open, board: await open.scenario(needs) };
};

const causesOf = ({ events }: OpenBoard): readonly Cause[] => {
  const journal = events.map((event, seq): LabEvent => ({ seq, at: seq, board: 'bench', ...event }));
  return diagnose(factsFromEvents(journal)).causes;
};

describe.skipIf(whyNotPrepared(upstream) !== undefined)(onPrepared("with upstream's TF-A", whyNotPrepared(upstream)), () => {
  test('Linux calls a core attached that nobody started, cannot stop it, and is told why', patience, async () => {
    const { open, board } = await booted(upstream, { boot: 'cold', firmware: 'tcm-hello' });
    expect(await board.m7.state()).toBe('attached');
    const observed = await board.m7.start('tcm-hello');
    expect(observed).toMatchObject({ outcome: 'refused', predicted: { outcome: 'refused' } });
    expect(observed.kernelLines.join('\n')).toContain("can't stop rproc: -1");
    expect(causesOf(open)[0]).toMatchObject({ name: 'upstream-tf-a', confidence: 'certain' });
  });
});

describe.skipIf(whyNotPrepared(older) !== undefined)(onPrepared("with Debian 12's own kernel", whyNotPrepared(older)), () => {
  test('each start ends as predicted', patience, async () => {
    const { board } = await booted(older, { boot: 'cold', firmware: 'ddr-plain' });
    expect((await board.linux.run('uname -r')).stdout).toMatch(/^6\.1\./);
    expect(await board.m7.state()).toBe('offline');
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'mute', state: 'running', predicted: { outcome: 'mute' } });
    expect(await board.m7.start('tcm-hello')).toMatchObject({ outcome: 'alive', predicted: { outcome: 'alive' } });
    expect(await board.m7.start('ddr-plain')).toMatchObject({ outcome: 'stale', predicted: { outcome: 'stale' } });
    expect(await board.m7.start('a53-addresses')).toMatchObject({ outcome: 'refused', predicted: { outcome: 'refused' } });
  });

  test(
    'without mcore_booted the first write into the TCM freezes the whole board, as predicted, until its watchdog bites',
    patience,
    async () => {
      const { board } = await booted(older, { boot: 'cold', mcoreBooted: false, firmware: 'tcm-hello' });
      expect(await board.m7.start('tcm-hello')).toMatchObject({ outcome: 'frozen', predicted: { outcome: 'frozen' } });
      await board.waitForReset({ within: '2min' });
    },
  );
});
