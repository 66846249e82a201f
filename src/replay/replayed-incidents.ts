import type { LabEvent } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import { createDetector, type Detector, type DetectorOptions } from '../knowledge/kernel/detector.ts';

/** The detector's own timers are due within this; a longer silence closes everything that is open. */
const tickMs = 100;
const longestTicking = 12_000;

export interface BoardIncident {
  readonly board: string;
  readonly phase: 'opened' | 'closed';
  readonly incident: KernelIncident;
  /** Host monotonic milliseconds at which it was told. */
  readonly at: number;
}

/**
 * What the detector of today finds in the bytes of a journal. What no byte says is taken from the journal as it is: that nobody answered any more
 * (`silent-freeze`, `m7-silent`), what Linux refuted, which resets were asked for, and in which stage the board was.
 */
export class ReplayedIncidents {
  readonly found: BoardIncident[] = [];
  readonly #rules: Pick<DetectorOptions, 'rules' | 'knownIssues'>;
  readonly #boards = new Map<string, { readonly detector: Detector; last: number }>();
  readonly #speeds = new Map<string, number>();
  #now = 0;
  constructor(rules: Pick<DetectorOptions, 'rules' | 'knownIssues'> = {}) {
    this.#rules = rules;
  }

  /** In the order of the journal. */
  add(event: LabEvent): void {
    if (event.board === '') return;
    if (event.type === 'board.opened') this.#speeds.set(event.board, event.speed);
    const detector = this.#detectorAt(event.board, event.at);
    if (event.type === 'console.received') detector.feed(event.console, Buffer.from(event.bytes, 'base64'), event.at);
    else if (event.type === 'console.sent') detector.sent(event.console, Buffer.from(event.bytes, 'base64').toString());
    else if (event.type === 'kmsg.received') detector.feed('kmsg', Buffer.from(`${event.line}\n`), event.at);
    else if (event.type === 'power.switched' && event.state === 'off') detector.powerOff();
    else if (event.type === 'stage.entered') detector.stage(event.entry.stage);
    else if (event.type === 'reset.announced') detector.announceReset(event.what);
    else if (event.type === 'reset.retracted') detector.retractReset();
    else if (event.type === 'claim.refuted') this.#refute(event.board, event.line);
    else if (event.type === 'incident.opened') unheard(detector, event.incident, event.at);
  }

  /** No more events come. */
  end(): void {
    for (const { detector } of this.#boards.values()) detector.end();
  }

  /** No byte says that a living Linux has denied what its console said. */
  #refute(board: string, line: string): void {
    const isIt = (found: BoardIncident): boolean =>
      found.board === board && found.incident.channels[0] === 'a53' && found.incident.lines.some((each) => each.trim() === line.trim());
    const denied = new Set(this.found.filter(isIt).map(({ incident }) => incident.id));
    const kept = this.found.filter((found) => found.board !== board || !denied.has(found.incident.id));
    this.found.splice(0, this.found.length, ...kept);
    for (const id of denied) this.#boards.get(board)?.detector.disown(id);
  }

  #detectorAt(board: string, at: number): Detector {
    const state = this.#boards.get(board) ?? { detector: this.#make(board), last: at };
    this.#boards.set(board, state);
    const ticks = Math.min(at - state.last, longestTicking);
    for (let after = tickMs; after < ticks; after += tickMs) this.#idle(state.detector, state.last + after);
    this.#idle(state.detector, at);
    state.last = at;
    return state.detector;
  }

  #idle(detector: Detector, now: number): void {
    this.#now = now;
    detector.idle(now);
  }

  #make(board: string): Detector {
    return createDetector({
      ...this.#rules,
      trustsSystem: false,
      speed: this.#speeds.get(board) ?? 1,
      onIncident: (phase, incident) => this.found.push({ board, phase, incident, at: this.#now }),
    });
  }
}

const unheard = (detector: Detector, { kind, lines, title }: KernelIncident, at: number): void => {
  if (kind === 'silent-freeze') detector.silence(byChannel(lines), at);
  if (kind !== 'm7-silent') return;
  const {
    tick = '0',
    image = 'the image',
    instead,
  } = /after tick (?<tick>\d+)(?: of (?<image>.+?))?(?:; (?<instead>.+))?$/.exec(title)?.groups ?? {};
  detector.m7Silence({ tick: Number(tick), image, ...(instead ? { instead } : {}) }, lines, at);
};

const byChannel = (lines: readonly string[]): Parameters<Detector['silence']>[0] => {
  const tails: Record<string, string[]> = {};
  for (const line of lines) {
    const [, channel = 'a53', text = line] = /^(a53|m7|kmsg): (.*)$/s.exec(line) ?? [];
    tails[channel] = [...(tails[channel] ?? []), text];
  }
  return tails;
};
