import { test } from 'vitest';
import { placeIn } from './place.ts';
import { anotherAttempt, runScenario } from './run-scenario.ts';
import { plainOf, type ScenarioBody, type ScenarioContext, type ScenarioSpec } from './spec.ts';
import { titleOf } from './title.ts';
import { workerState } from './worker-state.ts';

type How = 'run' | 'skip' | 'only';

/** One scenario: what it needs, what must come of it, and what is done. */
const define = (name: string, spec: ScenarioSpec, body: ScenarioBody, how: How = 'run'): void => {
  const place = placeIn(new Error('defined').stack, { root: workerState().root });
  const hil = { spec: plainOf(spec), mistake: mistakeIn(spec, body), skip: how === 'skip', place };
  const retry = { count: Number.MAX_SAFE_INTEGER, condition: new RegExp(`^${anotherAttempt}$`) };
  // The runner keeps the time, in the board's own; vitest's clock would also count the preparation of the board.
  (how === 'only' ? test.only : test)(String(name), { timeout: 0, retry, meta: { hil } }, (context) => runScenario(context, body));
};

const mistakeIn = (spec: unknown, body: unknown): string | undefined => {
  if (typeof spec !== 'object' || spec === null) return 'expected what it needs before its body, such as {}';
  if (typeof body !== 'function') return 'expected a function that is its body, after what it needs';
  // A call of one returns at once, and nothing in it has run.
  return /Generator/.test(Object.prototype.toString.call(body))
    ? 'expected an async function as its body; a generator never begins'
    : undefined;
};

type CaseSpec<T> = ScenarioSpec | ((value: T) => ScenarioSpec);
type CaseBody<T> = (value: T, context: ScenarioContext) => Promise<void> | void;

/** The same scenario for each case. `nameTemplate` as in vitest's `test.for`. */
const forEach =
  <const T>(cases: readonly T[]) =>
  (nameTemplate: string, spec: CaseSpec<T>, body: CaseBody<T>): void => {
    if (cases.length === 0) throw new TypeError(`scenario.for([]) of '${nameTemplate}': there is no case, so that nothing would run`);
    for (const [index, value] of cases.entries()) {
      define(titleOf(nameTemplate, value, index), typeof spec === 'function' ? spec(value) : spec, (context) => body(value, context));
    }
  };

export const scenario = Object.assign((name: string, spec: ScenarioSpec, body: ScenarioBody): void => define(name, spec, body), {
  for: forEach,
  /** Stays in every report as skipped. */
  skip: (name: string, spec: ScenarioSpec, body: ScenarioBody): void => define(name, spec, body, 'skip'),
  /** The others of its file are left out, while one is being worked on; refused where CI is set. */
  only: (name: string, spec: ScenarioSpec, body: ScenarioBody): void => define(name, spec, body, 'only'),
  /** A name alone: stays in every report as skipped until somebody writes it. */
  todo: (name: string): void => define(name, {}, () => {}, 'skip'),
});
