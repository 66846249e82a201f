import { type Console, type ConsoleName, consoleNames, type Mark } from '../core/console.ts';
import type { Rig } from '../core/driver.ts';
import { LineSampler } from '../knowledge/wire/line-sample.ts';
import type { Heard } from './boot/no-banner.ts';

/** What came on each console since the power came, as bytes: at a wrong baud rate there is no text. */
export class LineSamples {
  readonly #rates: { readonly [name in ConsoleName]?: number | undefined };
  readonly #samplers: Readonly<Record<ConsoleName, LineSampler>> = { a53: new LineSampler(), m7: new LineSampler() };
  #since: { readonly [name in ConsoleName]?: Mark | undefined } = {};
  constructor(consoles: Rig['consoles']) {
    this.#rates = Object.fromEntries(consoleNames.map((name) => [name, consoles[name]?.baudRate]));
  }

  push(name: ConsoleName, chunk: Uint8Array): void {
    this.#samplers[name].push(chunk);
  }

  /** The power comes. */
  begin(consoles: readonly Console[]): void {
    for (const sampler of Object.values(this.#samplers)) sampler.begin();
    this.#since = Object.fromEntries(consoles.map((console) => [console.name, console.mark()]));
  }

  of(console: Console): Heard {
    const { name } = console;
    return { console, since: this.#since[name] ?? (0 as Mark), sample: this.#samplers[name].sample, baudRate: this.#rates[name] };
  }
}
