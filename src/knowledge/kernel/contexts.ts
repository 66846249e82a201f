import type { Message } from './normalise.ts';
import type { Body } from './report-body.ts';

const mostContexts = 16;

/** What is being reported in each printing context of a channel: CPUs that print at the same time each have one where the kernel names its callers. */
export class Contexts {
  readonly #bodies = new Map<string, Body>();
  #newest: Body | undefined;

  /** The report that was opened last. */
  get newest(): Body | undefined {
    return this.#newest;
  }

  of(caller: string | undefined): Body | undefined {
    return this.#bodies.get(caller ?? '');
  }

  /** The report that a body line belongs to. */
  takes(message: Message): Body | undefined {
    return this.of(message.caller) ?? this.#answering(message);
  }

  keep(caller: string | undefined, body: Body): void {
    const key = caller ?? '';
    this.#bodies.delete(key);
    if (this.#bodies.size >= mostContexts) this.#bodies.delete(this.#bodies.keys().next().value ?? '');
    this.#bodies.set(key, body);
    this.#newest = body;
  }

  clear(): void {
    this.#bodies.clear();
    this.#newest = undefined;
  }

  /** A CPU that a stalled one asked for its backtrace prints it in a context of its own. */
  #answering(message: Message): Body | undefined {
    if (message.caller === undefined || !message.text.startsWith('NMI backtrace for cpu')) return undefined;
    const asking = [...this.#bodies.values()].findLast(
      ({ incident, report }) => !incident.closed && report.headline.rule.frame === 'stall',
    );
    if (asking) this.keep(message.caller, asking);
    return asking;
  }
}
