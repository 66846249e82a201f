import type { LabEvent } from '../../core/event.ts';
import type { Mark, Span, SpanLane, Tone } from '../../page/timeline-data.ts';
import { isMismatch } from '../run-values.ts';
import { colouredText } from './coloured-text.ts';
import type { EventOf } from './row.ts';

interface Open {
  readonly from: number;
  readonly label: string;
  readonly tone: Tone;
}

/** Bars and ticks of one board: what was in effect from when to when, and what happened at a moment. Times as the events have them. */
export class Spans {
  readonly spans: Span[] = [];
  readonly marks: Mark[] = [];
  readonly #open = new Map<SpanLane, Open>();

  add(event: LabEvent): void {
    const { at } = event;
    if (event.type === 'power.switched') this.#powered(event);
    else if (event.type === 'stage.entered') this.#begin('stage', at, event.entry.stage, 'plain');
    else if (event.type === 'kmsg.received') this.#core(at, event.line);
    else if (event.type === 'scenario.started') this.#begin('scenario', at, event.scenario, 'plain');
    else if (event.type === 'scenario.finished' || event.type === 'scenario.attempted') this.#finished(event);
    else if (event.type === 'scenario.step') this.#mark('step', at, event.text, 'plain');
    else if (event.type === 'm7.observed') this.#observed(event);
    else if (event.type === 'incident.opened') {
      const { incident, expected } = event;
      this.#mark('incident', Math.min(at, incident.at), incident.title, expected ? 'doubt' : incident.endsScenario ? 'bad' : 'doubt');
    }
  }

  end(at: number): void {
    for (const lane of [...this.#open.keys()]) this.#end(lane, at);
  }

  #powered({ at, askedAt = at, state, driver }: EventOf<'power.switched'>): void {
    this.#begin('power', at, `${state} (${driver})`, state === 'on' ? 'good' : 'off');
    // A boot may have begun before the relay has answered.
    for (const lane of ['stage', 'remoteproc'] as const)
      if ((this.#open.get(lane)?.from ?? at) < askedAt || state === 'off') this.#end(lane, at);
  }

  #observed({ at, observation }: EventOf<'m7.observed'>): void {
    const predicted = observation.predicted ? `, predicted ${observation.predicted.outcome}` : '';
    const tone = isMismatch(observation) ? 'bad' : observation.outcome === 'alive' ? 'good' : 'doubt';
    this.#mark('observation', at, `M7 ${observation.outcome}${predicted}`, tone);
    if (observation.state) this.#begin('remoteproc', at, observation.state, observation.outcome === 'alive' ? 'good' : 'doubt');
  }

  #finished({ at, result }: EventOf<'scenario.finished' | 'scenario.attempted'>): void {
    const open = this.#open.get('scenario');
    if (!open) return;
    this.#open.set('scenario', { ...open, label: `${result.fixed ? 'fixed?' : result.verdict}: ${open.label}`, tone: toneOf(result) });
    this.#end('scenario', at);
  }

  #core(at: number, line: string): void {
    const said = /remoteproc remoteproc\d+: (.*)$/.exec(line)?.[1];
    const [, label] = coreWords.find(([pattern]) => said !== undefined && pattern.test(said)) ?? [];
    if (label) this.#begin('remoteproc', at, label, label === 'crashed' ? 'bad' : 'plain');
  }

  #begin(lane: SpanLane, from: number, label: string, tone: Tone): void {
    this.#end(lane, from);
    this.#open.set(lane, { from, label: colouredText(label).slice(0, 200), tone });
  }

  #end(lane: SpanLane, to: number): void {
    const open = this.#open.get(lane);
    this.#open.delete(lane);
    if (open) this.spans.push({ lane, to, ...open });
  }

  #mark(lane: Mark['lane'], at: number, label: string, tone: Tone): void {
    this.marks.push({ lane, at, label: colouredText(label).slice(0, 200), tone });
  }
}

// drivers/remoteproc/remoteproc_core.c, 5.15 to 6.12.
const coreWords: readonly (readonly [RegExp, string])[] = [
  [/^powering up/, 'starting'],
  [/^attaching to/, 'attaching'],
  [/^remote processor \S+ is now up/, 'running'],
  [/^remote processor \S+ is now attached/, 'attached'],
  [/^stopped remote processor/, 'offline'],
  [/^detached remote processor/, 'detached'],
  [/^crash detected/, 'crashed'],
  [/is available$/, 'available'],
];

const toneOf = ({ verdict, fixed }: EventOf<'scenario.finished'>['result']): Tone =>
  verdict === 'failed' || verdict === 'error' || fixed ? 'bad' : verdict === 'passed' ? 'good' : verdict === 'skipped' ? 'off' : 'doubt';
