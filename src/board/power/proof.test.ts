import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { boardClock, type Clock, overdueOf } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { type CycleOptions, powerCycle, switchOffAndOn } from './power-cycle.ts';
import { proveNewBoot, proveOff, proveOn } from './proof.ts';

/** Board time that passes only where somebody sleeps, with what is to happen meanwhile. */
class HandClock implements Clock {
  readonly speed = 1;
  #at = 1000;
  readonly #due: { readonly at: number; readonly act: () => void }[] = [];

  now(): number {
    return this.#at;
  }

  at(ms: number, act: () => void): void {
    this.#due.push({ at: this.#at + ms, act });
    this.#due.sort((a, b) => a.at - b.at);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.#at + ms;
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#at = next.at;
      this.#due.shift();
      next.act();
    }
    this.#at = until;
    signal?.throwIfAborted();
  }

  overdue(ms: number): ReturnType<Clock['overdue']> {
    const timer = new AbortController();
    this.at(ms, () => timer.abort());
    return overdueOf(timer.signal, { [Symbol.dispose]: () => {} });
  }
}

let clock: HandClock;
let a53: MemoryConsole;
let m7: MemoryConsole;
beforeEach(() => {
  clock = new HandClock();
  // What a console is awaited for is awaited in the host's time.
  a53 = new MemoryConsole(boardClock());
  m7 = new MemoryConsole(boardClock(), 'm7');
});
afterEach(async () => {
  await a53[Symbol.asyncDispose]();
  await m7[Symbol.asyncDispose]();
});

const speaks = (console: MemoryConsole, untilMs: number): void => {
  for (let ms = 100; ms <= untilMs; ms += 100) clock.at(ms, () => console.receive(`at ${ms}\r\n`));
};

class Relay implements PowerSwitch {
  contact: PowerState = 'on';
  readonly asked: string[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  onOn = (): void => a53.receive('\r\nU-Boot SPL 2024.04 (Jan 01 1970)\r\n');

  async on(signal?: AbortSignal): Promise<void> {
    this.#note('on', signal);
    this.onOn();
  }
  async off(signal?: AbortSignal): Promise<void> {
    this.#note('off', signal);
  }
  async state(signal?: AbortSignal): Promise<PowerState> {
    this.signals.push(signal);
    return this.contact;
  }
  async [Symbol.asyncDispose](): Promise<void> {}

  #note(state: 'on' | 'off', signal?: AbortSignal): void {
    this.contact = state;
    this.signals.push(signal);
    this.asked.push(`${state} at ${clock.now() - 1000}`);
  }
}

const cycled = (relay: Relay, more: Partial<CycleOptions> = {}) => powerCycle({ switch: relay, consoles: [a53, m7], clock, ...more });

test('silence counts from the last byte of any console', async () => {
  speaks(a53, 2000);
  speaks(m7, 3000);
  const { silentMs } = await proveOff([a53, m7], { clock, silentFor: '1s' });
  expect([silentMs, clock.now()]).toEqual([1000, 5000]);
});

test('a board may speak on for 12 s, and for the silence that is asked for, and no longer', async () => {
  speaks(a53, 12_800);
  expect((await proveOff([a53], { clock })).silentMs).toBe(1000);
  speaks(m7, 60_000);
  await expect(proveOff([a53, m7], { clock })).rejects.toMatchObject({
    name: 'PowerError',
    message: 'the relay said off, and console m7 kept talking for 13.0 s',
    evidence: [12_600, 12_700, 12_800, 12_900, 13_000].map((ms) => `m7: at ${ms}`),
  });
});

test('what has to be watched for longer may speak for longer', async () => {
  speaks(a53, 17_800);
  expect((await proveOff([a53], { clock, atLeast: '5s' })).silentMs).toBe(1000);
  speaks(a53, 60_000);
  await expect(proveOff([a53], { clock, within: '2s', silentFor: '1s', atLeast: '5s' })).rejects.toThrow('kept talking for 8.0 s');
});

test('a silent board is watched for as long as it has to be off', async () => {
  expect(await proveOff([a53], { clock, silentFor: '1s', atLeast: '5s' })).toMatchObject({ silentMs: 5000, spokeBefore: [] });
  expect(await proveOff([a53], { clock, silentFor: '1s' })).toMatchObject({ silentMs: 1000 });
});

test('only who spoke in the last ten seconds before the cut says anything by his silence', async () => {
  vi.useFakeTimers({ toFake: ['hrtime'] });
  try {
    a53.receive('[    1.000000] long ago\r\n');
    vi.advanceTimersByTime(5000);
    m7.receive('tick=1\r\n');
    vi.advanceTimersByTime(4999);
    const both = await proveOff([a53, m7], { clock });
    expect(both.spokeBefore).toEqual(['a53', 'm7']);
    expect(both.evidence).toEqual(['console a53 and m7 spoke until shortly before and was silent for 1.0 s after the relay said off']);
    vi.advanceTimersByTime(1);
    expect((await proveOff([a53, m7], { clock })).spokeBefore).toEqual(['m7']);
  } finally {
    vi.useRealTimers();
  }
});

test('a cycle is five seconds long, with its second of silence, and every step of it can be interrupted', async () => {
  const relay = new Relay();
  const { signal } = new AbortController();
  const told: string[] = [];
  const proof = await cycled(relay, { signal, onSwitch: (state, answered) => void answered.then(() => told.push(state)) });
  expect(relay.asked).toEqual(['off at 0', 'on at 5000']);
  expect(proof).toMatchObject({ offMs: 5000, silentMs: 5000, bannerMs: 0, banner: 'U-Boot SPL 2024.04', spokeBefore: [] });
  expect(proof.evidence[1]).toBe("'U-Boot SPL 2024.04' 0 ms after the relay was asked for on");
  expect(relay.signals).toEqual([signal, signal, signal]);
  expect(told).toEqual(['off', 'on']);
});

