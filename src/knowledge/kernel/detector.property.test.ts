import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelIncident } from '../../core/incident.ts';
import { createDetector } from './detector.ts';
import { builtInRules } from './rules/index.ts';

const run = (chunks: readonly Uint8Array[]): KernelIncident[] => {
  const told: KernelIncident[] = [];
  const detector = createDetector({ onIncident: (_, incident) => told.push(incident) });
  for (const chunk of chunks) detector.feed('a53', chunk, 0);
  detector.end();
  return told;
};

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};

const bodies = [
  'Call trace:',
  ' imx_uart_int+0x7c/0xc0',
  'pc : fec_enet_open+0x4/0x80',
  'CPU: 1 PID: 7 Comm: a Tainted: G D W 6.6',
  '---[ end trace 0 ]---',
  'ü ✓',
];
const fronts = [
  '',
  '[   12.000001] ',
  '[   12.500000][   T12] ',
  '<4>[   13.000000] ',
  '6,12,13000000,-;',
  'root@b:~# ',
  '[    0.000000] ',
  '\x1b[32m',
];
const line = fc
  .tuple(
    fc.constantFrom(...fronts),
    fc.constantFrom(...builtInRules.map((rule) => rule.test), ...bodies, 'U-Boot SPL 2022.04'),
    fc.constantFrom('\n', '\r\n', ''),
  )
  .map((parts) => parts.join(''));
const log = fc.array(line, { maxLength: 60 }).map((lines) => Buffer.from(lines.join('')));
const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

describe('for every stream', () => {
  test('the chunks do not matter', () => {
    fc.assert(
      fc.property(log, sizes, (bytes, chunkSizes) => {
        expect(run(cut(bytes, chunkSizes))).toEqual(run([bytes]));
      }),
      { numRuns: 60 },
    );
  });

  test('nothing crashes it, in whatever order it is called', () => {
    const call = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes })),
      line.map((text) => ({ bytes: Buffer.from(text) })),
      fc.constantFrom('idle', 'off', 'announce', 'silence').map((name) => ({ name })),
    );
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const detector = createDetector({ onIncident: () => {} });
        for (const [at, step] of calls.entries()) {
          if ('bytes' in step) detector.feed(at % 3 === 0 ? 'kmsg' : 'a53', step.bytes, at * 100);
          else if (step.name === 'idle') detector.idle(at * 100);
          else if (step.name === 'off') detector.powerOff();
          else if (step.name === 'announce') detector.announceReset();
          else detector.silence({ a53: ['x'] }, at * 100);
        }
        detector.end();
      }),
      { numRuns: 60 },
    );
  });

  test('every incident is closed after it was opened, and again whenever a consequence opened it anew', () => {
    fc.assert(
      fc.property(log, (bytes) => {
        const open = new Set<string>();
        const detector = createDetector({
          onIncident: (phase, { id }) => {
            if (phase === 'opened') open.add(id);
            else expect(open.delete(id)).toBe(true);
          },
        });
        detector.feed('a53', bytes, 0);
        detector.end();
        expect(open).toEqual(new Set());
      }),
      { numRuns: 60 },
    );
  });
});

test('a report that never ends keeps the state bounded', () => {
  let last: KernelIncident | undefined;
  const detector = createDetector({ onIncident: (_, incident) => (last = incident) });
  const body = Buffer.from(Array.from({ length: 500 }, (_, at) => `[   20.${String(at).padStart(6, '0')}]  fn_${at}+0x1/0x2\n`).join(''));
  detector.feed('a53', Buffer.from('[   20.000000] BUG: KASAN: use-after-free in a+0x1/0x2\n'), 0);
  for (let turn = 0; turn < 20; turn++) detector.feed('a53', body, 0);
  detector.feed('a53', Buffer.alloc(2_000_000, 'x'), 0);
  detector.end();
  expect(last!.lines.length).toBeLessThanOrEqual(240);
});

const corpus = new URL('../../../../shared/corpus/kernel-logs.dev.jsonl.gz', import.meta.url);
describe.skipIf(!existsSync(corpus))('on the development corpus (skipped where it is absent)', () => {
  test('chunks of 7 and of 1000 bytes give what the whole log gives', () => {
    const logs = gunzipSync(readFileSync(corpus)).toString('utf8').trim().split('\n').slice(0, 120);
    for (const text of logs) {
      const { log } = JSON.parse(text) as { log: string };
      const bytes = Buffer.from(log.slice(0, 20_000));
      const whole = run([bytes]);
      expect(run(cut(bytes, [7]))).toEqual(whole);
      expect(run(cut(bytes, [1000]))).toEqual(whole);
    }
  });
});
