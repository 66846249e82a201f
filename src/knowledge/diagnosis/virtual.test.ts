import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdinImx8mp } from '../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Board, ScenarioBoard } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { FirmwareEntry } from '../../core/firmware.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { monotonicMs } from '../../core/time.ts';
import type { VirtualSettings } from '../../core/virtual.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import type { Inspection } from '../firmware/inspect.ts';
import { imageNames, imageOf, imagePath } from '../firmware/testing/images.ts';
import { addStartVector, inspectFirmware, toBin } from '../firmware/testing/verdin-imx8mp.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { factsFromEvents } from './facts.ts';
import { quote } from './log-line.ts';

// Causes out of what a virtual board prints and answers by itself: no log in here was written by anybody.

const folder = mkdtempSync(join(tmpdir(), 'hil-causes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = (name: string, kind: FirmwareEntry['kind'], content: Uint8Array): FirmwareEntry => {
  writeFileSync(join(folder, name), content);
  return { kind, path: join(folder, name) };
};
const firmware: Readonly<Record<string, FirmwareEntry>> = {
  ...Object.fromEntries(imageNames.map((name) => [name, { kind: 'm7-elf', path: imagePath(name) } as const])),
  'tcm-bin': made('tcm.bin', 'm7-bin', toBin(imageOf('tcm-hello')).bytes),
  'ddr-fixed': made('ddr-fixed.elf', 'm7-elf', addStartVector(imageOf('ddr-plain'))),
};
const inspectionOf = (name: string): Inspection => inspectFirmware(new Uint8Array(readFileSync(firmware[name]!.path)));

interface Case {
  readonly needs?: ScenarioNeeds;
  /** Of a fault, once the board holds what is needed: only the boot that the scenario itself asks for meets it, whatever state an earlier one left. */
  readonly arm?: string;
  readonly act?: (board: ScenarioBoard) => Promise<unknown>;
  /** The image that the scenario is about. */
  readonly image?: string;
}

interface Played {
  readonly rows: readonly number[];
  readonly diagnosis: Diagnosis;
  /** For the message of a test that fails. */
  readonly told: string;
}

const sysfs = '/sys/class/remoteproc/remoteproc0';
const ask = (board: ScenarioBoard, command: string): Promise<unknown> =>
  board.linux.run(command, { asRoot: true, reject: false, timeout: '60s' });

/** A board as a run has it: what it emits, with its incidents and observations, as the journal would hold it. */
class VirtualBench {
  readonly #settings: VirtualSettings;
  readonly #events: LabEvent[] = [];
  readonly #closing = new AbortController();
  #board: Board | undefined;
  constructor(settings: VirtualSettings) {
    this.#settings = settings;
  }

  async open(): Promise<void> {
    const stateDir = mkdtempSync(join(folder, 'state-'));
    mkdirSync(stateDir, { recursive: true });
    this.#board = await verdinImx8mp(virtualBoard({ speed: 50, ...this.#settings })).open({
      name: 'virtual',
      signal: this.#closing.signal,
      stateDir,
      firmware,
      emit: (event) => this.#emit(event),
      log: () => {},
    });
    this.#board.onObservation((observation) => this.#emit({ type: 'm7.observed', observation }));
    this.#board.onIncident((phase, incident) => this.#emit({ type: `incident.${phase}`, incident, expected: false }));
  }

  /** Plays one scenario, and names its causes from what was seen in it alone. */
  async play({ needs = {}, arm, act, image }: Case): Promise<Played> {
    const board = this.#board!;
    const over = new AbortController();
    if (arm) await this.#provision(needs, over.signal);
    const from = this.#events.length;
    const startedAt = monotonicMs();
    this.#emit({ type: 'scenario.started', scenario: 's', attempt: 1 });
    const errors = [];
    try {
      await board.faults!.disarm();
      if (arm) await board.faults!.arm(arm);
      await board.prepare(needs, over.signal);
      // A refusal of Linux is one of the things to explain.
      await act?.(board.handle(over.signal, { wantsRefusal: true }));
    } catch (cause) {
      errors.push(toErrorReport(cause, 'dut'));
    }
    // As a run does before its verdict: what the kernel log has not handed over yet would count as the next scenario's.
    await board.hearOut?.(over.signal).catch(() => {});
    over.abort(new Error('the scenario is over'));
    const result = { id: 's', verdict: errors.length > 0 ? 'failed' : 'passed', errors, durationMs: monotonicMs() - startedAt } as const;
    this.#emit({ type: 'scenario.finished', scenario: 's', result });
    const about = this.#events.slice(0, from).filter(({ type }) => type === 'board.opened' || type === 'board.identified');
    const facts = factsFromEvents([...about, ...this.#events.slice(from)], image ? inspectionOf(image) : undefined);
    const diagnosis = diagnose(facts);
    for (const { evidence } of diagnosis.causes) expect(evidence).not.toEqual([]);
    const rows = diagnosis.causes.map(({ row }) => row);
    const named = diagnosis.causes.map(({ name, evidence }) => `${name}: ${evidence.join(' / ')}`);
    const told = [
      ...errors.flatMap(({ message, evidence }) => [message, ...evidence]),
      ...facts.lines.slice(-40).map(quote),
      ...named,
    ].join('\n');
    return { rows, diagnosis, told };
  }

  async close(): Promise<void> {
    await this.#board?.end('off').catch(() => {});
    await this.#board?.[Symbol.asyncDispose]();
    this.#closing.abort();
  }

  /** Where the armed boot had to be provisioned first, it would be another one that the fault strikes. */
  async #provision({ boot: _, ...held }: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    await this.#board!.faults!.disarm();
    await this.#board!.prepare(held, signal);
    await this.#board!.hearOut?.(signal).catch(() => {});
  }

  #emit(event: EventBody): void {
    this.#events.push({ seq: this.#events.length, at: monotonicMs(), board: 'virtual', ...event });
  }
}

