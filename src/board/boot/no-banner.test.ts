import { expect, test } from 'vitest';
import type { Mark } from '../../core/console.ts';
import { PortError, PowerError } from '../../core/errors.ts';
import { boardClock } from '../../core/time.ts';
import { LineSampler } from '../../knowledge/wire/line-sample.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { explainNoBanner } from './no-banner.ts';
import { MemoryConsole } from './testing/memory-console.ts';

const text = '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\r\n'.repeat(20);

/** One bit of every fourth byte is another. */
const spoilt = Buffer.from(text).map((byte, index) => (index % 4 === 0 ? byte ^ (1 << ((index / 4) % 8)) : byte));

const explained = (bytes: Uint8Array): unknown => {
  const sampler = new LineSampler();
  sampler.push(bytes);
  const a53 = { console: new MemoryConsole(boardClock()), since: 0 as Mark, sample: sampler.sample, baudRate: 115_200 };
  return explainNoBanner(cause, { a53 }, verdinImx8mp.model.profile);
};

const cause = new PowerError('no banner');

test('text that is spoilt on the way is the wire’s, and the relay is not blamed', () => {
  expect(explained(spoilt)).toBeInstanceOf(PortError);
  expect(explained(spoilt)).toMatchObject({
    message: expect.stringContaining('text that is spoilt'),
    remedy: expect.stringContaining('level'),
  });
});

test('whole text without a banner, and a few bytes as the power comes, are not', () => {
  expect(explained(Buffer.from(text))).toBe(cause);
  expect(explained(Uint8Array.of(0xff, 0xfe, 0x80))).toBe(cause);
});
