import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { CommandError, HilError, KernelIncidentError, RevokedError } from '../core/errors.ts';
import { fromWire, toWire } from './wire.ts';

const sent = (thrown: unknown): Error => fromWire(deserialize(serialize(toWire(thrown))));

test('an error arrives as what it was, with everything it had', () => {
  const original = new CommandError("'false' ended with exit status 1", 1, 'no', { evidence: ['ssh: no'], remedy: 'look' });
  const arrived = sent(original);

  expect(arrived).toBeInstanceOf(CommandError);
  expect(arrived).toMatchObject({
    name: 'CommandError',
    fault: 'dut',
    message: original.message,
    evidence: ['ssh: no'],
    remedy: 'look',
    exitCode: 1,
    stderr: 'no',
  });
  expect(arrived.stack).toBe(original.stack);
});

test.for([new KernelIncidentError('panic', 'panic'), new RevokedError('over'), new HilError('lab', 'plain')])(
  '%s keeps its class',
  (original) => {
    const arrived = sent(original);
    expect(arrived.constructor).toBe(original.constructor);
    expect(arrived).toMatchObject({ fault: original.fault, evidence: [] });
  },
);

test('an error of a class that lives elsewhere keeps its name and its fault', () => {
  class LocalError extends HilError {}
  expect(sent(new LocalError('runner', 'local'))).toMatchObject({ name: 'LocalError', fault: 'runner' });
  expect(sent(new LocalError('runner', 'local'))).toBeInstanceOf(HilError);
});

test('errors of others and thrown rubbish arrive as plain errors', () => {
  expect(sent(new TypeError('not a function'))).toMatchObject({ name: 'TypeError', message: 'not a function' });
  expect(sent('rubbish')).toMatchObject({ message: 'thrown: rubbish' });
  expect(sent(Object.assign(new Error('with junk'), { junk: () => {}, socket: { deep: 1 } }))).toMatchObject({ message: 'with junk' });
});
