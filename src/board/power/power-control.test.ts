import { expect, test } from 'vitest';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { PowerControl } from './power-control.ts';

const powered = (answer: () => Promise<PowerState>): PowerControl => {
  const relay: PowerSwitch = { on: async () => {}, off: async () => {}, state: answer, [Symbol.asyncDispose]: async () => {} };
  const control = new PowerControl({ switch: relay, excerpt: () => ['a53: tick'], onOff: () => {} });
  control.switching('on');
  return control;
};

test('a relay that says off is asked by whoever sees the board fail, and one that does not answer counts where nothing else does', async () => {
  const off = powered(async () => 'off');
  expect(await off.cut()).toMatchObject({ fault: 'lab', message: expect.stringContaining('somebody else cut the power') });

  const dead = powered(async () => {
    throw new PowerError('shelly does not answer within 10s');
  });
  expect(await dead.cut()).toBeUndefined();
  expect(await dead.cut({ mustAnswer: true })).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/neither the board nor its relay answers.*within 10s/),
    evidence: ['a53: tick'],
  });

  for (const state of ['on', 'unknown'] as const) expect(await powered(async () => state).cut({ mustAnswer: true })).toBeUndefined();
  dead.switching('off');
  expect(await dead.cut({ mustAnswer: true })).toBeUndefined();
});
