import type { LabEvent } from '../../core/event.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';
import { isMismatch } from '../../report/run-values.ts';

/** What is known about one attempt at a scenario: its own events, behind what the board was opened and identified as. */
export interface ScenarioWindow {
  readonly board: string;
  readonly scenario: string;
  readonly attempt: number;
  readonly description: ScenarioDescription | undefined;
  readonly events: readonly LabEvent[];
}

interface BoardWindows {
  readonly collected: Map<string, ScenarioDescription>;
  opened: LabEvent | undefined;
  identified: LabEvent | undefined;
  open: OpenWindow | undefined;
  /** A person looks at what failed. */
  isHandedOver: boolean;
}

interface OpenWindow {
  readonly scenario: string;
  readonly attempt: number;
  readonly events: LabEvent[];
  bulkBytes: number;
  result: ScenarioResult | undefined;
}

// Of consoles that never stop. What caused it stands at the beginning.
const keptBulkBytes = 16 * 1024 * 1024;

/** Cuts a journal into attempts at scenarios, and hands on those that ask for a cause, one at a time. */
export class ScenarioWindows {
  readonly #boards = new Map<string, BoardWindows>();
  readonly #take: (window: ScenarioWindow) => void;
  constructor(take: (window: ScenarioWindow) => void) {
    this.#take = take;
  }

  /** In the order of the journal. */
  add(event: LabEvent): void {
    if (event.board === '') return;
    const state = this.#stateOf(event.board);
    if (event.type === 'scenario.collected') state.collected.set(event.scenario.id, event.scenario);
    else if (event.type === 'board.opened') state.opened = event;
    else if (event.type === 'board.identified') state.identified = event;
    else if (event.type === 'scenario.started') this.#begin(event.board, state, event.scenario, event.attempt, event);
    else if (event.type === 'scenario.attempted' || event.type === 'scenario.finished')
      this.#finish(state, event.scenario, event.result, event);
    else if (event.type === 'scenario.amended') this.#amend(state, event.result);
    else if (event.type === 'board.handed-over') state.isHandedOver = event.why === 'failure';
    else if (event.type === 'board.taken-back') state.isHandedOver = false;
    else if (state.open && !state.isHandedOver) keep(state.open, event);
  }

  /** No more events come. */
  end(): void {
    for (const [board, state] of this.#boards) this.#close(board, state);
  }

  // An incident is known in full only when it closes, which may be after its scenario: the window stays open up to the next one.
  #begin(board: string, state: BoardWindows, scenario: string, attempt: number, event: LabEvent): void {
    this.#close(board, state);
    state.open = { scenario, attempt, events: [event], bulkBytes: 0, result: undefined };
  }

  #finish(state: BoardWindows, scenario: string, result: ScenarioResult, event: LabEvent): void {
    if (state.open?.scenario !== scenario || state.open.result) return;
    state.open.result = result;
    state.open.events.push(event);
  }

  #amend({ open }: BoardWindows, result: ScenarioResult): void {
    if (open?.scenario === result.id && open.result) open.result = result;
  }

  #close(board: string, state: BoardWindows): void {
    const { open, opened, identified } = state;
    state.open = undefined;
    if (!open || !asksForCause(open)) return;
    const { scenario, attempt, events } = open;
    const about = [opened, identified].filter((event) => event !== undefined);
    this.#take({ board, scenario, attempt, description: state.collected.get(scenario), events: [...about, ...events] });
  }

  #stateOf(board: string): BoardWindows {
    const state = this.#boards.get(board) ?? {
      collected: new Map(),
      opened: undefined,
      identified: undefined,
      open: undefined,
      isHandedOver: false,
    };
    this.#boards.set(board, state);
    return state;
  }
}

const keep = (window: OpenWindow, event: LabEvent): void => {
  if (window.result && event.type !== 'incident.closed' && event.type !== 'incident.opened') return;
  const size = event.type === 'console.received' || event.type === 'console.sent' ? event.bytes.length : 0;
  window.bulkBytes += size;
  if (size === 0 || window.bulkBytes <= keptBulkBytes) window.events.push(event);
};

// What was fixed needs no cause, and what the lab or a suite did wrong is said by its error.
const asksForCause = ({ result, events }: OpenWindow): boolean => {
  if (events.some((event) => event.type === 'm7.observed' && isMismatch(event.observation))) return true;
  if (!result) return false;
  return (
    (result.verdict === 'failed' && !result.fixed) ||
    result.verdict === 'known' ||
    (result.verdict === 'error' && result.errors.some(({ fault }) => fault === 'dut'))
  );
};
