import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Driver, DriverContext } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { fromEnv, literalSecret } from '../../core/secret.ts';
import { boardClock } from '../../core/time.ts';
import { commandSwitch } from './command-switch.ts';
import { pduDaemon } from './pdu-daemon.ts';
import { shellyPlug } from './shelly-plug.ts';
import { pdudaemon, startPduDaemon } from './testing/pdudaemon.ts';
import { type ShellyServer, startShelly } from './testing/shelly-server.ts';
import { startUsbRelay } from './testing/usb-relay-pty.ts';
import { usbRelay } from './usb-relay.ts';

interface SwitchBench extends AsyncDisposable {
  readonly driver: Driver<PowerSwitch>;
  /** What the contact really does. */
  contact(): Promise<PowerState>;
  break(how: 'unreachable' | 'refuses' | 'nonsense'): Promise<void>;
  readonly readsBack: boolean;
  /** What cannot be provoked here. */
  readonly neverBreaks?: readonly string[];
}

const rigs: Record<string, () => Promise<SwitchBench>> = {
  shelly: async () => shellyBench(await startShelly()),
  'shelly with a password': async () => shellyBench(await startShelly({ password: 'relay-secret' }), 'relay-secret'),
  command: () => commandBench(),
  'a USB relay, LCUS': () => usbBench('lcus', 2),
  'a USB relay, Numato': () => usbBench('numato', 0),
  'pdudaemon, a stand-in': () => pduBench(),
  ...(existsSync(pdudaemon) ? { 'pdudaemon of this host': () => realPduBench() } : {}),
};

describe.each(Object.keys(rigs))('%s', (name) => {
  const withSwitch = async (use: (power: PowerSwitch, rig: SwitchBench) => Promise<void>): Promise<void> => {
    await using rig = await rigs[name]!();
    await using power = await rig.driver.connect(context());
    await use(power, rig);
  };

  test('switches on and off', () =>
    withSwitch(async (power, rig) => {
      await power.on();
      expect(await rig.contact()).toBe('on');
      await power.off();
      expect(await rig.contact()).toBe('off');
    }));

  test('says what last switched it, where relays of its kind tell', () =>
    withSwitch(async (power) => {
      await power.on();
      expect(await power.lastSwitch?.()).toBe(name.startsWith('shelly') ? 'http' : undefined);
    }));

  test('says what the relay says, or that it cannot know', () =>
    withSwitch(async (power, rig) => {
      await power.on();
      expect(await power.state()).toBe(rig.readsBack ? 'on' : 'unknown');
      await power.off();
      expect(await power.state()).toBe(rig.readsBack ? 'off' : 'unknown');
    }));

  test('switching twice is no error', () =>
    withSwitch(async (power, rig) => {
      await power.on();
      await power.on();
      expect(await rig.contact()).toBe('on');
    }));

  test.for(['unreachable', 'refuses', 'nonsense'] as const)(
    'a relay that is broken (%s) is a fault of the lab, with evidence',
    (how, { skip }) =>
      withSwitch(async (power, rig) => {
        skip(rig.neverBreaks?.includes(how) ?? false, `${name} cannot be made to break like this`);
        await rig.break(how);
        const error = await (how === 'nonsense' && rig.readsBack ? power.state() : power.off()).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(PowerError);
        expect((error as PowerError).fault).toBe('lab');
        expect((error as PowerError).evidence).not.toHaveLength(0);
      }),
  );

  test('stops at once with the reason of the signal', () =>
    withSwitch(async (power, rig) => {
      const reason = new Error('the run is over');
      await expect(power.on(AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(await rig.contact()).toBe('off');
    }));

  test('its settings pass its own schema and tell no secret', async () => {
    await using rig = await rigs[name]!();
    expect(rig.driver.schema.safeParse(rig.driver.settings).success).toBe(true);
    expect(JSON.stringify(rig.driver.settings)).not.toContain('relay-secret');
  });
});

test('a plug that says off and goes on measuring power is found', async () => {
  await using server = await startShelly();
  await using power = await shellyPlug({ host: server.host }).connect(context());
  await power.on();
  server.stick();
  await power.off();
  await expect(power.state()).rejects.toThrow(/says that it is off, and measures 3.1 W on its outlet: its contact is stuck/);
});

test('two boards share a USB relay, each with a channel of its own', async () => {
  await using board = await startUsbRelay('lcus');
  const drivers = [1, 4].map((channel) => usbRelay({ path: board.path, model: 'lcus', channel }));
  expect(new Set(drivers.flatMap((driver) => driver.wires())).size).toBe(2);
  const [one, other] = await Promise.all(drivers.map((driver) => driver.connect(context())));
  await Promise.all([one!.on(), other!.on()]);
  await one!.off();
  expect([1, 2, 3, 4].map((channel) => board.contact(channel))).toEqual(['off', 'off', 'off', 'on']);
  expect([await one!.state(), await other!.state()]).toEqual(['off', 'on']);
});

test('a command that hangs is killed with all its children', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hil-power-'));
  const pidFile = join(folder, 'pid');
  const power = await commandSwitch({ on: `sleep 600 & echo $! > ${pidFile}; wait`, off: 'true', timeout: '400ms' }).connect(context());
  await expect(power.on()).rejects.toThrow(/did not end within 400ms/);
  const pid = Number(await readFile(pidFile, 'utf8'));
  await expect.poll(() => isAlive(pid)).toBe(false);
  await rm(folder, { recursive: true });
});

test('a command is over when it ends, whatever it leaves in the background, and that goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hil-power-'));
  const pidFile = join(folder, 'pid');
  const power = await commandSwitch({
    on: `sleep 600 & echo $! > ${pidFile}`,
    off: 'sleep 600 & kill $!; exit 3',
    state: `echo on; sleep 600 & echo $! >> ${pidFile}`,
  }).connect(context());
  await power.on();
  expect(await power.state()).toBe('on');
  await expect(power.off()).rejects.toThrow(/exit status 3/);
  const pids = (await readFile(pidFile, 'utf8')).trim().split('\n').map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  for (const pid of pids) process.kill(pid);
  await rm(folder, { recursive: true });
});

