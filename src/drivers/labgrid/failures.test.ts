import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Rig } from '../../core/driver.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { commandSwitch } from '../power/command-switch.ts';
import { startShelly } from '../power/testing/shelly-server.ts';
import { rejection } from '../testing/rejection.ts';
import { context, freePort, listening } from '../testing/wires.ts';
import { labgridPlace } from './labgrid-place.ts';
import type { LabgridSettings } from './settings.ts';
import { StandInCoordinator } from './testing/coordinator.ts';
import type { Resources } from './testing/labgrid-bench.ts';

let coordinator: StandInCoordinator;
let uart: ReturnType<typeof createServer>;
let port: number;
let stateDir: string;

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
  coordinator = await StandInCoordinator.start({ 'verdin-01': [{ exporter: 'rack1', group: '*', cls: '*' }] });
  uart = createServer();
  ({ port } = await listening(uart));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  uart.closeAllConnections();
  uart.close();
  await coordinator[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
});

const open = (more: Partial<LabgridSettings> = {}): Promise<Rig & AsyncDisposable> =>
  labgridPlace({ coordinator: coordinator.address, place: 'verdin-01', login: { user: 'torizon' }, ...more }).start({
    board: 'verdin-01',
    stateDir,
    signal: AbortSignal.timeout(hostLimit(20_000)),
  });
const close = async (rig: AsyncDisposable): Promise<void> => rig[Symbol.asyncDispose]();
const serial = (more: object = {}) => ({ cls: 'NetworkSerialPort', host: '127.0.0.1', port, protocol: 'raw', ...more });
const exported = async (resources: Resources[string]): Promise<Rig & AsyncDisposable> => {
  await coordinator.exporter('rack1', { verdin: resources });
  return open();
};
const whyNot = async (rig: Rig): Promise<{ fault: string; message: string }> =>
  toErrorReport(await rejection(rig.consoles.a53!.connect(context(stateDir))));

const lossOf = async (rig: Rig): Promise<{ readonly loss: Promise<Error>; readonly close: () => Promise<void> }> => {
  const a53 = await rig.consoles.a53!.connect(context(stateDir));
  return { loss: new Promise((resolve) => a53.onLost(resolve)), close: async () => a53[Symbol.asyncDispose]() };
};

describe('no coordinator', () => {
  test('nobody listens there', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const error = toErrorReport(await rejection(open({ coordinator: address })));
    expect(error).toMatchObject({ fault: 'lab', message: `the labgrid coordinator ${address} cannot be reached (ECONNREFUSED)` });
  });

  test('a web server is there, as with coordinators before 25.0', async () => {
    const error = toErrorReport(await rejection(open({ coordinator: `127.0.0.1:${port}` })));
    expect(error.message).toBe(`what answers at 127.0.0.1:${port} is no labgrid coordinator of version 25.0 or later`);
  });
});

describe('a place that cannot be had', () => {
  test('somebody reserved it', async () => {
    coordinator.reserve('verdin-01', 'desk/alice');
    expect((await rejection(open())).message).toBe('labgrid place verdin-01 is reserved by desk/alice');
  });

  test('a part of it belongs to another place', async () => {
    await coordinator.exporter('rack1', { verdin: { uart: serial() } });
    coordinator.acquireResource('rack1/verdin/uart', 'verdin-02');
    const error = toErrorReport(await rejection(open()));
    expect(error.message).toBe('labgrid cannot give place verdin-01: rack1/verdin/NetworkSerialPort/uart is in use by place verdin-02');
  });
});

describe('a console that cannot be opened', () => {
  test('its adapter is not plugged in', async () => {
    await using rig = await exported({ uart: serial({ avail: false, port: null }) });
    expect(await whyNot(rig)).toMatchObject({
      fault: 'lab',
      message: 'the serial port uart of labgrid place verdin-01 is not available, says exporter rack1',
    });
  });

  test('its exporter hides it behind an SSH proxy', async () => {
    await using rig = await exported({ uart: serial({ extra: { proxy_required: true, proxy: 'rack1.lab' } }) });
    expect((await whyNot(rig)).message).toContain('can only be reached through the SSH proxy of exporter rack1');
  });

  test('two ports, and nothing says which is the A53', async () => {
    await using rig = await exported({ left: serial(), right: serial() });
    expect(await whyNot(rig)).toMatchObject({
      fault: 'suite',
      message: 'labgrid place verdin-01 has 2 serial ports, and none of them is named a53',
    });
  });
});