test('a short cycle asks for no more silence than it lasts, and a long one for a second', async () => {
  const short = new Relay();
  expect(await cycled(short, { offFor: '400ms' })).toMatchObject({ offMs: 400, silentMs: 400 });
  clock = new HandClock();
  speaks(a53, 2000);
  expect(await cycled(new Relay(), { offFor: '2500ms' })).toMatchObject({ silentMs: 1000, offMs: 3000 });
});

test('a cycle waits for the banner that it is told to, in the time that it is given', async () => {
  const relay = new Relay();
  relay.onOn = () => a53.receive('Barebox 2024.01\r\n');
  expect((await cycled(relay, { banner: /Barebox \d{4}/ })).banner).toBe('Barebox 2024');
  await expect(cycled(relay, { bannerWithin: '20ms' })).rejects.toThrow('no boot loader banner in 20 ms');
});

test('a banner from before the power came proves nothing', async () => {
  a53.receive('U-Boot SPL 2024.04 (Jan 01 1970)\r\n');
  const relay = new Relay();
  relay.onOn = () => {};
  await expect(cycled(relay, { bannerWithin: '20ms' })).rejects.toMatchObject({
    evidence: ['console a53 stayed silent'],
    remedy: expect.stringContaining('check the relay contact'),
  });
});

test('of a board without a banner its last five lines are told', async () => {
  const since = a53.mark();
  for (let line = 1; line <= 7; line++) a53.receive(`line ${line}\r\n`);
  await expect(proveOn(a53, { clock, since, within: '20ms' })).rejects.toMatchObject({
    evidence: [3, 4, 5, 6, 7].map((line) => `a53: line ${line}`),
  });
});

test('a relay that does not take on is told before any banner is waited for', async () => {
  const relay = new Relay();
  relay.onOn = () => {
    throw new Error('the relay does not answer');
  };
  const told: string[] = [];
  const onSwitch: CycleOptions['onSwitch'] = (state, answered) => void answered.catch(() => told.push(`${state} failed`));
  await expect(cycled(relay, { onSwitch })).rejects.toThrow('the relay does not answer');
  expect(told).toEqual(['on failed']);
});

test('a relay that says nothing of its state is believed, and one that is only slow is told as slow', async () => {
  const relay = new Relay();
  relay.state = async () => 'unknown';
  expect((await cycled(relay)).offMs).toBe(5000);
  const answers: PowerState[] = ['on', 'off'];
  relay.state = async () => answers.shift() ?? 'off';
  await expect(cycled(relay)).rejects.toThrow('the relay is slow');
});

test('without a console the relay is switched off and on, five seconds apart', async () => {
  const relay = new Relay();
  const { signal } = new AbortController();
  await switchOffAndOn({ switch: relay, clock, signal });
  expect(relay.asked).toEqual(['off at 0', 'on at 5000']);
  expect(relay.signals).toEqual([signal, signal]);
  await switchOffAndOn({ switch: relay, clock, offFor: '1s' });
  expect(relay.asked.slice(2)).toEqual(['off at 5000', 'on at 6000']);
});

test('the banner of a U-Boot that no SPL comes before is one', async () => {
  const relay = new Relay();
  relay.onOn = () => a53.receive('\r\nU-Boot 2025.01 (Jan 01 1970)\r\n');
  expect((await cycled(relay)).banner).toBe('U-Boot 2025.01');
});

test('a cycle that is interrupted while it waits for the banner ends with the reason', async () => {
  const relay = new Relay();
  const stop = new AbortController();
  relay.onOn = () => stop.abort(new Error('the run is over'));
  await expect(cycled(relay, { signal: stop.signal })).rejects.toThrow('the run is over');
});

test('a cycle that is interrupted while the board is off does not switch it on', async () => {
  const relay = new Relay();
  const stop = new AbortController();
  clock.at(2000, () => stop.abort(new Error('the run is over')));
  await expect(cycled(relay, { signal: stop.signal })).rejects.toThrow('the run is over');
  expect(relay.asked).toEqual(['off at 0']);
});

test('without a console nothing can be proven, and nothing is switched', async () => {
  const relay = new Relay();
  await expect(cycled(relay, { consoles: [] })).rejects.toMatchObject({ fault: 'lab', remedy: 'wire the A53 console' });
  expect(relay.asked).toEqual([]);
  const { evidence } = await proveOff([], { clock });
  expect(evidence).toEqual(['no console was watched, so nothing but the relay says that the power was off']);
});

test('the silence of consoles that were silent before is told as no proof', async () => {
  expect((await proveOff([a53], { clock })).evidence).toEqual([
    'consoles were silent for 1.0 s after the relay said off, but had been silent before: this alone proves nothing',
  ]);
});

test('the same boot id before and after disproves a cycle', () => {
  expect(() => proveNewBoot('a', 'a')).toThrow('the same Linux still runs');
  expect(proveNewBoot('a', 'b')).toBe('boot id changed from a to b');
});

test('the wait for a banner ends with the reason of the signal, which is no fault of the relay', async () => {
  const stop = new AbortController();
  const waiting = proveOn(a53, { clock, since: a53.mark(), signal: stop.signal });
  stop.abort(new Error('the run is over'));
  await expect(waiting).rejects.toThrow('the run is over');
});

test('of a first boot no id is known before', () => {
  expect(proveNewBoot(undefined, 'a')).toBe('boot id a, none known before');
  expect(() => proveNewBoot('a', 'a')).toThrow(expect.objectContaining({ evidence: ['boot id is a before and after'] }));
});