test('credentials of a command are in no error and no lease, and secret variables reach it', async () => {
  process.env.HIL_TEST_PDU = 'env-secret-17';
  const settings = {
    on: `pdu_missing() { echo "pdu: -u admin:hush-4711 refused, $PDU_PASSWORD" >&2; return 7; }; pdu_missing --password hush-4712`,
    off: 'curl-not-there -u admin:hush-4711 http://x:hush-4713@pdu/off',
    state: 'echo token=hush-4711 $PDU_PASSWORD',
    environment: { PDU_PASSWORD: fromEnv('HIL_TEST_PDU') },
  };
  const driver = commandSwitch(settings);
  const power = await driver.connect(context());
  const errors = await Promise.all([power.on(), power.off(), power.state()].map((call) => call.catch((thrown: unknown) => thrown)));
  const told = errors.flatMap((error) => [(error as PowerError).message, ...(error as PowerError).evidence, (error as PowerError).remedy]);
  expect(told.join('\n')).not.toMatch(/hush|env-secret/);
  expect(told.join('\n')).toContain('the power-off command (curl-not-there) failed with exit status 127');
  expect(told.join('\n')).toContain('stderr: pdu: -u admin:[secret] refused, [secret]');
  expect(driver.wires().join()).toMatch(/^command \S* ?[\da-f]{12}$/);
});

test('a command that ended in time is left alone when its time is over', async () => {
  const power = await commandSwitch({ on: 'true', off: 'true', timeout: '300ms' }).connect(context());
  await power.on();
  // What throws in a timer is nobody's to catch: it would end the process.
  const over = AbortSignal.timeout(400);
  await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
});

test('a wrong password names the password and never shows it', async () => {
  await using server = await startShelly({ password: 'right-one' });
  const power = await shellyPlug({ host: server.host, password: literalSecret('LAB_SHELLY', 'wrong-one') }).connect(context());
  const error = await power.on().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringContaining("refuses the password of 'admin'"), remedy: 'check [secret LAB_SHELLY]' });
});