const rigFor = (settings: VirtualSettings): VirtualBench => {
  const rig = new VirtualBench(settings);
  beforeAll(() => rig.open());
  afterAll(() => rig.close());
  return rig;
};

const starting = (name: string, needs: ScenarioNeeds = { boot: 'running' }): Case => ({
  needs,
  image: name,
  act: (board) => board.m7.start(name),
});

describe('a board of thread 21051', { timeout: hostLimit(120_000) }, () => {
  const rig = rigFor({
    faults: [
      { name: 'restart-stall', kind: 'rcu-stall', at: 'm7-restart' },
      { name: 'lose environment', kind: 'env-crc', at: 'u-boot' },
      { name: 'noise', kind: 'noise', at: 'u-boot' },
    ],
  });

  test('rows 23 and 26: the restart stall, unproven, and the panic that follows from it', async () => {
    const { rows, diagnosis } = await rig.play({ image: 'tcm-hello', needs: { boot: 'cold' }, arm: 'restart-stall', act: restart });
    expect(rows).toEqual([23, 26]);
    expect(diagnosis.causes.map(({ role }) => role)).toEqual(['cause', 'consequence']);
    expect(diagnosis.causes[0]!.confidence).not.toBe('certain');
    expect(diagnosis.nextExperiment).toBeDefined();
  });

  test('row 9 alone: silence on the start vector of an image whose code is gone, though that image was heard before', async () => {
    const { rows, diagnosis, told } = await rig.play({
      needs: { boot: 'cold', preload: 'ddr-plain' },
      image: 'ddr-plain-moved',
      act: async (board) => {
        await board.m7.observe('ddr-plain');
        await board.m7.stop();
        await board.m7.start('ddr-plain-moved');
      },
    });
    expect(rows[0], told).toBe(9);
    expect(rows).not.toContain(10);
    expect(diagnosis.causes[0]!.confidence).toBe('certain');
  });

  test.each<readonly [number, string, Case]>([
    [9, 'a DDR image without a start vector, on a fresh boot', starting('ddr-plain', { boot: 'cold' })],
    [1, 'a file that is not there', { act: (board) => board.m7.start({ absent: 'nowhere.elf' }) }],
    [3, 'a .bin where Linux wants an ELF', starting('tcm-bin')],
    [4, 'an image linked at addresses of the A53', starting('a53-addresses')],
    [5, 'a segment across the end of the ITCM', starting('itcm-crossing')],
    [6, 'a segment outside of every reserved region', starting('ddr-outside')],
    [7, 'a segment that ends on the last byte of the ITCM', starting('itcm-exact')],
    [
      10,
      'a DDR image behind one in the TCM',
      {
        image: 'ddr-plain',
        act: async (board) => {
          await board.m7.start('tcm-hello');
          await board.m7.start('ddr-plain');
        },
      },
    ],
    [
      18,
      'naming a firmware while the core runs',
      {
        act: async (board) => {
          await board.m7.start('tcm-hello');
          await ask(board, `echo other.elf > ${sysfs}/firmware`);
        },
      },
    ],
    [
      20,
      'stopping what is offline',
      {
        act: async (board) => {
          await board.m7.stop();
          await ask(board, `cat ${sysfs}/state; echo stop > ${sysfs}/state`);
        },
      },
    ],
    [
      16,
      'a core that U-Boot has started',
      {
        needs: { boot: 'cold', preload: 'tcm-hello' },
        act: (board) => ask(board, `cat ${sysfs}/state; echo other.elf > ${sysfs}/firmware`),
      },
    ],
    [13, 'a start without mcore_booted', starting('tcm-hello', { boot: 'cold', mcoreBooted: false })],
    [14, 'the argument mistyped', starting('tcm-hello', { boot: 'cold', kernelArgument: 'clk-imx8mp.mcorebooted=1' })],
    [27, 'bootaux of what was not loaded', { act: bootauxOfNothing }],
    [28, 'bootaux twice', { needs: { preload: 'tcm-hello' }, act: bootauxTwice }],
    [32, 'a byte of noise at the countdown', { needs: { boot: 'cold' }, arm: 'noise' }],
    [31, 'the environment lost', { needs: { boot: 'cold' }, arm: 'lose environment' }],
  ])('row %i: %s', async (row, _, happens) => {
    const { rows, told } = await rig.play(happens);
    expect(rows[0], told).toBe(row);
  });
});

