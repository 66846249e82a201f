import { expect, test } from 'vitest';
import { HilError, PortError } from '../core/errors.ts';
import { faultHandedOut, handOut } from './handed-out.ts';

/** As vitest keeps what a hook threw. */
const kept = (error: object): object => {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(error)) copy[name] = (error as Record<string, unknown>)[name];
  return copy;
};

test('an error that was handed out keeps its fault, whatever a suite writes on it', () => {
  const error = Object.assign(handOut(new PortError('no cable')), { fault: 'dut' });
  expect(faultHandedOut(error)).toBe('lab');
  expect(faultHandedOut(kept(error))).toBe('lab');
  expect(Object.keys(error)).toEqual(Object.keys(new PortError('no cable')));
});

test('nothing else has one', () => {
  const error = handOut(new HilError('lab', 'no cable'));
  const described = Object.defineProperties(new Error('product'), Object.getOwnPropertyDescriptors(error));
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const other of [
    new HilError('lab', 'no cable'),
    Object.assign(new Error('no cable'), { fault: 'lab' }),
    Object.assign(Object.create(null), { fault: 'lab' }),
    structuredClone(error),
    { ...error },
    described,
    kept(described),
    Object.create(error),
    handOut(new Error('plain')),
    proxy,
    'lab',
    undefined,
    null,
  ])
    expect(faultHandedOut(other)).toBeUndefined();
});
