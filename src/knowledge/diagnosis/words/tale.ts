import type { Event } from './events.ts';
import type { Circumstance, Outcome, Subject } from './vocabulary.ts';

/** A post as a sequence of events, with what is spoken of anywhere in it. */
export class Tale {
  readonly events: readonly Event[];
  readonly #named: ReadonlySet<Subject>;
  // Rules ask the same of the whole post for each of its events.
  readonly #said = new Map<string, boolean>();
  constructor(events: readonly Event[]) {
    this.events = events;
    this.#named = new Set(events.flatMap(({ named }) => [...named]));
  }
  speaksOf(...subjects: readonly Subject[]): boolean {
    return subjects.some((subject) => this.#named.has(subject));
  }
  isSaid(pattern: RegExp): boolean {
    const key = String(pattern);
    const said = this.#said.get(key) ?? this.events.some(({ text }) => pattern.test(text));
    this.#said.set(key, said);
    return said;
  }
  /** The first event that fits, with the one before and the one behind it at hand. */
  first(test: (event: Event, before: Event | undefined, after: Event | undefined) => boolean): Event | undefined {
    return this.events.find((event, at) => test(event, this.events[at - 1], this.events[at + 1]));
  }
}

/** One of these became of it. */
export const what = (event: Event | undefined, ...outcomes: readonly Outcome[]): boolean =>
  event !== undefined && outcomes.some((outcome) => event.what.has(outcome));
/** It was under one of these circumstances. */
export const when = (event: Event | undefined, ...circumstances: readonly Circumstance[]): boolean =>
  event !== undefined && circumstances.some((circumstance) => event.when.has(circumstance));
/** It happened to one of these. */
export const about = (event: Event | undefined, ...subjects: readonly Subject[]): boolean =>
  event?.about !== undefined && subjects.includes(event.about);
/** One of these is named in it. */
export const names = (event: Event | undefined, ...subjects: readonly Subject[]): boolean =>
  event !== undefined && subjects.some((subject) => event.named.has(subject));
