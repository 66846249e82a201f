import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WiringBench } from './check-wiring.ts';
import { bootPins } from './pin-wires.ts';
import { rightWiring } from './wiring.ts';
import { wrongWirings } from './wrong-wirings.ts';

// Whole commands in processes of their own, on a host that may be busy. All of them: npm run test:wiring.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let bench: WiringBench;
beforeAll(async () => {
  bench = await WiringBench.start();
});
afterAll(() => bench[Symbol.asyncDispose]());

test('a lab as it should be is good, and its exit code is 0', async () => {
  const { report, exitCode } = await bench.check({
    wire: ({ dut, next }) => ({ dut: { ...rightWiring(dut), pins: bootPins(dut.control) }, next: rightWiring(next) }),
  });
  expect(report.checks.filter(({ result }) => result !== 'good')).toEqual([]);
  expect({ verdict: report.verdict, exitCode }).toEqual({ verdict: 'good', exitCode: 0 });
});

const few = [
  'the two consoles are swapped',
  'a board that is not there at all',
  'a contact that is stuck closed, which the relay does not know',
  'two boards of the lab file name one console',
];
test.for(few)('%s is named', async (name) => {
  expect(await bench.differences(wrongWirings.find((wiring) => wiring.name === name)!)).toEqual([]);
});