async function bootauxTwice(board: ScenarioBoard): Promise<void> {
  await board.coldBoot({ until: 'u-boot' });
  await board.uboot.run('run m4boot', { reject: false });
  await board.uboot.run('run m4boot', { reject: false });
}

async function restart(board: ScenarioBoard): Promise<void> {
  await board.m7.start('tcm-hello');
  await board.m7.stop();
  await board.m7.start('tcm-hello');
}

async function bootauxOfNothing(board: ScenarioBoard): Promise<void> {
  await board.coldBoot({ until: 'u-boot' });
  await board.uboot.run('load mmc 2:1 0x80000000 /nowhere.bin; bootaux 0x80000000', { reject: false });
}

describe('other boards', { timeout: hostLimit(120_000) }, () => {
  const bare = rigFor({ hmpOverlay: false });
  const upstream = rigFor({ tfA: 'upstream' });
  const newer = rigFor({ kernel: '6.6' });

  // A watchdog's half minute is told from a sudden reset by the host's clock: not too fast for a busy host.
  const slow = rigFor({ speed: 10, faults: [{ name: 'brown-out', kind: 'brown-out', at: 'm7-start' }] });

  test('row 38: a reset that nobody asked for', async () => {
    const { rows } = await slow.play({ ...starting('tcm-hello', { boot: 'cold' }), arm: 'brown-out' });
    expect(rows[0]).toBe(38);
  });

  test('row 8: without the overlay', async () => {
    const { rows } = await bare.play({ needs: { boot: 'cold' }, act: (board) => board.m7.start('tcm-hello') });
    expect(rows[0]).toBe(8);
  });

  test('row 17: with the TF-A of upstream', async () => {
    const { rows } = await upstream.play({
      needs: { boot: 'cold' },
      act: async (board) => {
        await ask(board, `cat ${sysfs}/state`);
        await board.m7.start('tcm-hello');
      },
    });
    expect(rows[0]).toBe(17);
  });

  test('row 19: started twice on a kernel that counts', async () => {
    const { rows } = await newer.play({
      needs: { boot: 'cold' },
      act: async (board) => {
        await board.m7.start('tcm-hello');
        for (const word of ['start', 'stop']) await ask(board, `echo ${word} > ${sysfs}/state`);
        await ask(board, `cat ${sysfs}/state`);
      },
    });
    expect(rows[0]).toBe(19);
  });

  test('no row fires on a clean boot and a start that lives', async () => {
    const { rows } = await newer.play({ needs: { boot: 'cold' }, act: (board) => board.m7.start('tcm-hello'), image: 'tcm-hello' });
    expect(rows).toEqual([]);
  });

  test('the start vector that hil inspect --fix adds is what the untouched image lacks', async () => {
    const outcomes: string[] = [];
    const started = async (name: string): Promise<readonly number[]> => {
      const act = async (board: ScenarioBoard): Promise<void> => void outcomes.push((await board.m7.start(name)).outcome);
      return (await newer.play({ needs: { boot: 'cold' }, act, image: name })).rows;
    };
    expect([await started('ddr-plain'), await started('ddr-fixed')]).toEqual([[9], []]);
    expect(outcomes).toEqual(['mute', 'alive']);
  });
});
