import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Span, Strikes } from '../strikes.ts';
import { type Address, faultNow, Loopback } from './loopback.ts';

type Position = 'on' | 'off';

/** What goes wrong at a relay. */
export type RelayFault = Span &
  /** It says that it has switched and has not: the `nth` time that it is asked since the fault began, from 1, or every time. Where it `believes`, it also says so later. */
  (
    | { readonly lies: Position; readonly nth?: number; readonly believes?: true; readonly measures?: true }
    /** It says that it is the other way round, the `nth` time that it is asked for its state since the fault began, or every time. */
    | { readonly misreports: true; readonly nth?: number }
    /** It does what it is told and then resets the connection without an answer. */
    | { readonly drops: true; readonly nth?: number }
    /** Every call is answered with this status. */
    | { readonly answers: number }
    /** Calls are accepted and never answered. */
    | { readonly hangs: true }
    /** Something else than a relay sits at its address. */
    | { readonly says: string }
    /** It is the outlet of the board next to it. */
    | { readonly leadsToNeighbour: true }
    | { readonly delaysMs: number }
    /** It says that it has switched and does it so many host milliseconds later. */
    | { readonly lagsMs: number }
    /** What it says of its state has these fields instead. */
    | { readonly states: Readonly<Record<string, unknown>> }
    /** So many host milliseconds after it was told to switch there it switches back by itself, as by a timer that somebody has set in it. */
    | { readonly revertsFrom: Position; readonly afterMs: number }
  );

export interface RelayWireOptions {
  readonly own: Address;
  readonly neighbour: Address | undefined;
  readonly faults: readonly RelayFault[];
  readonly strikes: Strikes;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A relay with faults: a Shelly Gen2 in front of another. */
export const startRelayWire = (options: RelayWireOptions): Promise<Loopback> => {
  const relay = new FaultyRelay(options);
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await relay.answer(request.url ?? '', await bodyOf(request));
      if (answer && relay.isDropped(request.url ?? '')) request.socket.resetAndDestroy();
      else if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
    })().catch(() => response.destroy());
  });
  return new Loopback(server).listen();
};

class FaultyRelay {
  readonly #options: RelayWireOptions;
  /** What flows is told as it is, whatever is said of the contact. */
  #isMetered = false;
  readonly #asked = new Map<RelayFault, number>();
  #believed: Position | undefined;
  constructor(options: RelayWireOptions) {
    this.#options = options;
  }

  /** Undefined: none, ever. */
  async answer(url: string, body: string): Promise<Answer | undefined> {
    const { faults, strikes } = this.#options;
    await wait(faultNow(faults, 'delaysMs', strikes)?.delaysMs ?? 0);
    if (faultNow(faults, 'hangs', strikes)) return undefined;
    const status = faultNow(faults, 'answers', strikes)?.answers;
    if (status !== undefined) return { status, text: `HTTP ${status}` };
    const says = faultNow(faults, 'says', strikes)?.says;
    if (says !== undefined) return { status: 200, text: says };
    const wanted = url.includes('Switch.Set') ? positionIn(url + body) : undefined;
    if (wanted !== undefined && this.#isLie(wanted)) return { status: 200, text: JSON.stringify({ was_on: wanted === 'off' }) };
    const lagsMs = wanted === undefined ? undefined : faultNow(faults, 'lagsMs', strikes)?.lagsMs;
    if (lagsMs !== undefined) return this.#switchLater(wanted!, lagsMs);
    if (wanted !== undefined) this.#revertLater(wanted);
    return this.#passed(url, body);
  }

  #revertLater(wanted: Position): void {
    const fault = faultNow(this.#options.faults, 'revertsFrom', this.#options.strikes);
    if (fault?.revertsFrom === wanted) this.#switchLater(wanted === 'off' ? 'on' : 'off', fault.afterMs);
  }

  #switchLater(to: Position, afterMs: number): Answer {
    const { host, port } = this.#options.own;
    setTimeout(() => {
      fetch(`http://${host}:${port}/rpc/Switch.Set?id=0&on=${to === 'on'}`).catch(() => undefined);
    }, afterMs).unref();
    return { status: 200, text: JSON.stringify({ was_on: to === 'off' }) };
  }

  isDropped(url: string): boolean {
    return url.includes('Switch.Set') && this.#isTheOne('drops');
  }

  #isTheOne(key: 'drops' | 'misreports'): boolean {
    const fault = faultNow<RelayFault, 'drops' | 'misreports'>(this.#options.faults, key, this.#options.strikes) as RelayFault | undefined;
    if (fault === undefined) return false;
    this.#asked.set(fault, (this.#asked.get(fault) ?? 0) + 1);
    return !('nth' in fault) || fault.nth === this.#asked.get(fault);
  }

  #isLie(wanted: Position): boolean {
    const lies = this.#options.faults.filter((fault) => 'lies' in fault && fault.lies === wanted && this.#options.strikes.isNow(fault));
    for (const fault of lies) this.#asked.set(fault, (this.#asked.get(fault) ?? 0) + 1);
    const lie = lies.find((fault) => !('nth' in fault) || fault.nth === this.#asked.get(fault));
    this.#believed = lie && 'believes' in lie ? wanted : undefined;
    this.#isMetered = lie !== undefined && 'measures' in lie;
    return lie !== undefined;
  }

  async #passed(url: string, body: string): Promise<Answer> {
    const { faults, strikes, own, neighbour } = this.#options;
    const { host, port } = faultNow(faults, 'leadsToNeighbour', strikes) ? neighbour! : own;
    const response = await fetch(`http://${host}:${port}${url}`, { method: 'POST', body });
    const text = await response.text();
    if (!url.includes('Switch.GetStatus')) return { status: response.status, text };
    const said = JSON.parse(text) as { readonly output: boolean };
    const output = this.#believed === undefined ? said.output !== this.#isTheOne('misreports') : this.#believed === 'on';
    return {
      status: response.status,
      text: JSON.stringify({
        ...said,
        output,
        ...(output === said.output || this.#isMetered ? {} : { apower: output ? 2.9 : 0 }),
        ...faultNow(faults, 'states', strikes)?.states,
      }),
    };
  }
}

const positionIn = (text: string): Position | undefined => {
  const [, on] = /\bon"?[=:](true|false)/.exec(text) ?? [];
  return on === undefined ? undefined : on === 'true' ? 'on' : 'off';
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
