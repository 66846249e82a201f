import { describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../console/console-session.ts';
import { boardClock, type Duration, monotonicMs } from '../../core/time.ts';
import { MemoryStream } from '../../drivers/testing/memory-stream.ts';
import type { ExpectedVoice } from './m7-voice.ts';
import { type LifeSign, watchForLife } from './proof-of-life.ts';

interface Scene {
  readonly before?: string;
  /** What the runner types itself, once the start is over. */
  readonly typed?: string;
  /** How long the start was ago, in host milliseconds, when the first text came. */
  readonly ago?: number;
  /** Where life is expected, a busy host must not be too late for it. */
  readonly within?: Duration;
}

const listen = async (
  voice: ExpectedVoice,
  said: readonly string[],
  { before = '', typed, ago = 1000, within = '100ms' }: Scene = {},
): Promise<LifeSign> => {
  const { near, far } = MemoryStream.pair();
  const clock = boardClock();
  await using console = new ConsoleSession({ name: 'm7', stream: near, clock });
  near.receive(before);
  const start = {
    clock,
    since: console.mark(),
    sinceAt: monotonicMs() - ago,
    within,
    signal: new AbortController().signal,
  } as const;
  if (typed !== undefined) await console.send(typed);
  const watching = watchForLife(console, voice, start);
  for (const text of said) await far.write(text);
  return await watching;
};

const patient: Scene = { within: '20s' };
const hello: ExpectedVoice = { name: 'tcm-hello', nonce: 'cafe0001' };
const banner = 'hil-m7 tcm-hello build=0123456789abcdef nonce=cafe0001\r\n';
const tick = (count: number, nonce = 'cafe0001'): string => `hil-m7 tcm-hello tick=${count} nonce=${nonce}\r\n`;

describe('an image with a nonce', () => {
  test('lives when the nonce of this start counts up, and its heartbeat is known', async () => {
    const { sign, evidence, heartbeat } = await listen(hello, [banner, tick(1), tick(2)], patient);
    expect(sign).toBe('alive');
    expect(evidence).toEqual([`m7: ${banner.trim()}`, `m7: ${tick(1).trim()}`, `m7: ${tick(2).trim()}`]);
    expect(heartbeat).toMatchObject({ nonce: 'cafe0001', count: 2 });
  });

  const lifeless: Readonly<Record<string, readonly string[]>> = {
    'a counter that stands still': [banner, tick(7)],
    'every tick rewritten to the same count': [banner, tick(1), tick(1), tick(1), tick(1), tick(1)],
    'one line doubled by the wire, and then silence': [banner, tick(1) + tick(1)],
    'a counter that only goes back': [banner, tick(9), tick(3), tick(1)],
    'an image that starts over and over': [banner, tick(1), banner, tick(1), banner, tick(1)],
    'a fault that the image itself reports': [banner, tick(1), 'hil-m7 tcm-hello fault nonce=cafe0001\r\n'],
    'a count without its nonce': [tick(1), 'hil-m7 tcm-hello tick=2 nonce=cafe\r\n'],
    'a count cut out of the middle of two lines': [
      'hil-m7 tcm-hello tick=1 nonce=cafe0001\r\nhil-m7 tcm-hello tick=\r\n2 nonce=cafe0001\r\n',
    ],
    silence: [],
    'line noise': ['\0\xff\x01', 'a~#\x80', '\x12z%'],
  };
  test.for(Object.entries(lifeless))('%s proves nothing, and is no other image either', async ([, said]) => {
    expect((await listen(hello, said)).sign).toBe('none');
  });

  test('is not the one whose nonce only begins like its own', async () => {
    expect((await listen(hello, [tick(1, 'cafe00012'), tick(2, 'cafe00012')])).sign).not.toBe('alive');
  });

  test('counts on after it started over', async () => {
    expect((await listen(hello, [tick(5), banner, tick(1), tick(2)], patient)).sign).toBe('alive');
  });

  test('counts of another nonce, before and between, do not help', async () => {
    expect((await listen(hello, [tick(1), tick(2, 'beef0000'), tick(3, 'beef0000')])).sign).toBe('none');
  });

  test('with the nonce of another start is another start', async () => {
    expect(await listen(hello, [tick(1, 'cafe0002'), tick(2, 'cafe0002')])).toMatchObject({ sign: 'stale' });
  });

  test('whose predecessor had last words on the wire is not stale for them', async () => {
    expect((await listen(hello, [tick(40, 'cafe0000')], { ago: 0 })).sign).toBe('none');
  });

  test('what was said before the start does not count', async () => {
    expect((await listen(hello, [], { before: `${tick(1)}${tick(2)}` })).sign).toBe('none');
    expect((await listen(hello, [tick(2)], { before: tick(1) })).sign).toBe('none');
  });

  test('the echo of what the runner typed does not count, whoever sends it back', async () => {
    expect((await listen(hello, [tick(1), tick(2)], { typed: tick(1) + tick(2) })).sign).toBe('none');
    expect((await listen(hello, [tick(1), tick(2), tick(3)], { ...patient, typed: tick(2) })).sign).toBe('alive');
  });
});

describe('an image whose text the lab file names', () => {
  const mine: ExpectedVoice = { name: 'mine', proof: { prints: /motor ready/ } };

  test('lives when it says so, and not when anything else does', async () => {
    expect((await listen(mine, ['motor ready\r\n'], patient)).sign).toBe('alive');
    const other = await listen(mine, ['another program\r\n']);
    expect(other).toMatchObject({ sign: 'strange', remedy: expect.stringContaining('proof: { prints }') });
    expect(other.evidence.join('\n')).toContain('another program');
    expect((await listen(mine, [tick(1)])).sign).toBe('stale');
    expect((await listen(mine, ['mot\xffor rea\x01dy\r\n'])).sign).not.toBe('alive');
  });

  test('is not proven by an echo of its own text', async () => {
    const { sign, evidence, remedy } = await listen(mine, ['motor ready\r\n'], { typed: 'is the motor ready\r' });
    expect(sign).toBe('unprovable');
    expect(evidence.join('\n')).toContain('may be an echo');
    expect(remedy).toBeTruthy();
    expect((await listen(mine, ['motor ready\r\n', '[1] motor ready: 5\r\n'], { ...patient, typed: 'go\r' })).sign).toBe('alive');
  });
});

describe('an image with a nonce whose text the lab file names, too', () => {
  const own = 'cafe0001';
  const mine = (prints: RegExp): ExpectedVoice => ({ name: 'mine', nonce: own, proof: { prints }, others: new Set(['beef0001']) });
  const flags = ['', 'g', 'y', 'gy', 'i'];

  test.for(flags)('lives by that text, with the flags "%s", in each of its starts', async (flag) => {
    const voice = mine(new RegExp('xil-m7 tcm', flag));
    for (let start = 0; start < 2; start++) {
      const said = [`xil-m7 tcm-hello build=1 nunce=${own}\r\n`, `xil-m7 tcm-hello tick=1 nunce=${own}\r\n`];
      expect((await listen(voice, said, patient)).sign).toBe('alive');
    }
    expect((await listen(voice, ['boots\r\n', 'xil-m7 tcm ready> '], patient)).sign).toBe('alive');
  });

  test('lives by its count where that comes, and has a heartbeat', async () => {
    const { sign, heartbeat } = await listen(mine(/never said/), [banner, tick(1), tick(2)], patient);
    expect([sign, heartbeat?.nonce]).toEqual(['alive', own]);
  });

  test('does not live by a text that stands in the line of another start', async () => {
    expect((await listen(mine(/tcm-hello/), [tick(4, 'cafe0002'), tick(5, 'cafe0002')])).sign).toBe('stale');
    expect((await listen(mine(/ready/), ['ready, id beef0001\r\n'])).sign).toBe('stale');
    expect((await listen(mine(/ready/), ['ready', ', id beef', '0001\r\n'])).sign).toBe('stale');
    expect((await listen(mine(/ready/), ['ready, id beef0001\r\n', `ready, id ${own}\r\n`], patient)).sign).toBe('alive');
  });

  test('does not live by its own ticks while they do not count', async () => {
    expect((await listen(mine(/tcm-hello/), [banner, tick(1), tick(1)])).sign).toBe('none');
    expect((await listen(mine(/tcm-hello/), [banner])).sign).toBe('alive');
  });

  test('what was said before the start does not count', async () => {
    expect((await listen(mine(/ready/), [], { before: 'ready\r\n' })).sign).toBe('none');
  });
});

describe('text that nothing tells whose it is', () => {
  const unlike: Readonly<Record<string, string>> = {
    'the nonce of this start under another name': 'xil-m7 tcm-hello tick=1 nunce=cafe0001\r\n',
    'a nonce that nobody was given': 'xil-m7 tcm-hello tick=1 nunce=12345678\r\n',
    'a banner of somebody': 'Zephyr OS build v3.7.0\r\n',
  };
  test.for(Object.entries(unlike))('%s is neither life nor an earlier image', async ([, text]) => {
    const { sign, remedy, evidence } = await listen(hello, [text]);
    expect([sign, evidence.at(-1)]).toEqual(['strange', `m7: ${text.trim()}`]);
    expect(remedy).toContain('proof: { prints');
  });

  test('is that of an earlier start where it holds the nonce of that one', async () => {
    const voice = { ...hello, others: new Set(['beef0001']) };
    expect((await listen(voice, ['app 1.0, id beef0001\r\n'])).sign).toBe('stale');
    expect((await listen(voice, ['app 1.0, ids beef0001 and cafe0001\r\n'])).sign).toBe('strange');
  });

  test('is a line of the test firmware where the image itself may print it', async () => {
    expect((await listen({ name: 'mine', holdsOurWords: true }, [tick(4), tick(5)])).sign).toBe('unprovable');
    const proven: ExpectedVoice = { name: 'mine', holdsOurWords: true, proof: { prints: /tcm-hello tick/ } };
    expect((await listen(proven, [tick(4)], patient)).sign).toBe('alive');
    expect((await listen({ ...proven, others: new Set(['cafe0001']) }, [tick(4)])).sign).toBe('stale');
  });
});

describe('an image of which nothing is known', () => {
  const unknown: Readonly<Record<string, readonly string[]>> = {
    'text of whoever': ['hello\r\n', 'world\r\n'],
    'four bytes of line noise': ['\x7f~#a'],
    silence: [],
  };
  test.for(Object.entries(unknown))('is neither proven nor disproven by %s, and the remedy is the proof', async ([, said]) => {
    const { sign, remedy } = await listen({ name: 'mine' }, said);
    expect(sign).toBe('unprovable');
    expect(remedy).toContain('proof: { prints');
  });

  test('is not running while an image of ours speaks', async () => {
    expect((await listen({ name: 'mine' }, [tick(4), tick(5)])).sign).toBe('stale');
  });

  test('is not judged by the last words of ours', async () => {
    expect((await listen({ name: 'mine' }, [tick(4)], { ago: 0 })).sign).toBe('unprovable');
  });
});
