import { describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../console/console-session.ts';
import type { Mark } from '../../core/console.ts';
import type { ModelLimit, NumberedNote } from '../../core/model-limit.ts';
import { boardClock, type Duration, monotonicMs } from '../../core/time.ts';
import { MemoryStream } from '../../drivers/testing/memory-stream.ts';
import { BoardPace } from '../board-pace.ts';
import { ModelNotes } from '../model-notes.ts';
import { M7ConsoleProof } from './m7-console.ts';
import { type Seen, watchM7 } from './m7-watch.ts';

interface Scene {
  readonly said?: readonly string[];
  readonly limits?: readonly ModelLimit[];
  readonly proven?: string;
  /** Board milliseconds that the core was given, each time that it is asked. */
  readonly given?: (asked: number) => number;
  readonly hasConsole?: boolean;
  readonly within?: Duration;
  /** What the lab file says of the image. */
  readonly proof?: { readonly prints: RegExp };
  /** What another image said before this start, which may be the one that runs now. */
  readonly before?: string;
}

const nonce = 'cafe0001';
const tick = (count: number, of = nonce): string => `hil-m7 tcm-hello tick=${count} nonce=${of}\r\n`;
const firmware = { name: 'tcm-hello' } as Parameters<typeof watchM7>[1]['firmware'];

const watch = async ({ said = [], limits, proven, given, hasConsole = true, within = '100ms', proof, before }: Scene): Promise<Seen> => {
  const { near, far } = MemoryStream.pair();
  const pace = new BoardPace(boardClock(), { patience: 500 });
  const clock = pace.core;
  await using console = new ConsoleSession({ name: 'm7', stream: near, clock });
  const consoleProof = new M7ConsoleProof(console, proven);
  consoleProof.issue(nonce);
  const told = (limits ?? []).map((limit, index): NumberedNote => ({ kind: 'limit', limit, sequence: index + 1, times: 1, at: 0 }));
  let asked = 0;
  const source = {
    after: async (sequence: number) => told.slice(sequence),
    async pace() {
      const coreMs = given?.(++asked) ?? Number.POSITIVE_INFINITY;
      // What a late core says, it says once it was given its time.
      if (asked === 3) for (const text of said) await far.write(text);
      return { awakeSince: 0, coreMs };
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const notes = new ModelNotes(limits && source, () => {});
  pace.onShort = (limit) => notes.note(limit);
  if (given) pace.follow(source);
  const parts = { clock, console: hasConsole ? console : undefined, consoleProof, notes, noncesBut: () => new Set<string>() };
  near.receive(before ?? '');
  const mayStillRun = before === undefined ? {} : { mayStillRun: 0 as Mark };
  const start = {
    firmware: { ...firmware, ...(proof ? { proof } : {}) },
    nonce,
    ...mayStillRun,
    since: console.mark(),
    sinceAt: monotonicMs() - 1000,
    notesSince: 0,
  };
  const watching = watchM7(parts, start, within, new AbortController().signal);
  if (!given) for (const text of said) await far.write(text);
  return await watching;
};

const standstill: ModelLimit = { by: 'm7', kind: 'instruction', name: 'movw', pc: 0x1a4, fatal: true };
const register: ModelLimit = { by: 'm7', kind: 'register', name: 'CCM', address: 0x3038_4020, access: 'read', fatal: false };
const ofLinux: ModelLimit = { by: 'linux', kind: 'command', name: 'btrfs', fatal: true };
const wired = { proven: 'the rig carries it' };

describe('a console of which nothing is proven', () => {
  test('says nothing by its silence', async () => {
    const { outcome, evidence, remedy } = await watch({});
    expect(outcome).toBe('unknown');
    expect(evidence.at(-1)).toContain('proves it to be that of this board');
    expect(remedy).toContain('UART4');
  });

  test('says nothing by the voice of the M7 of another board', async () => {
    expect((await watch({ said: [tick(1, 'beef0001'), tick(2, 'beef0001')] })).outcome).toBe('unknown');
  });

  test('is proven by the nonce of this start, even where the image then falls silent', async () => {
    expect((await watch({ said: [tick(1)] })).outcome).toBe('mute');
  });
});

test('on a proven console silence is mute, and the voice of another image is stale', async () => {
  expect((await watch(wired)).outcome).toBe('mute');
  expect((await watch({ ...wired, said: [tick(1, 'beef0001'), tick(2, 'beef0001')] })).outcome).toBe('stale');
});

describe('text that is none of the test firmware', () => {
  const spoken = { ...wired, said: ['app 1.0 is ready\r\n'] };

  test('leaves it unknown for want of a proof, or of one on the wire', async () => {
    expect(await watch(spoken)).toMatchObject({ outcome: 'unknown', unknownFor: 'image', remedy: expect.stringContaining('prints') });
    const elsewhere = await watch({ said: spoken.said });
    expect(elsewhere).toMatchObject({ outcome: 'unknown', remedy: expect.stringContaining('UART4') });
    expect(elsewhere.unknownFor).toBeUndefined();
  });

  test('proves the console where it holds the nonce of a start', async () => {
    expect(await watch({ said: [`app 1.0, run ${nonce}\r\n`] })).toMatchObject({ outcome: 'unknown', unknownFor: 'image' });
  });

  test('is proof where the lab file names it, and not where an image that may still run said it, too', async () => {
    const named: Scene = { ...spoken, proof: { prints: /is ready/g }, within: '20s' };
    expect((await watch(named)).outcome).toBe('alive');
    expect((await watch({ ...named, before: 'app 0.9 is starting\r\n' })).outcome).toBe('alive');
    const alike = await watch({ ...named, before: 'app 0.9 is ready\r\n' });
    expect(alike).toMatchObject({ outcome: 'unknown', unknownFor: 'image', remedy: expect.stringContaining('only this image') });
    const own = { ...named, said: [`app 1.0 is ready, run ${nonce}\r\n`], before: 'app 0.9 is ready\r\n' };
    expect((await watch(own)).outcome).toBe('alive');
  });
});

test('without a console nothing is known', async () => {
  expect(await watch({ hasConsole: false })).toMatchObject({ outcome: 'unknown', remedy: expect.stringContaining('UART4') });
});

describe('a limit of the model', () => {
  test('that the core cannot go on from is told at once, not after the time for a proof', async () => {
    const begin = monotonicMs();
    const seen = await watch({ ...wired, limits: [standstill], within: '10min' });
    expect(seen).toMatchObject({ outcome: 'unknown', evidence: ['`movw` at pc 0x1a4 is not modelled'] });
    expect(seen.remedy).toContain('run it on hardware');
    expect(monotonicMs() - begin).toBeLessThan(60_000);
  });

  test('that the core went on from may be why it is mute, and is none of an image that lives', async () => {
    expect(await watch({ ...wired, limits: [register] })).toMatchObject({
      outcome: 'unknown',
      evidence: ['read of CCM register 0x30384020 is not modelled', expect.any(String)],
    });
    expect((await watch({ ...wired, limits: [register], said: [tick(1), tick(2)], within: '20s' })).outcome).toBe('alive');
  });

  test('that another image of ours met takes nothing from its voice', async () => {
    expect((await watch({ ...wired, limits: [register], said: [tick(1, 'beef0001')] })).outcome).toBe('stale');
  });

  test('that a core met which began with junk, or that was met by Linux, decides nothing', async () => {
    expect(
      (
        await watch({
          ...wired,
          limits: [
            { ...standstill, ofJunk: 1 },
            { ...register, ofJunk: 1 },
          ],
        })
      ).outcome,
    ).toBe('mute');
    expect((await watch({ ...wired, limits: [ofLinux] })).outcome).toBe('mute');
  });
});

describe('a core that a late host does not execute', () => {
  test('is waited for until it had its board time, and then judged by what it said', async () => {
    const given = (asked: number): number => (asked < 6 ? 0 : 100);
    expect((await watch({ ...wired, said: [tick(1), tick(2)], given })).outcome).toBe('alive');
    expect((await watch({ ...wired, given })).outcome).toBe('mute');
  });

  test('is unknown when it never had its time, and the host is named', async () => {
    const seen = await watch({ ...wired, limits: [], given: () => 20 });
    expect(seen).toMatchObject({ outcome: 'unknown', unknownFor: 'model' });
    expect(seen.evidence[0]).toBe('the M7 was given 20 ms of 100 ms of its time: this host is too busy to simulate the board');
    expect(seen.remedy).toContain('when the host has less to do');
  });
});
