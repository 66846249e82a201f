import { expect, test } from 'vitest';
import { PowerError } from '../../core/errors.ts';
import type { PowerState } from '../../core/power.ts';
import { PowerControl } from './power-control.ts';

const powered = (answer: () => Promise<PowerState>, switchedBy?: string): PowerControl => {
  const control = new PowerControl({
    switch: { state: answer, switchedSince: async () => switchedBy },
    excerpt: () => ['a53: tick'],
    onOff: () => {},
  });
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

test('a relay that something else has switched since answers for a reset, and for nothing else', async () => {
  const pressed = powered(async () => 'on', 'button');
  expect(await pressed.cut({ hasReset: true })).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/the board has reset, and something else has switched its relay.*by 'button'$/),
  });
  expect(await pressed.cut()).toBeUndefined();
  expect(await powered(async () => 'on').cut({ hasReset: true })).toBeUndefined();
  pressed.switching('off');
  expect(await pressed.cut({ hasReset: true })).toBeUndefined();
});
