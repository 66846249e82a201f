import { AssertionError } from 'node:assert';
import { expect, test } from 'vitest';
import { HilError } from '../core/errors.ts';
import { handOut } from './handed-out.ts';
import type { Ground } from './place.ts';
import { thrownToWire } from './thrown.ts';

const ground: Ground = { root: '/' };
const suppressed = (error: unknown, first: unknown): Error =>
  Object.assign(new Error('An error was suppressed during disposal.'), { name: 'SuppressedError', error, suppressed: first });

test('what went wrong before a disposal threw decides whose fault it is', () => {
  const held = new AssertionError({ message: 'aarch64 is no sparc' });
  const twice = suppressed(new Error('second'), suppressed(new TypeError('cannot dispose'), held));
  expect(thrownToWire(twice, ground)).toMatchObject({ fault: 'dut', message: 'aarch64 is no sparc' });
  expect(thrownToWire(suppressed(held, handOut(new HilError('lab', 'no cable'))), ground)).toMatchObject({
    fault: 'lab',
    message: 'no cable',
  });
  expect(thrownToWire(suppressed(held, undefined), ground)).toMatchObject({ fault: 'suite' });
});

test('an assertion over a value that throws when it is looked at is the product’s', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  const held = Object.assign(new AssertionError({ message: 'aarch64 is no sparc' }), { actual: proxy });
  revoke();
  expect(thrownToWire(held, ground)).toMatchObject({ fault: 'dut', message: 'aarch64 is no sparc' });
});

test.each([
  ['as its cause', (error: Error) => new Error('step 3 failed', { cause: error })],
  ['as the cause of its cause', (error: Error) => new TypeError('step 3 failed', { cause: new Error('again', { cause: error }) })],
  ['among several', (error: Error) => new AggregateError([new Error('other'), error], 'step 3 failed')],
])('an error of ours that a suite throws on %s is whose it was', (_, wrap) => {
  for (const fault of ['dut', 'lab', 'suite'] as const) {
    const ours = handOut(new HilError(fault, 'it ended with exit status 3', { remedy: 'look at it', evidence: ['ssh: no'] }));
    expect(thrownToWire(wrap(ours), ground)).toMatchObject({
      fault,
      name: 'HilError',
      message: 'step 3 failed: it ended with exit status 3',
      own: { remedy: 'look at it', evidence: ['ssh: no'] },
    });
  }
  expect(thrownToWire(wrap(new HilError('dut', 'made by the suite')), ground)).toMatchObject({ fault: 'suite', message: 'step 3 failed' });
});

test('of several errors of ours that of the lab counts, and what the suite repeats is said once', () => {
  const [product, lab] = [handOut(new HilError('dut', 'it failed')), handOut(new HilError('lab', 'no cable'))];
  expect(thrownToWire(new AggregateError([product, lab], 'no cable at last'), ground)).toMatchObject({
    fault: 'lab',
    message: 'no cable at last',
  });
  const round = Object.assign(new AggregateError([product], 'round'), { cause: undefined as unknown });
  round.errors.push(round);
  round.cause = round;
  expect(thrownToWire(round, ground)).toMatchObject({ fault: 'dut', message: 'round: it failed' });
});
