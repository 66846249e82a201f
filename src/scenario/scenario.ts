import { test } from 'vitest';
import { cleanText } from '../core/clean-text.ts';
import { placeIn } from './place.ts';
import { oddity, plainOf } from './plain.ts';
import { anotherAttempt, runScenario } from './run-scenario.ts';
import type { ScenarioBody, ScenarioContext, ScenarioSpec } from './spec.ts';
import { suiteMistake } from './suite-mistake.ts';
import { misplaced } from './thrown.ts';
import { titleOf } from './title.ts';
import { workerState } from './worker-state.ts';

type How = 'run' | 'skip' | 'only';

/** One scenario: what it needs, what must come of it, and what is done. */
const define = (name: string, spec: ScenarioSpec, body: ScenarioBody, how: How = 'run', text: () => string = () => String(body)): void => {
  const place = placeIn(new Error('defined').stack, { root: workerState().root });
  requireCollection(String(name), place);
  const hil = { spec: plainOf(spec), mistake: mistakeIn(name, spec, body), skip: how === 'skip', place };
  const retry = { count: Number.MAX_SAFE_INTEGER, condition: new RegExp(`^${anotherAttempt}$`) };
  // The runner keeps the time, in the board's own; vitest's clock would also count the preparation of the board.
  (how === 'only' ? test.only : test)(String(name), { timeout: 0, retry, meta: { hil } }, (context) =>
    runScenario(context, body, { isDeclared: isDeclared(spec), place, text: text() }),
  );
};

/** What comes once the files are read is in no plan and never runs. Throws HilError of the suite. */
const requireCollection = (name: string, place: string | undefined): void => {
  const { isCollecting, owner } = workerState();
  if (isCollecting) return;
  const { attempt } = owner.getStore() ?? {};
  const when = attempt ? 'inside a scenario' : 'after its suite was read, such as from a timer or behind a promise that nobody awaited';
  const message = `scenario('${name}') was called ${when}: it never runs`;
  const remedy =
    'call scenario() while the file is read, at its top level or in a describe block; await at the top level what it depends on';
  throw Object.assign(suiteMistake(message, remedy, attempt), { name: misplaced, ...(place ? { place } : {}) });
};

/** The verdict itself compares what comes of it. */
const isDeclared = ({ expect, incidents, known }: ScenarioSpec): boolean =>
  expect !== undefined || known !== undefined || (incidents?.length ?? 0) > 0;

const mistakeIn = (name: unknown, spec: unknown, body: unknown): string | undefined => {
  if (cleanText(String(name)).trim() === '') return 'expected a name that says what it shows';
  if (typeof spec !== 'object' || spec === null) return 'expected what it needs before its body, such as {}';
  const odd = Array.isArray(spec) ? 'a list' : oddity(spec);
  if (odd !== undefined)
    return `expected what it needs as a plain object, such as { boot: 'cold' }, got ${odd}, of which what it needs and expects would be lost`;
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
      define(
        titleOf(nameTemplate, value, index),
        typeof spec === 'function' ? spec(value) : spec,
        (context) => body(value, context),
        'run',
        () => String(body),
      );
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
