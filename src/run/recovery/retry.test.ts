import { expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../core/errors.ts';
import type { LabEvent } from '../../core/event.ts';
import type { ScenarioAttempt, ScenarioResult, Verdict } from '../../core/scenario.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import { isTriedAgain, withAttempts } from './retry.ts';

const ended = (verdict: Verdict, fault?: Fault): ScenarioResult => ({
  id: 's',
  verdict,
  errors: fault ? [{ fault, name: 'Error', message: 'x', evidence: [] }] : [],
  durationMs: 1,
});
const tried = (...faults: readonly Fault[]): ScenarioAttempt[] =>
  faults.map((fault, index) => ({ ...ended(fault === 'dut' ? 'failed' : 'error', fault), attempt: index + 1 }));

test('only a fault that the lab names gives another attempt, and only so many', () => {
  expect(isTriedAgain({ lab: 2 }, ended('error', 'lab'), [])).toBe(true);
  expect(isTriedAgain({ lab: 2 }, ended('error', 'lab'), tried('lab'))).toBe(true);
  expect(isTriedAgain({ lab: 2 }, ended('error', 'lab'), tried('lab', 'lab'))).toBe(false);
  expect(isTriedAgain({ lab: 2, runner: 1 }, ended('error', 'runner'), tried('lab', 'lab'))).toBe(true);
  expect(isTriedAgain({}, ended('error', 'lab'), [])).toBe(false);
});

test('what the product did wrong stays, unless a lab says otherwise in so many words', () => {
  expect(isTriedAgain({ lab: 2, suite: 2, runner: 2 }, ended('failed', 'dut'), [])).toBe(false);
  expect(isTriedAgain({ dut: 1 }, ended('failed', 'dut'), [])).toBe(true);
  expect(isTriedAgain({ dut: 1 }, { ...ended('failed', 'dut'), fixed: true }, [])).toBe(false);
});

test('what passed, was skipped or is known is over', () => {
  for (const verdict of ['passed', 'skipped', 'known', 'not-run'] as const) {
    expect(isTriedAgain({ lab: 2, dut: 2, suite: 2, runner: 2 }, ended(verdict), [])).toBe(false);
  }
});

test('as expected at a later attempt is flaky, and nothing else is', () => {
  expect(withAttempts(ended('passed'), [])).toEqual(ended('passed'));
  expect(withAttempts(ended('passed'), tried('lab'))).toMatchObject({ flaky: true, attempts: [{ attempt: 1 }] });
  expect(withAttempts(ended('known'), tried('lab'))).toMatchObject({ flaky: true });
  expect(withAttempts(ended('error', 'lab'), tried('lab')).flaky).toBeUndefined();
});

const labWith = (...args: ConstructorParameters<typeof FakeLab>): FakeLab => {
  const lab = new FakeLab(...args);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

const attemptsOf = (events: readonly LabEvent[], scenario: string): string[] =>
  events.flatMap((event) => {
    if (!('scenario' in event) || event.scenario !== scenario) return [];
    if (event.type === 'scenario.started') return [`started ${event.attempt}`];
    if (event.type === 'scenario.attempted') return [`attempted ${event.attempt}`];
    return event.type === 'scenario.finished' ? ['finished'] : [];
  });

test('scenarios are tried again by fault, each attempt with a board of its own', async () => {
  using lab = labWith(['retried'], { fake: {} }, { retries: { lab: 2, runner: 1 } });
  const { exitCode } = await lab.run();

  const results = [...lab.results().values()].map(({ id, verdict, flaky, attempts = [] }) => [
    id.replace('retried > ', ''),
    verdict,
    flaky ? 'flaky' : '',
    attempts.map(({ errors }) => errors[0]?.message).join(', '),
  ]);
  expect(results).toEqual([
    ['passes at the second attempt', 'passed', 'flaky', 'the port vanished 1'],
    ['never passes', 'error', '', 'the port vanished 1, the port vanished 2'],
    ['fails by the product after trouble in the lab', 'failed', '', 'the port vanished 1, the port vanished 2'],
    ['has a mistake in it', 'error', '', ''],
    ['leaves a soft expectation behind', 'passed', 'flaky', 'the port vanished 1'],
    ['goes on in the attempt after it', 'passed', 'flaky', 'the port vanished 1'],
    ['loses its process once', 'passed', 'flaky', 'the test process died'],
  ]);
  expect(exitCode).toBe(1);
  expect(attemptsOf(lab.events, 'retried > passes at the second attempt')).toEqual(['started 1', 'attempted 1', 'started 2', 'finished']);
  expect(attemptsOf(lab.events, 'retried > never passes')).toEqual([
    ...['started 1', 'attempted 1'],
    ...['started 2', 'attempted 2'],
    ...['started 3', 'finished'],
  ]);

  // The hooks around a scenario belong to each attempt, and so does a board in a known state.
  const hooks = lab.events.flatMap((event) => (event.type === 'scenario.measured' && event.name === 'hooks' ? [event.value] : []));
  expect(hooks).toEqual([1, 2]);
  const touches = lab.touches();
  expect(touches.slice(1, 6)).toEqual(['prepare {}', 'run lab-trouble 1', 'recover', 'prepare {}', 'run lab-trouble 1']);

  // What the first attempt left running reaches the board no more.
  const second = touches.indexOf('prepare {}', touches.indexOf('run lab-trouble 1.0'));
  expect(touches.slice(0, second)).toContain('run zombie');
  expect(touches.slice(second)).not.toContain('run zombie');
});

test('a board that cannot be prepared is tried again too, and the command line has the last word', async () => {
  using lab = labWith(['slow'], { fake: { relayTroubles: 1 } }, { retries: { lab: 0 } });
  await lab.run({ retries: { lab: 1 } });

  const [first] = lab.results().values();
  expect(first).toMatchObject({ attempts: [{ errors: [{ name: 'PowerError', fault: 'lab' }] }] });
});

test('nothing is tried again once the run is to end', async () => {
  using lab = labWith(['retried-hanging'], { fake: {} }, { retries: { lab: 2, runner: 2 } });
  const interrupt = new AbortController();
  await lab.run({
    signal: interrupt.signal,
    onEvent: (event) => {
      if (event.type === 'scenario.attempted') interrupt.abort(new Error('interrupted by SIGINT'));
    },
  });

  expect(lab.verdicts()).toEqual({
    'retried-hanging > hangs at the second attempt': 'error',
    'retried-hanging > comes too late': 'not-run',
  });
  const course = attemptsOf(lab.events, 'retried-hanging > hangs at the second attempt');
  expect(course.filter((what) => what === 'finished' || what === 'attempted 2')).toEqual(['finished']);
});

test('an attempt that hangs its process is followed by one in another process', async () => {
  using lab = labWith(['endless'], { fake: {} }, { retries: { suite: 1 } });
  await lab.run();

  expect(attemptsOf(lab.events, 'endless > never comes back')).toEqual(['started 1', 'attempted 1', 'started 2', 'finished']);
  expect(lab.verdicts()).toEqual({ 'endless > never comes back': 'error', 'endless > runs in another process': 'passed' });
});

test('what was flaky fails a run that is told so, with that reason', async () => {
  using lab = labWith(['killed'], { fake: { relayTroubles: 1 } }, { retries: { lab: 1 } });
  const { exitCode, flakiness } = await lab.run({ failOnFlaky: true });

  expect(lab.results().get('killed > passes before')).toMatchObject({ verdict: 'passed', flaky: true });
  expect({ exitCode, flakiness }).toEqual({ exitCode: 1, flakiness: '1 scenario was flaky (--fail-on-flaky)' });
});

test('without retries nothing is tried again', async () => {
  using lab = labWith(['retried']);
  await lab.run();

  expect(lab.events.filter(({ type }) => type === 'scenario.attempted')).toEqual([]);
  expect(lab.verdicts()['retried > passes at the second attempt']).toBe('error');
});
