import { expect, test } from 'vitest';
import type { FirmwareRequest, ScenarioBoard } from '../core/board.ts';
import type { M7Observation, Outcome } from '../core/outcome.ts';
import type { ScenarioNeeds } from '../core/scenario.ts';
import type { VirtualSettings } from '../core/virtual.ts';
import { BoardBench } from './testing/board-bench.ts';

// The same live code on other images, kernels, boot loaders and modules: what is predicted must be what is seen.

interface Variant {
  readonly name: string;
  readonly settings: VirtualSettings;
  readonly needs?: ScenarioNeeds;
  readonly firmware: FirmwareRequest;
  readonly outcome: Outcome;
  readonly act?: (board: ScenarioBoard, firmware: FirmwareRequest) => Promise<M7Observation>;
}

const start = (board: ScenarioBoard, firmware: FirmwareRequest): Promise<M7Observation> => board.m7.start(firmware);
const observe = (board: ScenarioBoard, firmware: FirmwareRequest): Promise<M7Observation> => board.m7.observe(firmware);

const variants: readonly Variant[] = [
  { name: 'reference image: TCM', settings: { image: 'bsp' }, firmware: 'tcm-hello', outcome: 'alive' },
  {
    name: 'reference image: preloaded TCM',
    settings: { image: 'bsp' },
    needs: { preload: 'tcm-hello' },
    firmware: 'tcm-hello',
    outcome: 'alive',
    act: observe,
  },
  {
    name: 'reference image: preloaded DDR image, loaded again',
    settings: { image: 'bsp' },
    needs: { preload: 'ddr-plain' },
    firmware: 'ddr-plain',
    outcome: 'alive',
  },
  { name: 'kernel 6.1: TCM', settings: { kernel: '6.1' }, firmware: 'tcm-hello', outcome: 'alive' },
  {
    name: 'kernel 6.1: TCM without the argument',
    settings: { kernel: '6.1' },
    needs: { mcoreBooted: false },
    firmware: 'tcm-hello',
    outcome: 'frozen',
  },
  { name: 'kernel 6.6: TCM', settings: { kernel: '6.6' }, firmware: 'tcm-hello', outcome: 'alive' },
  {
    name: 'kernel 6.6: TCM without the argument',
    settings: { kernel: '6.6' },
    needs: { mcoreBooted: false },
    firmware: 'tcm-hello',
    outcome: 'alive',
  },
  {
    name: 'kernel 6.6: DDR image without a start vector',
    settings: { kernel: '6.6' },
    firmware: 'ddr-plain',
    outcome: 'mute',
  },
  { name: 'upstream TF-A: TCM', settings: { tfA: 'upstream' }, firmware: 'tcm-hello', outcome: 'refused' },
  { name: 'Wi-Fi module: TCM', settings: { wifi: true }, firmware: 'tcm-hello', outcome: 'unknown' },
  { name: '1 GB module: DDR image at 0x80000000', settings: { ram: '1GB' }, firmware: 'ddr-vector', outcome: 'crashed' },
  { name: '1 GB module: TCM', settings: { ram: '1GB' }, firmware: 'tcm-hello', outcome: 'alive' },
];

test.for(variants)('$name is predicted and seen: $outcome', async ({ settings, needs = {}, firmware, outcome, act = start }) => {
  await using bench = await BoardBench.start(settings);
  const open = await bench.open();
  const board = await open.scenario(needs);
  const observation = await act(board, firmware);
  expect(observation.predicted?.outcome, JSON.stringify(observation)).toBe(outcome);
  expect(observation.outcome, JSON.stringify(observation)).toBe(outcome);
});

test('without the HMP overlay every start says what is missing', async () => {
  await using bench = await BoardBench.start({ hmpOverlay: false });
  const open = await bench.open();
  const board = await open.scenario();
  await expect(board.m7.start('tcm-hello')).rejects.toMatchObject({
    fault: 'dut',
    message: expect.stringContaining('/sys/class/remoteproc/remoteproc0'),
    remedy: expect.stringContaining('HMP overlay'),
  });
});