describe('a relay of an isolated exporter', () => {
  test('is refused without a client of labgrid, and the daemon of the same address on this host is not asked', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const asked: string[] = [];
    const daemon = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('OK - accepted request\n');
    });
    const { port: own } = await listening(daemon);
    const relay = { cls: 'PDUDaemonPort', host: `localhost:${own}`, pdu: 'apc-01', index: 3 };
    try {
      await using rig = await exported({ uart: serial(), relay: { ...relay, extra: { proxy_required: true, proxy: 'rack1.lab' } } });
      const error = toErrorReport(await rejection(rig.power.connect(context(stateDir))));
      expect(error).toMatchObject({
        fault: 'lab',
        message: 'relay relay of labgrid place verdin-01 can only be reached through the SSH proxy of exporter rack1',
      });
      expect(asked).toEqual([]);
    } finally {
      daemon.close();
    }
  });
});

describe('a place that is lost in the middle', () => {
  test('its adapter is unplugged', async () => {
    await using rig = await exported({ uart: serial() });
    const { loss, close } = await lossOf(rig);
    coordinator.unplug('rack1/verdin/uart');
    expect((await loss).message).toBe('labgrid exporter rack1 says that uart of place verdin-01 is not available any more');
    await close();
  });

  test('somebody takes it away by force', async () => {
    await using rig = await exported({ uart: serial() });
    const { loss, close } = await lossOf(rig);
    coordinator.kick('verdin-01');
    expect((await loss).message).toBe('labgrid place verdin-01 was taken from this run: it was released by somebody else');
    await close();
  });

  test('the connection to the coordinator breaks: the place is freed over a new one', async () => {
    const rig = await exported({ uart: serial() });
    const { loss, close } = await lossOf(rig);
    coordinator.cut();
    expect((await loss).message).toMatch(/^the (connection to the )?labgrid coordinator \S+ (broke|ended the session)$/);
    expect(await coordinator.holderOf('verdin-01')).toBeDefined();
    await close();
    await rig[Symbol.asyncDispose]();
    expect(await coordinator.holderOf('verdin-01')).toBeUndefined();
  });

  test('the port itself fails, and the coordinator knows of no reason', async () => {
    await using rig = await exported({ uart: serial() });
    const { loss, close } = await lossOf(rig);
    uart.closeAllConnections();
    expect((await loss).message).toMatch(/^the console at 127\.0\.0\.1:\d+ was lost/);
    await close();
  });
});

describe('power of a place that was lost', () => {
  const relayOf = async (): Promise<{
    readonly rig: Rig & AsyncDisposable;
    readonly contact: () => string;
    readonly power: PowerSwitch;
  }> => {
    const contact = join(stateDir, 'contact');
    await coordinator.exporter('rack1', { verdin: { uart: serial() } });
    const rig = await open({ power: commandSwitch({ on: `echo on > ${contact}`, off: `echo off > ${contact}` }) });
    const power = await rig.power.connect(context(stateDir));
    await power.on();
    return { rig, power, contact: () => readFileSync(contact, 'utf8').trim() };
  };

  test('is not touched where somebody else has the place', async () => {
    const { rig, power, contact } = await relayOf();
    const a53 = await lossOf(rig);
    coordinator.kick('verdin-01');
    await a53.loss;
    await a53.close();
    expect(toErrorReport(await rejection(power.off()))).toMatchObject({
      fault: 'lab',
      message: expect.stringContaining('the power was not switched off: labgrid place verdin-01 was taken from this run'),
    });
    expect(contact()).toBe('on');
    await rig[Symbol.asyncDispose]();
  });

  test('is switched off where only the coordinator went away: its lock holds', async () => {
    const { rig, power, contact } = await relayOf();
    await coordinator.close();
    await power.off();
    expect(contact()).toBe('off');
    await rejection(close(rig));
  });
});

describe('power from the place', () => {
  test('a plug that the place names', async () => {
    await using shelly = await startShelly();
    await using rig = await exported({ relay: { cls: 'NetworkPowerPort', model: 'shelly_gen2', host: `http://${shelly.host}`, index: 0 } });
    await using power = await rig.power.connect(context(stateDir));
    await power.on();
    expect(shelly.contact).toBe('on');
    await power.off();
    expect(shelly.contact).toBe('off');
  });

  test('a relay that we have no driver for is told with its model', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await using rig = await exported({ relay: { cls: 'NetworkPowerPort', model: 'gude8031', host: 'pdu', index: 3 } });
    const error = toErrorReport(await rejection(rig.power.connect(context(stateDir))));
    expect(error.message).toBe('labgrid place verdin-01 has no relay that hil can switch without labgrid-client');
    expect(error.evidence).toEqual(['it has relay NetworkPowerPort gude8031, and labgrid-client is not installed on this host']);
  });
});
