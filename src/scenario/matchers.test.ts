import { describe, expect, test } from 'vitest';
import type { BootRecord, BootStage } from '../core/boot-stage.ts';
import type { M7Observation } from '../core/outcome.ts';
import { matchers } from './matchers.ts';

expect.extend(matchers);

const boot: BootRecord = {
  kind: 'cold',
  resetCause: 'POR',
  stages: (['spl', 'u-boot', 'kernel', 'login'] as const).map((stage, index) => ({ stage, atMs: 4000 * (index + 1), evidence: stage })),
  bootId: undefined,
  versions: {},
};

describe('toReach', () => {
  test('takes the stage, or a later one where it was not seen', () => {
    expect(boot).toReach('login', { within: '16s' });
    expect(boot).toReach('userspace');
    expect(boot).not.toReach('login', { within: '15s' });
    expect({ ...boot, stages: boot.stages.slice(0, 2) }).not.toReach('kernel');
  });

  test('says what happened instead', () => {
    expect(() => expect(boot).toReach('login', { within: '15s' })).toThrow(
      "expected the cold boot to reach 'login' within 15s, and it took 16.0 s",
    );
    expect(() => expect({ ...boot, stages: [] }).toReach('spl')).toThrow('and it passed no stage at all');
  });
});

test('toPassThrough wants each stage once and in order', () => {
  expect(boot).toPassThrough(['spl', 'u-boot', 'kernel', 'login']);
  expect(() => expect(boot).toPassThrough(['spl', 'kernel', 'u-boot', 'login'])).toThrow('passed spl > u-boot > kernel > login');
  expect(boot).not.toPassThrough(['spl', 'u-boot', 'kernel']);
});

test('what is no stage and no limit is the suite’s mistake, whichever way it is asked', () => {
  const misused = (asserts: () => unknown): unknown => {
    try {
      return asserts();
    } catch (error) {
      return (error as { readonly fault?: unknown }).fault;
    }
  };
  const odd = 'logn' as BootStage;
  for (const asked of [
    () => expect(boot).toReach(odd),
    () => expect(boot).not.toReach(odd),
    () => expect(boot).toReach('login', { whithin: '1ms' } as object),
    () => expect(boot).not.toPassThrough([odd]),
    () => expect(boot).not.toPassThrough([]),
  ])
    expect(misused(asked)).toBe('suite');
});

test('toBeOutcome shows the first evidence', () => {
  const start: M7Observation = { outcome: 'refused', startedBy: 'remoteproc', kernelLines: ['bad phdr da 0x7e0000'], evidence: [] };
  expect(start).toBeOutcome('refused');
  expect(() => expect(start).toBeOutcome('alive')).toThrow("expected the M7 to be 'alive', and it is 'refused': bad phdr da 0x7e0000");
});
