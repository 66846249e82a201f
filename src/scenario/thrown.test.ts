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
