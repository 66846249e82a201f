import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabEvent } from '../src/core/event.ts';
import type { Sign } from './moment.ts';
import type { WireSign } from './wire-tap.ts';

export interface WatchOptions {
  readonly signs: readonly Sign[];
  /** Whose paths are looked at. */
  readonly dir: string;
  readonly events: () => readonly LabEvent[];
  readonly text: () => string;
  readonly onReached: () => void;
}

/** Sees the signs of a moment one after the other. What comes over a wire is judged while it passes, all else when it is looked for. */
export class Watch {
  readonly #options: WatchOptions;
  #next = 0;
  #seen = 0;
  #line: string | undefined;
  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get isReached(): boolean {
    return this.#next >= this.#options.signs.length;
  }

  /** What is still waited for. */
  get waitsFor(): Sign | undefined {
    return this.#options.signs[this.#next];
  }

  take(sign: WireSign): void {
    const { waitsFor } = this;
    if (!waitsFor || !onWire(waitsFor, sign)) return;
    // A line counts once, however often it grows.
    const line = 'line' in sign ? `${sign.wire} ${sign.nth}` : undefined;
    if (line !== undefined && line === this.#line) return;
    this.#line = line;
    this.#count();
  }

  look(): void {
    const { events, text, dir } = this.#options;
    for (const event of events()) {
      const { waitsFor } = this;
      if (waitsFor && inJournal(waitsFor, event)) this.#count();
    }
    const { waitsFor } = this;
    if (!waitsFor) return;
    if ('prints' in waitsFor && waitsFor.prints.test(text())) this.#count();
    if ('appears' in waitsFor && pathsBelow(dir).some((path) => waitsFor.appears.test(path))) this.#count();
    if ('vanishes' in waitsFor && !pathsBelow(dir).some((path) => waitsFor.vanishes.test(path))) this.#count();
  }

  #count(): void {
    const { waitsFor } = this;
    this.#seen++;
    if (waitsFor && 'nth' in waitsFor && this.#seen < (waitsFor.nth ?? 1)) return;
    this.#seen = 0;
    this.#next++;
    if (this.isReached) this.#options.onReached();
  }
}

const onWire = (wanted: Sign, sign: WireSign): boolean => {
  if ('line' in wanted) return 'line' in sign && sign.wire === (wanted.wire ?? 'a53') && wanted.line.test(sign.line);
  return 'relay' in wanted && sign.wire === 'relay' && sign.on === (wanted.relay === 'on') && sign.at === (wanted.at ?? 'asked');
};

const inJournal = (wanted: Sign, event: LabEvent): boolean =>
  'event' in wanted && event.type === wanted.event && (wanted.holding?.test(JSON.stringify(event)) ?? true);

// Not all that is below: `tmp` leads to the cache of compiled sources, and whoever lists thousands of files a hundred times a second lets the wires wait.
const looked = ['.', '.hil', 'leases', 'reports'];

const pathsBelow = (dir: string): string[] => looked.flatMap((folder) => namesIn(join(dir, folder)).map((name) => join(folder, name)));

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // It is not there yet.
    return [];
  }
};
