import { expect, test } from 'vitest';
import type { EventBody, LabEvent } from '../core/event.ts';
import { RunPhase } from './run-phase.ts';

const told = (phase: RunPhase, board: string, body: EventBody): void => phase.take({ seq: 0, at: 0, board, ...body } as LabEvent);
const planned = (scenarios: Readonly<Record<string, number>>): EventBody => ({ type: 'run.planned', scenarios, boots: 1 });
const started: EventBody = { type: 'scenario.started', scenario: 's', attempt: 1 };
const finished: EventBody = { type: 'scenario.finished', scenario: 's', result: { id: 's', verdict: 'passed', errors: [], durationMs: 1 } };
const off: EventBody = { type: 'power.switched', state: 'off', driver: 'relay' };

test('a board is checked first, and after its last scenario each step to its end has a name', () => {
  const phase = new RunPhase();
  told(phase, '', planned({ b: 2 }));
  expect([phase.isChecking('b'), phase.of('b')]).toEqual([true, undefined]);
  told(phase, 'b', off);
  for (const body of [started, finished, started]) told(phase, 'b', body);
  expect([phase.isChecking('b'), phase.of('b'), phase.isOver]).toEqual([false, undefined, false]);

  told(phase, 'b', finished);
  expect([phase.isOver, phase.of('b')?.text]).toEqual([true, 'putting back what was changed']);
  told(phase, 'b', off);
  expect(phase.of('b')?.text).toBe('making sure that it is off');
  told(phase, 'b', { type: 'board.closed', power: 'off' });
  expect([phase.isClosed('b'), phase.run?.text]).toEqual([true, 'looking for causes']);
  told(phase, '', { type: 'run.finished', exitCode: 0 });
  expect(phase.run?.text).toBe('writing the reports');
});

test('a board that is through says so while another one still works, and boards of a pool once all is done', () => {
  const phase = new RunPhase();
  told(phase, '', planned({ a: 1, b: 2 }));
  for (const body of [started, finished]) told(phase, 'a', body);
  expect([phase.of('a')?.text, phase.of('b'), phase.isOver]).toEqual(['putting back what was changed', undefined, false]);
  // It takes over from its sibling.
  told(phase, 'a', started);
  expect(phase.of('a')).toBeUndefined();
  for (const body of [finished, started, finished]) told(phase, 'a', body);
  expect(phase.isOver).toBe(true);
  expect([phase.of('a')?.text, phase.of('b')?.text]).toEqual(['putting back what was changed', 'putting back what was changed']);
});
