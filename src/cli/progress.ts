import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import { shownLine, shownText } from '../core/clean-text.ts';
import type { ErrorReport } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioResult, Verdict } from '../core/scenario.ts';
import { formatMs, monotonicMs } from '../core/time.ts';
import { bootsText } from './plan-text.ts';

type Style = Parameters<typeof styleText>[0];

const marks: Readonly<Record<Verdict, readonly [string, Style]>> = {
  passed: ['ok', 'green'],
  known: ['known', 'cyan'],
  failed: ['FAILED', 'red'],
  error: ['ERROR', 'magenta'],
  skipped: ['skipped', 'gray'],
  'not-run': ['not run', 'yellow'],
};

const flakyMark: readonly [string, Style] = ['flaky', 'yellow'];

const redrawMs = 200;

type IncidentEvent = Extract<LabEvent, { readonly type: 'incident.opened' | 'incident.closed' }>;

interface Running {
  readonly scenario: string;
  readonly since: number;
  observation: M7Observation | undefined;
  step: string | undefined;
}

/** One line a scenario, and on a terminal one more that lives: how far the run is and what runs for how long. */
export class Progress {
  readonly results = new Map<string, ScenarioResult>();
  /** Boards that ran nothing more, and why. */
  readonly excluded = new Map<string, ErrorReport>();
  /** Incidents bad enough to end a scenario that none owns, in words. */
  readonly unowned = new Map<string, string>();
  readonly #out: NodeJS.WriteStream;
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  readonly #redraw: NodeJS.Timeout | undefined;
  readonly #running = new Map<string, Running>();
  readonly #told = new Set<string>();
  #planned = 0;
  #boards = 1;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    if (!out.isTTY) return;
    this.#live = createLogUpdate(out);
    this.#redraw = setInterval(() => this.#draw(), redrawMs);
    this.#redraw.unref();
  }

  event(event: LabEvent): void {
    const running = this.#running.get(event.board);
    if (event.type === 'run.started') this.#boards = event.boards.length;
    else if (event.type === 'run.planned') this.#plan(event.scenarios, event.boots);
    else if (event.type === 'board.excluded') this.#exclude(event.board, event.error);
    else if (event.type === 'scenario.started') this.#begin(event.board, event.scenario);
    else if (event.type === 'scenario.step' && running) running.step = event.text;
    else if (event.type === 'm7.observed' && running) running.observation = event.observation;
    else if (event.type === 'incident.opened') this.#incident(event);
    else if (event.type === 'scenario.attempted') this.#tryAgain(event.board, event.attempt, event.result);
    else if (event.type === 'incident.closed') this.#noteUnowned(event);
    else if (event.type === 'scenario.finished') this.#finish(event.board, event.result);
    else if (event.type === 'scenario.amended') this.#amend(event.board, event.result);
  }

  end(): void {
    clearInterval(this.#redraw);
    this.#live?.clear();
    this.#live?.done();
  }

  #plan(scenarios: Readonly<Record<string, number>>, boots: number): void {
    const total = Object.values(scenarios).reduce((sum, count) => sum + count, 0);
    this.#planned = total;
    const where = this.#boards > 1 ? ` on ${this.#boards} boards` : '';
    this.#say(`${bootsText(total, boots)}${where}`);
  }

  #exclude(board: string, error: ErrorReport): void {
    this.excluded.set(board, error);
    this.#say(`   ! ${board} is excluded: ${plain(error.message)}`);
  }

  #begin(board: string, scenario: string): void {
    this.#running.set(board, { scenario, since: monotonicMs(), observation: undefined, step: undefined });
    this.#draw();
  }

  // Told again when a consequence joins it; one line is enough here.
  #incident(event: IncidentEvent): void {
    const { board, incident } = event;
    const welcome = event.expected ? 'expected' : event.tolerated ? 'tolerated' : '!';
    const key = `${board} ${incident.id} ${welcome}`;
    this.#noteUnowned(event);
    if (!incident.endsScenario || this.#told.has(key)) return;
    this.#told.add(key);
    this.#say(`   ${welcome} ${incident.title}`);
  }

  #noteUnowned({ board, incident, scenario, during = 'the run' }: IncidentEvent): void {
    if (scenario === undefined && incident.endsScenario)
      this.unowned.set(`${board} ${incident.id}`, `${board} during ${during}: ${plain(incident.title)}`);
  }

  #finish(board: string, result: ScenarioResult): void {
    const running = this.#running.get(board);
    this.#running.delete(board);
    this.results.set(`${board} ${result.id}`, result);
    const [word, style] = result.flaky ? flakyMark : marks[result.verdict];
    const observed = running?.observation ? ` [${describe(running.observation)}]` : '';
    this.#line(board, word, style, `${result.id}${observed} (${formatMs(result.durationMs)})${reasonOf(result)}`);
  }

  // Its line stands above already, so this one says what is new.
  #amend(board: string, result: ScenarioResult): void {
    const before = this.results.get(`${board} ${result.id}`);
    this.results.set(`${board} ${result.id}`, result);
    // The same once more, in more words.
    if (before?.verdict === result.verdict && before.errors.length === result.errors.length) return;
    const [word, style] = marks[result.verdict];
    const last = result.errors.find(({ message }) => !before?.errors.some((known) => known.message === message));
    this.#line(board, word, style, `${result.id}, after its end - ${plain(last?.message ?? '')}`);
  }

  #tryAgain(board: string, attempt: number, result: ScenarioResult): void {
    this.#running.delete(board);
    const [first] = result.errors;
    const why = first ? ` - ${first.fault}: ${plain(first.message)}` : '';
    this.#line(board, 'again', 'yellow', `${result.id}, attempt ${attempt} (${formatMs(result.durationMs)})${why}`);
  }

  #line(board: string, word: string, style: Style, text: string): void {
    const where = this.#boards > 1 ? `${board}: ` : '';
    this.#say(`${where}${text}`, `${this.#paint(style, word.padEnd(7))} `);
  }

  /** `mark` is our own and may have colours; the rest is what boards and suites call themselves. */
  #say(said: string, mark = ''): void {
    const line = shownText(said);
    if (!this.#live) {
      this.#out.write(`${mark}${line}\n`);
      return;
    }
    this.#live.clear();
    this.#out.write(`${mark}${line}\n`);
    this.#draw();
  }

  #draw(): void {
    if (!this.#live) return;
    const total = Math.max(this.#planned, this.results.size);
    const width = 24;
    const filled = total === 0 ? 0 : Math.round((width * this.results.size) / total);
    const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`;
    const now = [...this.#running.values()].map(
      ({ scenario, since, step }) => `${scenario}${step ? ` (${plain(step)})` : ''} ${formatMs(monotonicMs() - since)}`,
    );
    this.#live(shownLine(`[${bar}] ${this.results.size}/${total} ${now.join(' | ')}`).slice(0, (this.#out.columns ?? 120) - 1));
  }

  #paint(style: Style, text: string): string {
    return this.#out.isTTY ? styleText(style, text) : text;
  }
}

const reasonOf = ({ verdict, fixed, flaky, attempts, reason, errors }: ScenarioResult): string => {
  if (flaky) return ` - at attempt ${(attempts?.length ?? 0) + 1}`;
  if (verdict === 'passed' || verdict === 'known') return '';
  return ` - ${plain(fixed ? 'fixed?' : (reason ?? errors[0]?.message ?? ''))}`;
};

const describe = ({ outcome, predicted }: M7Observation): string =>
  predicted && predicted.outcome !== outcome ? `${outcome}, predicted ${predicted.outcome}` : outcome;

const plain = (text: string): string => shownText(text).split('\n')[0]!.slice(0, 200);
