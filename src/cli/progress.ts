import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import { shownText } from '../core/clean-text.ts';
import type { ErrorReport } from '../core/errors.ts';
import type { LabEvent } from '../core/event.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { ScenarioResult } from '../core/scenario.ts';
import type { ScenarioDiagnosis } from '../core/scenario-diagnosis.ts';
import { formatMs, monotonicMs } from '../core/time.ts';
import type { ExpectedTimes } from '../history/expected-times.ts';
import { type BoardNow, liveLine } from './live-line.ts';
import { bootsText } from './plan-text.ts';
import { describe, flakyMark, marks, plain, reasonOf, type Style } from './result-text.ts';
import { RunPhase } from './run-phase.ts';

const redrawMs = 200;
// Of one call: all of it is in runner.log.
const mostSuiteLines = 40;

type IncidentEvent = Extract<LabEvent, { readonly type: 'incident.opened' | 'incident.closed' }>;

interface Running {
  readonly scenario: string;
  readonly since: number;
  readonly limitMs: number | undefined;
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
  /** The likeliest cause of what failed, by board and scenario, in words. */
  readonly causes = new Map<string, string>();
  readonly #out: NodeJS.WriteStream;
  readonly #live: ReturnType<typeof createLogUpdate> | undefined;
  readonly #redraw: NodeJS.Timeout | undefined;
  readonly #running = new Map<string, Running>();
  readonly #told = new Set<string>();
  readonly #phase = new RunPhase();
  /** By board: where it is in its boot, and since when. */
  readonly #stages = new Map<string, { readonly stage: string; readonly since: number }>();
  /** By board: what it has not finished yet. */
  readonly #waiting = new Map<string, string[]>();
  readonly #expected: ExpectedTimes | undefined;
  /** What would be shown while the terminal is a board's console; undefined when it is not. */
  #kept: string[] | undefined;
  #planned = 0;
  #boards = 1;

  /** `expected`: by earlier runs; without it nobody says how long this one takes. */
  constructor(out: NodeJS.WriteStream, expected?: ExpectedTimes) {
    this.#out = out;
    this.#expected = expected;
    if (!out.isTTY) return;
    this.#live = createLogUpdate(out);
    this.#redraw = setInterval(() => this.#draw(), redrawMs);
    this.#redraw.unref();
  }

  event(event: LabEvent): void {
    const running = this.#running.get(event.board);
    this.#phase.take(event);
    if (event.type === 'run.started') this.#boards = event.boards.length;
    else if (event.type === 'run.planned') this.#plan(event.scenarios, event.boots);
    else if (event.type === 'health.checked') this.#checked(event);
    else if (event.type === 'board.excluded') this.#exclude(event.board, event.error);
    else if (event.type === 'scenario.collected') this.#waitingOf(event.board).push(event.scenario.id);
    else if (event.type === 'stage.entered') this.#stages.set(event.board, { stage: event.entry.stage, since: monotonicMs() });
    else if (event.type === 'scenario.diagnosed') this.#diagnosed(event.board, event.scenario, event.diagnosis);
    else if (event.type === 'scenario.started') this.#begin(event.board, event.scenario, event.limitMs);
    else if (event.type === 'scenario.step' && running) running.step = event.text;
    else if (event.type === 'm7.observed' && running) running.observation = event.observation;
    else if (event.type === 'incident.opened') this.#incident(event);
    else if (event.type === 'scenario.attempted') this.#tryAgain(event.board, event.attempt, event.result);
    else if (event.type === 'incident.closed') this.#noteUnowned(event);
    else if (event.type === 'scenario.finished') this.#finish(event.board, event.result);
    else if (event.type === 'scenario.amended') this.#amend(event.board, event.result);
  }

  /** What a suite printed. */
  suite(text: string): void {
    for (const line of shownText(text).split('\n').slice(0, mostSuiteLines)) this.#say(`   | ${plain(line)}`);
  }

  /** The terminal is somebody's console: nothing is written until `show`. */
  hide(): void {
    this.#live?.clear();
    this.#kept ??= [];
  }

