import { expect, test } from 'vitest';
import type { PowerState } from '../../core/power.ts';
import { stillOn } from './still-on.ts';

test('a relay that is off a moment later is slow, and nobody else is to blame', async () => {
  const said: PowerState[] = ['on', 'off'];
  const error = await stillOn({ state: async () => said.shift() ?? 'off' });
  expect(error).toMatchObject({ fault: 'lab', message: expect.stringMatching(/the relay is slow: .* was off .* later/) });
  expect(error.remedy).not.toContain('another user');
});

test('whoever waits no longer hears why', async () => {
  const signal = AbortSignal.abort(new Error('the run ends'));
  await expect(stillOn({ state: async () => 'on' }, signal)).rejects.toThrow('the run ends');
});
