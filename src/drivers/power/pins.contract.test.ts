import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PowerError } from '../../core/errors.ts';
import { literalSecret } from '../../core/secret.ts';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { commandPins } from './command-pins.ts';

// Pins as files: a pin that is pulled is a file that is there.
const bench = () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-pins-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const button = (name: string) => ({ press: `touch ${dir}/${name}`, release: `rm ${dir}/${name}` });
  return { dir, button, isPulled: (name: string) => existsSync(join(dir, name)) };
};

test('a pin is pulled until it is let go, each by itself', async () => {
  const { button, isPulled } = bench();
  await using pins = await commandPins({ reset: button('reset'), recovery: button('recovery') }).connect(context());
  expect(pins.names).toEqual(['reset', 'recovery']);
  await pins.press('recovery');
  expect([isPulled('reset'), isPulled('recovery')]).toEqual([false, true]);
  await pins.press('reset');
  await pins.release('reset');
  expect([isPulled('reset'), isPulled('recovery')]).toEqual([false, true]);
  await pins.release('recovery');
  expect(isPulled('recovery')).toBe(false);
});

test('what is still pulled at the end is let go, also where its command failed on the way', async () => {
  const { dir, button, isPulled } = bench();
  const recovery = { press: `touch ${dir}/recovery; echo busy >&2; exit 3`, release: `rm ${dir}/recovery` };
  const pins = await commandPins({ reset: button('reset'), recovery }).connect(context());
  await pins.press('reset');
  const refused = await rejection(pins.press('recovery'));
  expect(refused).toBeInstanceOf(PowerError);
  expect(refused).toMatchObject({
    fault: 'lab',
    message: 'the command that pulls the recovery pin (touch) failed with exit status 3',
    evidence: ['stderr: busy'],
    remedy: "run 'recovery.press' of the commandPins by hand on this host and look at what it says",
  });
  expect(isPulled('recovery')).toBe(true);
  await pins[Symbol.asyncDispose]();
  expect([isPulled('reset'), isPulled('recovery')]).toEqual([false, false]);
});

test('a pin that is not wired is named with those that are', async () => {
  await using pins = await commandPins({ recovery: bench().button('recovery') }).connect(context());
  expect(await rejection(pins.press('reset'))).toMatchObject({ message: 'the reset pin is not wired', remedy: 'it has: recovery' });
});

test('an interruption stops at once, and its secrets stay in the environment', async () => {
  const { dir } = bench();
  const reset = { press: `echo "$TOKEN" > ${dir}/token`, release: 'true' };
  const driver = commandPins({ reset, environment: { TOKEN: literalSecret('LAB_TOKEN', 'pin-secret') } });
  await using pins = await driver.connect(context());
  const reason = new Error('the run is over');
  await expect(pins.press('reset', AbortSignal.abort(reason))).rejects.toBe(reason);
  await pins.press('reset');
  expect(readFileSync(join(dir, 'token'), 'utf8')).toBe('pin-secret\n');
  expect(JSON.stringify(driver.settings)).not.toContain('pin-secret');
});

test('two boards whose commands pull one piece of hardware hold one wire; nothing wired is a mistake', () => {
  const { button } = bench();
  const holds = ['usb Verdin_DB 11079014 port A'];
  expect(commandPins({ reset: button('a'), holds }).wires()).toEqual(commandPins({ recovery: button('b'), holds }).wires());
  const [one, other] = [button('a'), button('b')].map((reset) => commandPins({ reset }).wires());
  expect(one).not.toEqual(other);
  const nothing = commandPins({});
  expect(nothing.schema.safeParse(nothing.settings).error?.issues[0]?.message).toContain('at least one of reset, recovery and power');
});
