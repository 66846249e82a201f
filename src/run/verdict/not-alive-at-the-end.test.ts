import { expect, test } from 'vitest';
import { HilError, OutcomeError } from '../../core/errors.ts';
import { notAliveAtTheEnd } from './not-alive-at-the-end.ts';

test('a core that a command of the scenario stopped is the mistake of its suite, with that command', () => {
  const error = notAliveAtTheEnd(['uname -m', 'echo stop > /sys/class/remoteproc/remoteproc0/state; sleep 30', 'ls']);
  expect(error).toBeInstanceOf(HilError);
  expect(error).toMatchObject({
    fault: 'suite',
    message: expect.stringContaining('echo stop > /sys/class/remoteproc/remoteproc0/state; sleep 30'),
  });
});

test.each([[[]], [['systemctl stop my-app']], [['cat /sys/class/remoteproc/remoteproc0/state']]])(
  "one that none of %j stopped is the product's",
  (commands) => {
    expect(notAliveAtTheEnd(commands)).toBeInstanceOf(OutcomeError);
    expect(notAliveAtTheEnd(commands)).toMatchObject({ fault: 'dut' });
  },
);