test('a channel the plug does not have is refused in its own words', async () => {
  await using server = await startShelly();
  const power = await shellyPlug({ host: server.host, channel: 3 }).connect(context());
  await expect(power.on()).rejects.toMatchObject({ evidence: ['sent {"id":3,"on":true}', expect.stringContaining('id')] });
});

const context = (): DriverContext => ({ board: 'desk', clock: boardClock(), signal: new AbortController().signal, stateDir: tmpdir() });

// A zombie is dead: some hosts reap late.
const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const shellyBench = (server: ShellyServer, password?: string): SwitchBench => ({
  driver: shellyPlug({ host: server.host, ...(password ? { password: literalSecret('LAB_SHELLY', password) } : {}) }),
  contact: async () => server.contact,
  break: (how) => server.break(how),
  readsBack: true,
  [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
});

const commandBench = async (): Promise<SwitchBench> => {
  const folder = await mkdtemp(join(tmpdir(), 'hil-power-'));
  const [contact, script] = [join(folder, 'contact'), join(folder, 'relay.sh')];
  await writeFile(contact, 'off\n');
  await writeFile(script, `if [ "$1" = state ]; then cat ${contact}; else echo "$1" > ${contact}; fi\n`);
  const broken = {
    unreachable: 'echo no route to pdu >&2; exit 7',
    refuses: 'echo outlet is locked >&2; exit 1',
    nonsense: 'echo 42; exit 0',
  };
  return {
    driver: commandSwitch({ on: `sh ${script} on`, off: `sh ${script} off`, state: `sh ${script} state` }),
    contact: async () => (await readFile(contact, 'utf8')).trim() as PowerState,
    break: (how) => writeFile(script, broken[how]),
    readsBack: true,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
};

const usbBench = async (model: 'lcus' | 'numato', channel: number): Promise<SwitchBench> => {
  const board = await startUsbRelay(model);
  return {
    driver: usbRelay({ path: board.path, model, channel }),
    contact: async () => board.contact(channel),
    break: async (how) => board.break(how === 'nonsense' ? how : 'unreachable'),
    readsBack: true,
    // It refuses nothing, and an LCUS that says nothing may be an LCUS-1.
    neverBreaks: ['refuses', ...(model === 'lcus' ? ['nonsense'] : [])],
    [Symbol.asyncDispose]: () => board[Symbol.asyncDispose](),
  };
};

// What pdudaemon's HTTP listener says, as far as a client can tell: 200 'OK - accepted request' or 500 'Invalid request'.
const pduBench = async (): Promise<SwitchBench> => {
  let contact: PowerState = 'off';
  let broken: string | undefined;
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://pdu');
    const state = /^\/power\/control\/(on|off)$/.exec(pathname)?.[1] as PowerState | undefined;
    if (broken === 'nonsense') return void response.end('<html>It works!</html>');
    if (broken === 'refuses' || !state || searchParams.get('hostname') !== 'apc-01' || searchParams.get('port') !== '3') {
      return void response.writeHead(500).end('Invalid request');
    }
    contact = state;
    response.end('OK - accepted request\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return {
    driver: pduDaemon({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, pdu: 'apc-01', outlet: 3 }),
    contact: async () => contact,
    break: async (how) => {
      broken = how;
      if (how === 'unreachable') await close();
    },
    readsBack: false,
    [Symbol.asyncDispose]: close,
  };
};

const realPduBench = async (): Promise<SwitchBench> => {
  const pdu = await startPduDaemon();
  return {
    driver: pduDaemon({ host: '127.0.0.1', port: pdu.port, pdu: 'apc-01', outlet: 3 }),
    contact: () => pdu.contact(3),
    break: async () => pdu[Symbol.asyncDispose](),
    readsBack: false,
    neverBreaks: ['refuses', 'nonsense'],
    [Symbol.asyncDispose]: async () => pdu[Symbol.asyncDispose](),
  };
};
