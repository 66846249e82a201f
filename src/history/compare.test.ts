import { expect, test } from 'vitest';
import { compareRuns } from './compare.ts';
import { failed, pastRun, pastScenario } from './testing/past-runs.ts';

const id = (name: string) => ({ id: `s > ${name}` });

test('new, fixed, still bad, known, gone and added are kept apart', () => {
  const before = pastRun(1, [
    pastScenario(id('breaks')),
    failed('mute', id('mends')),
    failed('mute', id('stays bad')),
    failed('mute', id('breaks in another way')),
    pastScenario({ ...id('known'), verdict: 'known' }),
    pastScenario(id('gone')),
    pastScenario(id('lab')),
    pastScenario({ ...id('never ran'), verdict: 'skipped' }),
  ]);
  const now = pastRun(2, [
    failed('mute', id('breaks')),
    pastScenario(id('mends')),
    failed('mute', id('stays bad')),
    failed('crashed', id('breaks in another way')),
    pastScenario({ ...id('known'), verdict: 'known' }),
    pastScenario({ ...id('lab'), verdict: 'error', faults: ['lab'] }),
    pastScenario(id('new')),
    failed('mute', id('new and bad')),
    failed('mute', id('never ran')),
    pastScenario({ ...id('new, and of the lab'), verdict: 'error', faults: ['lab'] }),
  ]);
  const found = compareRuns([before], [now]);
  expect(found.regressions.map((one) => one.id)).toEqual(['s > breaks', 's > breaks in another way', 's > new and bad', 's > never ran']);
  expect(found.regressions.at(-1)).toMatchObject({ before: { of: 0 }, now: { times: 1, of: 1 } });
  expect(found.fixed.map((one) => one.id)).toEqual(['s > mends']);
  expect(found.stillBad.map((one) => one.id)).toEqual(['s > stays bad']);
  expect(found).toMatchObject({
    stillKnown: ['s > known'],
    unproven: ['s > gone', 's > lab'],
    added: ['s > new', 's > new and bad', 's > new, and of the lab'],
  });
});

test('one failure in a hundred nights is told, with the rates', () => {
  const nights = (bad: number) => Array.from({ length: 100 }, (_, n) => pastRun(n, [n < bad ? failed('mute') : pastScenario()]));
  expect(compareRuns(nights(0), nights(1)).regressions).toMatchObject([{ before: { times: 0, of: 100 }, now: { times: 1, of: 100 } }]);
});

test('outcomes that changed and predictions that no longer hold are told by firmware', () => {
  const starts = (observed: 'alive' | 'mute', mismatch: boolean) => [
    { firmware: 'ddr-plain', predicted: 'alive' as const, observed, mismatch },
  ];
  const found = compareRuns(
    [pastRun(1, [pastScenario({ starts: starts('alive', false) })])],
    [pastRun(2, [pastScenario({ starts: starts('mute', true) })])],
  );
  expect(found.outcomes).toMatchObject([{ firmware: 'ddr-plain', before: 'alive', now: 'mute' }]);
  expect(found.mispredicted).toMatchObject([{ firmware: 'ddr-plain', before: 'held', now: 'did not hold' }]);
});

test('slower boots and other versions are told; noise is not', () => {
  const boots = (by: number) => Array.from({ length: 8 }, (_, n) => 15_000 + n * 13 + by);
  const found = compareRuns([pastRun(1, [], '5.15.1', boots(0))], [pastRun(2, [], '6.6.1', boots(1500))]);
  expect(found.slower).toMatchObject([{ board: 'one', name: 'cold boot to login' }]);
  expect(found.slower[0]!.shift.by).toBe(1500);
  expect(found.changed).toEqual([{ board: 'one', what: 'linux', from: '5.15.1', to: '6.6.1' }]);
  expect(compareRuns([pastRun(1, [], '5.15.1', boots(0))], [pastRun(2, [], '5.15.1', boots(5))])).toMatchObject({ slower: [], faster: [] });
});
