import { describe, expect, test } from 'vitest';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { powerCycle } from './power-cycle.ts';
import { proveOff } from './proof.ts';

const clock = boardClock(20);
const banner = 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)\r\n';

/** A board whose kernel says something every so often while it has power, and a relay whose contact may be stuck. */
const bench = ({ stuck = false, chatty = true, says = banner }: { stuck?: boolean; chatty?: boolean; says?: string } = {}) => {
  const a53 = new MemoryConsole(stuck ? boardClock() : clock);
  const m7 = new MemoryConsole(clock, 'm7');
  let contact: PowerState = 'on';
  let claimed: PowerState = 'on';
  const chatter = setInterval(() => chatty && contact === 'on' && a53.receive('[   12.345678] still here\r\n'), 5);
  const set = async (state: 'on' | 'off'): Promise<void> => {
    claimed = state;
    if (stuck || contact === state) return;
    contact = state;
    if (state === 'on') a53.receive(`\0\0${says}`);
  };
  const power: PowerSwitch = {
    on: () => set('on'),
    off: () => set('off'),
    state: async () => claimed,
    [Symbol.asyncDispose]: async () => clearInterval(chatter),
  };
  return { a53, m7, power };
};

describe('a power cycle', () => {
  test('is proven by silence after speech and the banner', async () => {
    const { a53, m7, power } = bench();
    await using _ = power;
    a53.receive('verdin login: ');
    const seen: string[] = [];
    const proof = await powerCycle({ switch: power, consoles: [a53, m7], clock, offFor: '2s', onSwitch: (state) => seen.push(state) });

    expect(proof).toMatchObject({ spokeBefore: ['a53'], banner: 'U-Boot SPL 2022.04' });
    expect(proof.offMs).toBeGreaterThanOrEqual(2000);
    expect(proof.evidence).toEqual([
      expect.stringMatching(/^console a53 spoke until shortly before and was silent for .* after the relay said off$/),
      expect.stringMatching(/^'U-Boot SPL 2022.04' .* after the relay was asked for on$/),
    ]);
    expect(seen).toEqual(['off', 'on']);
  });

  test('takes the banner of a U-Boot that no SPL comes before', async () => {
    const { a53, power } = bench({ says: 'U-Boot 2025.01 (Jan 01 1970 - 00:00:00 +0000)\r\n' });
    await using _ = power;
    const proof = await powerCycle({ switch: power, consoles: [a53], clock, offFor: '1s' });
    expect(proof.banner).toBe('U-Boot 2025.01');
  });

  test('says when silence proved nothing because the board was idle before', async () => {
    const { a53, power } = bench({ chatty: false });
    await using _ = power;
    const { evidence } = await powerCycle({ switch: power, consoles: [a53], clock, offFor: '1s' });
    expect(evidence[0]).toMatch(/had been silent before: this alone proves nothing/);
  });

  test('with a stuck contact fails with what the board kept saying', async () => {
    const { a53, power } = bench({ stuck: true });
    await using _ = power;
    const impatient = { clock: boardClock(), offFor: '50ms', silentFor: '40ms', silentWithin: '100ms' } as const;
    const error = await powerCycle({ switch: power, consoles: [a53], ...impatient }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PowerError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/the relay said off, and console a53 kept talking for/),
      evidence: expect.arrayContaining(['a53: [   12.345678] still here']),
    });
  });

  test('with a stuck contact and an idle board fails for want of the banner', async () => {
    const { a53, power } = bench({ stuck: true, chatty: false });
    await using _ = power;
    const impatient = { clock: boardClock(), offFor: '50ms', silentFor: '40ms', bannerWithin: '200ms' } as const;
    const error = await powerCycle({ switch: power, consoles: [a53], ...impatient }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      fault: 'lab',
      message: 'the relay said on, and console a53 gave no boot loader banner in 200 ms',
      evidence: ['console a53 stayed silent'],
    });
  });

  test('fails when the relay itself says it is still on', async () => {
    const { a53, power } = bench({ chatty: false });
    await using _ = power;
    const lying: PowerSwitch = { ...power, state: async () => 'on' };
    await expect(powerCycle({ switch: lying, consoles: [a53], clock, offFor: '1s' })).rejects.toThrow(
      'the relay took off and says now that it is on',
    );
  });

  test('ends with the reason of the signal', async () => {
    const { a53, power } = bench();
    await using _ = power;
    const stop = new AbortController();
    const cycling = powerCycle({ switch: power, consoles: [a53], clock, offFor: '1h', signal: stop.signal });
    stop.abort(new Error('the run is over'));
    await expect(cycling).rejects.toThrow('the run is over');
  });
});

test('what capacitors keep alive for a moment is no stuck relay', async () => {
  const a53 = new MemoryConsole(clock);
  const dying = proveOff([a53], { clock, silentFor: '2s' });
  a53.receive('[   99.000000] last words\r\n');
  expect((await dying).silentMs).toBeGreaterThanOrEqual(2000);
});

test('a board that goes on talking without a banner was never without power, or is another one', async () => {
  const { a53, power } = bench({ says: '[   99.000000] never went\r\n' });
  await using _ = power;
  const cycling = powerCycle({ switch: power, consoles: [a53], clock, offFor: '1s', bannerWithin: '4s' });
  await expect(cycling).rejects.toMatchObject({
    message: 'the relay said on, and console a53 gave no boot loader banner in 4.0 s',
    evidence: expect.arrayContaining(['a53: [   12.345678] still here']),
    remedy: expect.stringContaining('never without power'),
  });
});

test('what is measured is time that has passed', async () => {
  const { a53, power } = bench();
  await using _ = power;
  const begin = clock.now();
  const { offMs, bannerMs, silentMs } = await powerCycle({ switch: power, consoles: [a53], clock, offFor: '1s' });
  for (const ms of [offMs, bannerMs, silentMs]) expect(ms).toBeLessThanOrEqual(clock.now() - begin);
  expect(silentMs).toBeGreaterThanOrEqual(1000);
});
