import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Board, HandleOptions, ScenarioShell } from '../../../core/board.ts';
import { PortError } from '../../../core/errors.ts';
import type { EventBody } from '../../../core/event.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { ScenarioNeeds, ToleratedIncident } from '../../../core/scenario.ts';
import { boardClock, type Overdue, overdueOf } from '../../../core/time.ts';
import { ScenarioSession } from '../scenario-session.ts';
import { fakeBoard } from './fake-board.ts';
import { noHandover } from './no-handover.ts';

export interface BenchParts {
  readonly run?: ScenarioShell['run'];
  /** What the scenario wants of its M7. */
  readonly outcome?: Outcome;
  readonly isFollowed?: boolean;
  readonly recoverFirst?: boolean;
  readonly needs?: ScenarioNeeds;
  readonly tolerates?: readonly ToleratedIncident[];
  /** What the board does beside. */
  readonly board?: Partial<Board>;
  readonly onStuck?: () => void;
}

/** A fake board whose preparation is this, and whose limits pass when the test says so; what was asked for as a limit, and what was told, is noted. */
export const sessionBench = async (prepare: Board['prepare'], speed: number, parts: BenchParts = {}) => {
  const { run, outcome, isFollowed = false, recoverFirst = false, needs = {}, tolerates = [] } = parts;
  const dir = mkdtempSync(join(tmpdir(), 'hil-session-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const context = { name: 'fake', stateDir: dir, firmware: {}, signal: new AbortController().signal, emit: () => {}, log: () => {} };
  const fake = await fakeBoard({ touches: join(dir, 'touches') }).open(context);
  const late = new AbortController();
  const limits: number[] = [];
  const handles: { readonly signal: AbortSignal; readonly options: HandleOptions | undefined }[] = [];
  const overdue = (ms: number): Overdue => {
    limits.push(ms);
    return overdueOf(late.signal, { [Symbol.dispose]: () => {} });
  };
  const clock = { ...boardClock(), speed, overdue };
  const board: Board = {
    name: 'fake',
    clock,
    faults: undefined,
    lacks: () => undefined,
    prepare,
    handle: (signal, options) => {
      handles.push({ signal, options });
      return { ...fake.handle(signal), ...(run ? { linux: { run } } : {}) };
    },
    excerpt: () => [],
    onIncident: () => () => {},
    onLost: () => () => {},
    m7ConsoleTrouble: async () => new PortError('the console is dead'),
    onObservation: () => () => {},
    recover: async () => {},
    restore: async () => {},
    end: async () => {},
    [Symbol.asyncDispose]: async () => {},
    ...parts.board,
  };
  const expects = { ...(outcome ? { outcome } : {}), tolerates };
  const scenario = { id: 's', suite: 's', name: 'a > b', file: 's', needs, expects };
  const events: EventBody[] = [];
  const ended: Error[] = [];
  let stuck = 0;
  const session = new ScenarioSession({
    board,
    scenario,
    timeout: '5min',
    held: { silence: '60s' },
    attempt: 2,
    recoverFirst,
    isFollowed,
    handover: noHandover(),
    emit: (event) => events.push(event),
    onEnded: (_, why) => ended.push(why),
    onStuck: () => {
      stuck++;
      parts.onStuck?.();
    },
  });
  return { session, late, limits, handles, events, ended, stuckTimes: () => stuck };
};
