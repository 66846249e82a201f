import { expect, test } from 'vitest';
import type { EventBody, LabEvent } from '../core/event.ts';
import type { Verdict } from '../core/scenario.ts';
import { sliceOf } from './journal-slice.ts';

const power: EventBody = { type: 'power.switched', state: 'on', driver: 'x' };
const note = (text: string): EventBody => ({ type: 'lab.noted', text });
const played = (id: string, verdict: Verdict, ...between: readonly EventBody[]): EventBody[] => [
  { type: 'scenario.started', scenario: id, attempt: 1 },
  ...between,
  { type: 'scenario.finished', scenario: id, result: { id, verdict, errors: [], durationMs: 1 } },
];
const collected = (id: string): EventBody => ({
  type: 'scenario.collected',
  scenario: { id, suite: 's', name: id, file: '', needs: {}, expects: {} },
});
const events = (...bodies: readonly EventBody[]): LabEvent[] => bodies.map((body, seq) => ({ seq, at: seq, board: 'b', ...body }));
const notes = (slice: readonly LabEvent[]): string[] => slice.flatMap((event) => (event.type === 'lab.noted' ? [event.text] : []));

const run = events(
  { type: 'board.opened', model: 'm', speed: 1, simulated: false },
  collected('s > one'),
  collected('s > two'),
  collected('s > three'),
  power,
  note('first boot'),
  ...played('s > one', 'passed'),
  power,
  note('second boot'),
  ...played('s > two', 'passed', note('in two')),
  ...played('s > three', 'failed', note('in three')),
  note('behind three'),
  power,
  note('third boot'),
  ...played('s > two', 'failed', note('in two again')),
);

test('a scenario comes with the boot that it ran in, and with what ran in that boot before', () => {
  const { events: slice, scenario } = sliceOf(run, { scenario: 'THREE' });
  expect(scenario).toBe('s > three');
  expect(notes(slice)).toEqual(['second boot', 'in two', 'in three', 'behind three', 'third boot']);
  expect(slice[0]?.type).toBe('board.opened');
  expect(slice.flatMap((event) => (event.type === 'scenario.collected' ? [event.scenario.id] : []))).toEqual(['s > two', 's > three']);
});

test('of several rounds the newest that failed is taken', () => {
  expect(notes(sliceOf(run, { scenario: 's > two' }).events)).toEqual(['third boot', 'in two again']);
});

test('without a scenario it is the whole run; a name that is not there or not the only one is named', () => {
  expect(sliceOf(run, {}).events).toEqual(run);
  expect(() => sliceOf(run, { scenario: 'four' })).toThrow("no scenario of this run has 'four' in its name");
  expect(() => sliceOf(run, { scenario: 's >' })).toThrow("3 scenarios have 's >' in their names");
});
