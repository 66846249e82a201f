import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Match } from '../core/console.ts';
import { wired } from './testing/wired-session.ts';

// What is found does not depend on how the bytes were cut into chunks, nor on when it was asked for.

const within = '10s';

test('what stands too far apart is no match, however it is cut', async () => {
  const far = Buffer.from(`a${'\r\n'.repeat(5000)}b near a\r\n\r\nb`);
  const whole = await matchOf(/a\s+b/, [far]);
  expect(whole.text).toBe('a\n\nb');
  expect(await matchOf(/a\s+b/, cut(far, [1, 500, 5000, 9999, 10_001]))).toEqual(whole);
  expect(await matchOf(/a\s+b/, [far], false)).toEqual(whole);
});

const scenes: readonly [name: string, pattern: RegExp | string, bytes: string][] = [
  ['kernel text in the middle of a prompt', /# $/, 'root@verdin:~# [   39.711380] remoteproc remoteproc0: now up\r\nroot@verdin:~# '],
  ['the countdown of U-Boot', /autoboot:\s+0/, 'Hit any key to stop autoboot:  1 \b\b\b 0 \r\nVerdin iMX8MP # '],
  ['the countdown of U-Boot 2025.10', /autoboot: 0/, '\rHit any key to stop autoboot: 1\x1b[K\rHit any key to stop autoboot: 0\x1b[K\r\n'],
  ['NULs and noise at power-up', 'U-Boot SPL', '\0\0\xff\xfe\x80\0U-\0Boot\0 SPL 2022.04\r\n'],
  ['colour in a word', '[  OK  ] Started', '\x1b[0m[\x1b[0;32m  OK  \x1b[0m] Started sshd\r\n'],
  ['a window title', 'torizon@verdin:~$ ', '\x1b]0;torizon@verdin: ~\x07torizon@verdin:~$ '],
  ['LF CR', /^two$/m, 'one\n\rtwo\n\rthree'],
  ['CR CR LF', 'one\ntwo', 'one\r\r\ntwo\r\r\n'],
  ['two lines', /cause: (?<cause>\w+)\nDRAM: +(?<size>\d) GiB/, 'Reset cause: POR\r\nDRAM:  4 GiB\r\n'],
  ['alternatives of different length', /(abcdef|cd)/, 'xxabcdefxx'],
  ['a greedy middle', /a.*z/, 'a b z c z\r\n'],
  ['a word to its end', /\bBUG\b/, 'DEBUG BUGGY BUG: scheduling\r\n'],
  ['what must not follow', /^(?!\[)\w+: ok/m, '[1: ok\r\n12: ok\r\n'],
];

for (const [name, pattern, text] of scenes) {
  test(`finds the same however it is cut: ${name}`, async () => {
    const bytes = Buffer.from(text, 'latin1');
    const whole = await matchOf(pattern, [bytes]);
    expect(
      await matchOf(
        pattern,
        [...bytes].map((byte) => Buffer.of(byte)),
      ),
    ).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        expect(await matchOf(pattern, cut(bytes, cuts))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
}

const matchOf = async (pattern: RegExp | string, chunks: readonly Buffer[], waitFirst = true): Promise<Match> => {
  const { session, hears } = wired();
  const waiting = waitFirst ? session.expect(pattern, { within }) : undefined;
  for (const chunk of chunks) {
    hears(chunk);
    // Has the chunk looked at before the next one comes.
    session.tail(1);
  }
  return (await waiting) ?? (await session.expect(pattern, { within }));
};

const cut = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index]!, to));
};

// Pieces that consoles are made of, and that disturb each other: endings, edits, escapes, cut characters, prompts.
const pieces = fc.constantFrom(
  ...[
    'ab',
    'abc',
    'c',
    '\r',
    '\n',
    '\r\n',
    '\b',
    '\0',
    '\x1b',
    '\x1b[',
    '[0m',
    '\x1b[31m',
    '\x1b]0;t',
    '\x07',
    '# ',
    ' ',
    'é',
    '\x80',
    '[    1.5] x',
  ],
);
const recordings = fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));
const patterns = fc.constantFrom<RegExp | string>(
  ...['ab', 'ab\nab', 'c# '],
  ...[
    /(?:abc|b)/,
    /a.*c/,
    /# $/,
    /^ab/,
    /(?<x>b+)c/,
    /b\s+a/,
    /[^x]# /,
    /a(?!b)[\s\S]/,
    /\bab\b/,
    /(?<=b)c/,
    /é|�/,
    /c(?=\n)/,
    /.{3}\n/,
    /a.?$/m,
  ],
);

test('any recording gives any pattern the same match, however it is cut and whenever it is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, patterns, fc.array(fc.nat(200), { maxLength: 8 }), async (bytes, pattern, places) => {
      const cuts = places.map((place) => place % (bytes.length + 1));
      const ends = [
        await foundIn(pattern, [bytes]),
        await foundIn(pattern, cut(bytes, cuts)),
        await foundIn(
          pattern,
          [...bytes].map((byte) => Buffer.of(byte)),
        ),
        await foundIn(pattern, [bytes], false),
      ];
      for (const end of ends) expect(end).toEqual(ends[0]);
    }),
    { numRuns: 300 },
  );
});

test('nor does it matter when it is asked what came since a mark', async () => {
  await fc.assert(
    fc.asyncProperty(recordings, recordings, patterns, async (before, after, pattern) => {
      const [early, late] = [
        await foundIn(pattern, [after], true, before),
        await foundIn(
          pattern,
          [...after].map((byte) => Buffer.of(byte)),
          false,
          before,
        ),
      ];
      expect(early).toEqual(late);
    }),
    { numRuns: 300 },
  );
});

// A sentinel no pattern matches ends the wait of a pattern that is not there.
const foundIn = async (
  pattern: RegExp | string,
  chunks: readonly Buffer[],
  waitFirst = true,
  before?: Buffer,
): Promise<Match | undefined> => {
  const none = new AbortController();
  const { session, hears } = wired();
  if (before) hears(before);
  const since = session.mark();
  session.tail(1);
  const search = () => session.expect(pattern, { within, since, signal: none.signal }).catch(() => undefined);
  const waiting = waitFirst ? search() : undefined;
  for (const chunk of chunks) {
    hears(chunk);
    session.tail(1);
  }
  const result = waiting ?? search();
  setImmediate(() => none.abort());
  return result;
};
