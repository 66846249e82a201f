import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provenOff } from '../../board/power/end-state.ts';
import type { Driver } from '../../core/driver.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { deferred } from '../../run/deferred.ts';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { commandSwitch } from './command-switch.ts';
import { httpSwitch } from './http-switch.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pduDaemon } from './pdu-daemon.ts';
import { shellyPlug } from './shelly-plug.ts';
import { startDroppingProxy } from './testing/dropping-proxy.ts';
import { pdudaemon, startPduDaemon } from './testing/pdudaemon.ts';
import { startShelly } from './testing/shelly-server.ts';

const ended = ({ off, state }: PowerSwitch): Promise<unknown> => provenOff({ off: () => off(), state: () => state() });

const overHttp: Readonly<Record<string, (port: number) => Driver<PowerSwitch>>> = {
  shelly: (port) => shellyPlug({ host: `127.0.0.1:${port}` }),
  http: (port) => {
    const url = `http://127.0.0.1:${port}/rpc/Switch`;
    const set = (on: boolean) => ({ method: 'POST' as const, url: `${url}.Set`, body: JSON.stringify({ id: 0, on }) });
    const ask = { method: 'POST' as const, url: `${url}.GetStatus`, body: '{"id":0}' };
    return httpSwitch({ on: set(true), off: set(false), state: { ask, on: '"output":true', off: '"output":false' } });
  },
};

describe.each(Object.keys(overHttp))('%s, whose connections break at the end of a run', (name) => {
  test.for([['request'], ['answer'], ['request', 'answer'], ['request', 'request', 'answer', 'request', 'answer']] as const)(
    '%j: the board is off',
    async (drops) => {
      await using relay = await startShelly();
      using proxy = await startDroppingProxy(Number(relay.host.split(':')[1]));
      await using power = await overHttp[name]!(proxy.port).connect(context());
      await power.on();
      expect(relay.contact).toBe('on');
      proxy.drop(...drops);
      await ended(power);
      expect({ contact: relay.contact, left: proxy.left() }).toEqual({ contact: 'off', left: 0 });
    },
  );
});

test('a command that fails twice at the end of a run is given again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-relay-'));
  const [contact, tries] = [join(dir, 'contact'), join(dir, 'tries')];
  writeFileSync(contact, 'on');
  await using power = await commandSwitch({
    on: 'true',
    off: `echo x >> ${tries}; [ "$(wc -l < ${tries})" -gt 2 ] && echo off > ${contact}`,
    state: `cat ${contact}`,
  }).connect(context());
  await ended(power);
  expect(readFileSync(contact, 'utf8').trim()).toBe('off');
  rmSync(dir, { recursive: true });
});

test('a board that cannot be switched off is told, with what was tried', async () => {
  await using power = await commandSwitch({ on: 'true', off: 'echo outlet is locked >&2; exit 1' }).connect(context());
  expect(await rejection(ended(power))).toMatchObject({
    fault: 'lab',
    message: expect.stringContaining('the board may still have power'),
    remedy: expect.stringContaining('cut its power by hand'),
  });
});

test('off waits for an on that nobody waits for any more', async () => {
  const did: string[] = [];
  const [begun, slow] = [deferred<void>(), deferred<void>()];
  const power = oneAtATime({
    on: async () => {
      begun.resolve();
      await slow.promise;
      did.push('on');
    },
    off: async () => void did.push('off'),
    state: async () => 'unknown',
    [Symbol.asyncDispose]: async () => {},
  });
  const stop = new AbortController();
  const on = power.on(stop.signal);
  await begun.promise;
  stop.abort(new Error('the run is over'));
  await expect(on).rejects.toThrow('the run is over');
  const off = power.off();
  slow.resolve();
  await off;
  expect(did).toEqual(['on', 'off']);
});

describe.skipIf(!existsSync(pdudaemon))("Debian's pdudaemon with a slow PDU", () => {
  test('is no relay that does not answer: neither an outlet of 6 s nor the next one in its queue', async () => {
    await using pdu = await startPduDaemon({ on: 6 });
    const outlets = await Promise.all(
      [1, 2].map((outlet) => pduDaemon({ host: '127.0.0.1', port: pdu.port, pdu: 'apc-01', outlet }).connect(context())),
    );
    await Promise.all(outlets.map((outlet) => outlet.on()));
    expect(await Promise.all([1, 2].map((outlet) => pdu.contact(outlet)))).toEqual(['on', 'on']);
  });

  test('that nobody waits for leaves nothing to come after the off at the end', async () => {
    await using pdu = await startPduDaemon({ on: 1 });
    await using power = await pduDaemon({ host: '127.0.0.1', port: pdu.port, alias: 'verdin-01', timeout: '300ms' }).connect(context());
    const error = await rejection(power.on());
    expect(error.message).toMatch(/does not answer within 300ms; if it took the request, it may still switch later/);
    await ended(power);
    await expect.poll(() => pdu.contact(3)).toBe('off');
  });
});