  show(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const line of kept) this.#write(line);
    this.#draw();
  }

  end(): void {
    this.show();
    clearInterval(this.#redraw);
    this.#live?.clear();
    this.#live?.done();
  }

  #plan(scenarios: Readonly<Record<string, number>>, boots: number): void {
    const total = Object.values(scenarios).reduce((sum, count) => sum + count, 0);
    this.#planned = total;
    const where = this.#boards > 1 ? ` on ${this.#boards} boards` : '';
    this.#say(`${bootsText(total, boots)}${where}`);
    this.#draw();
  }

  #exclude(board: string, error: ErrorReport): void {
    this.excluded.set(board, error);
    this.#say(`   ! ${board} is excluded: ${plain(error.message)}`);
  }

  // Of several boards: one that is slow to be given up holds nobody else, and the line shows it.
  #checked({ board, attempt, checks, tookMs }: Extract<LabEvent, { readonly type: 'health.checked' }>): void {
    if (this.#boards === 1) return;
    const bad = checks.find(({ result }) => result === 'bad');
    const again = attempt > 1 ? `, attempt ${attempt}` : '';
    this.#say(`   ${board}: health check${again} ${bad ? `failed at ${bad.what}` : 'passed'} after ${formatMs(tookMs)}`);
  }

  #begin(board: string, scenario: string, limitMs: number | undefined): void {
    this.#running.set(board, { scenario, since: monotonicMs(), limitMs, observation: undefined, step: undefined });
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

  #noteUnowned({ board, incident, scenario, tolerated, during = 'the run' }: IncidentEvent): void {
    if (scenario === undefined && !tolerated && incident.endsScenario)
      this.unowned.set(`${board} ${incident.id}`, `${board} during ${during}: ${plain(incident.title)}`);
  }

  #finish(board: string, result: ScenarioResult): void {
    const running = this.#running.get(board);
    this.#running.delete(board);
    const waiting = this.#waitingOf(board);
    if (waiting.includes(result.id)) waiting.splice(waiting.indexOf(result.id), 1);
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
    this.#write(`${mark}${shownText(said)}`);
    this.#draw();
  }

  #write(line: string): void {
    if (this.#kept) {
      this.#kept.push(line);
      return;
    }
    this.#live?.clear();
    this.#out.write(`${line}\n`);
  }

  #draw(): void {
    if (!this.#live || this.#kept) return;
    const total = Math.max(this.#planned, this.results.size);
    const known = new Set([...this.#stages.keys(), ...this.#running.keys()]);
    const boards = [...known].filter((board) => !this.#phase.isClosed(board)).map((board) => this.#now(board));
    const { isOver, run } = this.#phase;
    const all = run ? [{ scenario: run.text, forMs: monotonicMs() - run.since }] : boards;
    const left = isOver ? {} : { leftMs: this.#left() };
    this.#live(liveLine({ done: this.results.size, total, ...left, boards: all }, this.#out.columns ?? 120));
  }

  #now(board: string): BoardNow {
    const running = this.#running.get(board);
    const ending = running ? undefined : this.#phase.of(board);
    if (ending) return { scenario: ending.text, forMs: monotonicMs() - ending.since };
    const { stage, since = monotonicMs() } = this.#stages.get(board) ?? {};
    const forMs = monotonicMs() - (running?.since ?? since);
    const step = this.#phase.isChecking(board) ? 'health check' : running?.step && plain(running.step);
    return { scenario: running?.scenario ?? '', step, stage, forMs, limitMs: running?.limitMs };
  }

  // Boards that share what is left work side by side.
  #left(): number | undefined {
    const waiting = [...this.#waiting.values()];
    if (!this.#expected || waiting.length === 0) return undefined;
    const left = waiting.map((ids) => this.#expected!.of(ids) ?? Number.NaN);
    const longest = Math.max(...left) - Math.max(0, ...[...this.#running.values()].map(({ since }) => monotonicMs() - since));
    return Number.isNaN(longest) ? undefined : Math.max(0, longest);
  }

  #waitingOf(board: string): string[] {
    const waiting = this.#waiting.get(board) ?? [];
    this.#waiting.set(board, waiting);
    return waiting;
  }

  #diagnosed(board: string, scenario: string, { causes: [first] }: ScenarioDiagnosis): void {
    if (first) this.causes.set(`${board} ${scenario}`, `${first.confidence}: ${plain(first.cause)} Fix: ${plain(first.fix)}`);
  }

  #paint(style: Style, text: string): string {
    return this.#out.isTTY ? styleText(style, text) : text;
  }
}
