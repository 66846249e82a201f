import { expect, test } from 'vitest';
import { historyOf } from './scenario-history.ts';
import { failed, pastRun, pastScenario } from './testing/past-runs.ts';

const good = pastScenario();

test('a failure is told with the run in which it began, the last good one, and what changed between them', () => {
  const mute = failed('the M7 was mute after 3.0 s');
  const runs = [
    pastRun(1, [good]),
    pastRun(2, [good]),
    pastRun(3, [mute], '5.15.2'),
    pastRun(4, [failed('the M7 was mute after 3.4 s')], '5.15.2'),
  ];
  const [{ failing, flaky }] = historyOf(runs) as [ReturnType<typeof historyOf>[number]];
  expect(failing).toMatchObject([
    { board: 'one', length: 2, since: { run: { run: 'night-3' } }, lastGood: { run: { run: 'night-2' } }, faults: ['dut'] },
  ]);
  expect(failing[0]!.changed).toEqual([{ what: 'linux', from: '5.15.1', to: '5.15.2' }]);
  expect(flaky).toMatchObject({ times: 0, of: 4 });
});

test('what never passed has no last good run, and skips and what was not run say nothing', () => {
  const skipped = pastScenario({ verdict: 'skipped' });
  const [history] = historyOf([pastRun(1, [failed('no')]), pastRun(2, [skipped]), pastRun(3, [pastScenario({ verdict: 'not-run' })])]);
  expect(history!.failing).toMatchObject([{ length: 1, lastGood: undefined, since: { run: { run: 'night-1' } } }]);
  expect(historyOf([pastRun(1, [skipped])])[0]).toMatchObject({ failing: [], flaky: { of: 0 } });
});

test('unsteady is what needed another attempt, or failed once between good ones while nothing changed', () => {
  const again = pastScenario({ flaky: true });
  expect(historyOf([1, 2, 3, 4].map((n) => pastRun(n, [n === 2 ? again : good])))[0]!.flaky).toMatchObject({ times: 1, of: 4 });
  const once = [pastRun(1, [good]), pastRun(2, [failed('x')]), pastRun(3, [good])];
  expect(historyOf(once)[0]!.flaky.times).toBe(1);
  // Another kernel for one night explains it.
  const explained = [pastRun(1, [good]), pastRun(2, [failed('x')], '5.15.2'), pastRun(3, [good])];
  expect(historyOf(explained)[0]!.flaky.times).toBe(0);
});

test('boards together say whether it is one of them or the product', () => {
  const on = (board: string, isGood: boolean, message = 'mute after 3 s') =>
    isGood ? pastScenario({ board }) : failed(message, { board });
  const across = (...scenarios: ReturnType<typeof on>[]) => historyOf([pastRun(1, scenarios)])[0]!.across;
  expect(across(on('one', false), on('two', true), on('three', true))).toBe('only one fails, two, three do not: look at this board first');
  expect(across(on('one', false), on('two', false, 'mute after 9 s'))).toBe(
    'all 2 boards fail in the same way: it is the product or the suite, not a board',
  );
  expect(across(on('one', false), on('two', false, 'refused'))).toBe('all 2 boards fail, but not in the same way');
  expect(across(on('one', false))).toBeUndefined();
});

test('failures come before what is unsteady, and that before the rest', () => {
  const scenarios = (n: number) => [
    pastScenario({ id: 'a > steady' }),
    pastScenario({ id: 'b > unsteady', flaky: n === 1 }),
    n === 3 ? failed('x', { id: 'c > broken' }) : pastScenario({ id: 'c > broken' }),
  ];
  expect(historyOf([1, 2, 3].map((n) => pastRun(n, scenarios(n)))).map(({ id }) => id)).toEqual([
    'c > broken',
    'b > unsteady',
    'a > steady',
  ]);
});
