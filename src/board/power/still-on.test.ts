import { describe, expect, test } from 'vitest';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { stillOn } from './still-on.ts';

type Relay = Pick<PowerSwitch, 'state' | 'on' | 'off'>;

const relayThat = (says: (contact: PowerState) => PowerState, { stuck = false } = {}): Relay & { contact: PowerState } => {
  const relay = {
    contact: (stuck ? 'on' : 'off') as PowerState,
    on: async () => {
      relay.contact = 'on';
    },
    off: async () => {
      relay.contact = stuck ? 'on' : 'off';
    },
    state: async () => says(relay.contact),
  };
  return relay;
};

test('a relay that is off a moment later is slow, and nobody else is to blame', async () => {
  const said: PowerState[] = ['on', 'off'];
  const error = await stillOn(relayThat(() => said.shift() ?? 'off'));
  expect(error).toMatchObject({ fault: 'lab', message: expect.stringMatching(/the relay is slow: .* was off .* later/) });
  expect(error.remedy).not.toContain('another user');
});

test('whoever waits no longer hears why', async () => {
  const signal = AbortSignal.abort(new Error('the run ends'));
  await expect(
    stillOn(
      relayThat(() => 'on'),
      signal,
    ),
  ).rejects.toThrow('the run ends');
});

describe('one that says on all the time', () => {
  test('is read the wrong way round where it says off once it is on, and is off again', async () => {
    const relay = relayThat((contact) => (contact === 'on' ? 'off' : 'on'));
    expect(await stillOn(relay)).toMatchObject({
      fault: 'lab',
      message: expect.stringMatching(/its state is read the wrong way round$/),
      remedy: expect.stringMatching(/swap .*`on` and `off` in `state` of an httpSwitch/),
    });
    expect(relay.contact).toBe('off');
  });

  test('has a contact that is stuck where it says on whatever it is told', async () => {
    expect(await stillOn(relayThat((contact) => contact, { stuck: true }))).toMatchObject({
      message: 'the relay took off and says now that it is on',
    });
  });
});
