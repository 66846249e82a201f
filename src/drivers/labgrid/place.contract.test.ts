import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ByteStream } from '../../core/console.ts';
import type { Rig } from '../../core/driver.ts';
import { toErrorReport } from '../../core/errors.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { commandSwitch } from '../power/command-switch.ts';
import { rejection } from '../testing/rejection.ts';
import { context, listening } from '../testing/wires.ts';
import { labgridPlace } from './labgrid-place.ts';
import type { LabgridSettings } from './settings.ts';
import { StandInCoordinator } from './testing/coordinator.ts';
import type { LabgridBench } from './testing/labgrid-bench.ts';
import { missingLabgrid, RealCoordinator } from './testing/real-coordinator.ts';

const matches = [
  { exporter: 'rack1', group: 'verdin-*', cls: 'NetworkSerialPort', name: 'uart3', rename: 'a53' },
  { exporter: 'rack1', group: 'verdin-*', cls: 'NetworkSerialPort', name: 'uart4', rename: 'm7' },
  { exporter: 'rack1', group: 'verdin-*', cls: 'PDUDaemonPort' },
];
const places = { 'verdin-01': matches, bare: [] };

const reason = missingLabgrid();
const benches = [
  { name: 'a stand-in for the coordinator', start: StandInCoordinator.start },
  ...(reason ? [] : [{ name: "labgrid's own coordinator and exporter", start: RealCoordinator.start }]),
];
test.skipIf(reason === undefined)(`labgrid's own coordinator${reason ? ` (${reason})` : ''}`, ({ skip }) => skip(reason));

for (const { name, start } of benches) {
  describe(name, () => {
    let bench: LabgridBench;
    let uart: Server;
    let board: Socket[];
    let port: number;
    let stateDir: string;

    beforeEach(async () => {
      stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
      board = [];
      uart = createServer((socket) => board.push(socket.on('error', () => {})));
      ({ port } = await listening(uart));
      bench = await start(places);
    });
    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
      for (const socket of board) socket.destroy();
      uart.close();
      rmSync(stateDir, { recursive: true, force: true });
    });

    const ports = () => ({
      'verdin-01': {
        uart3: { cls: 'NetworkSerialPort', host: '127.0.0.1', port, protocol: 'raw', speed: 115_200 },
        uart4: { cls: 'NetworkSerialPort', host: '127.0.0.1', port, protocol: 'raw', speed: 115_200 },
        relay: { cls: 'PDUDaemonPort', host: '127.0.0.1', pdu: 'apc-01', index: 3 },
      },
    });
    const settings = (more: Partial<LabgridSettings> = {}): LabgridSettings => ({
      coordinator: bench.address,
      place: 'verdin-01',
      login: { user: 'torizon' },
      user: 'nightly',
      hostname: 'ci-1',
      ...more,
    });
    const open = (more: Partial<LabgridSettings> = {}, signal = AbortSignal.timeout(hostLimit(20_000))): Promise<Rig & AsyncDisposable> =>
      labgridPlace(settings(more)).start({ board: 'verdin-01', stateDir, signal });
    const consoleOf = (rig: Rig, which: 'a53' | 'm7'): Promise<ByteStream> => rig.consoles[which]!.connect(context(stateDir));
    const notes = (): string[] => readdirSync(stateDir).filter((file) => file.includes('.labgrid-'));
    const close = async (rig: AsyncDisposable): Promise<void> => rig[Symbol.asyncDispose]();
    const lossOf = (stream: ByteStream): Promise<Error> => new Promise((resolve) => stream.onLost(resolve));

    test('holds the place while the rig is used, names the run as holder, and frees it', async () => {
      await bench.exporter('rack1', ports());
      const rig = await open();
      expect(await bench.holderOf('verdin-01')).toMatch(/^ci-1\/nightly\+hil-[0-9a-f]{8}$/);
      expect(Object.keys(rig.consoles)).toEqual(['a53', 'm7']);
      await rig[Symbol.asyncDispose]();
      expect(await bench.holderOf('verdin-01')).toBeUndefined();
      expect(notes()).toEqual([]);
    });

    test('its consoles are the serial ports of the exporter', async () => {
      await bench.exporter('rack1', ports());
      await using rig = await open();
      await using a53 = await consoleOf(rig, 'a53');
      await expect.poll(() => board.length).toBe(1);
      const heard: string[] = [];
      a53.onData((chunk) => heard.push(Buffer.from(chunk).toString()));
      board[0]!.write('U-Boot SPL');
      await expect.poll(() => heard.join('')).toBe('U-Boot SPL');
      board[0]!.once('data', (chunk) => board[0]!.write(`>${chunk}`));
      await a53.write(Buffer.from('boot'));
      await expect.poll(() => heard.join('')).toBe('U-Boot SPL>boot');
    });

    test('a place that is held is refused with the name of its holder', async () => {
      await bench.exporter('rack1', ports());
      await using _first = await open({ user: 'alice', hostname: 'desk' });
      const error = await rejection(open());
      expect(toErrorReport(error)).toMatchObject({ fault: 'lab', name: 'PlaceError' });
      expect((error as Error).message).toMatch(/^labgrid place verdin-01 is held by alice\+hil-[0-9a-f]{8} on desk$/);
      expect(notes()).toHaveLength(1);
    });

    test('waits for a place that is held, and takes it when it is free', async () => {
      await bench.exporter('rack1', ports());
      const first = await open({ user: 'alice' });
      const second = open({ user: 'bob', wait: '20s' });
      await expect.poll(() => notes().length).toBe(2);
      await first[Symbol.asyncDispose]();
      await using _rig = await second;
      expect(await bench.holderOf('verdin-01')).toMatch(/^ci-1\/bob/);
    });

    test('says after which time it stopped waiting', async () => {
      await using _first = await open({ user: 'alice' });
      expect((await rejection(open({ wait: '300ms' }))).message).toMatch(/is held by alice\S* on ci-1, still after 300ms$/);
    });

    test('a run that is interrupted while it waits leaves nothing behind', async () => {
      await using _first = await open({ user: 'alice' });
      const stop = new AbortController();
      const second = rejection(open({ wait: '10min' }, stop.signal));
      await expect.poll(() => notes().length).toBe(2);
      stop.abort(new Error('the run was interrupted'));
      expect((await second).message).toBe('the run was interrupted');
      expect(notes()).toHaveLength(1);
    });

    test('a place that does not exist is named with those that do', async () => {
      const error = toErrorReport(await rejection(open({ place: 'verdin-1' })));
      expect(error.message).toBe(`the labgrid coordinator ${bench.address} has no place verdin-1`);
      expect(error.evidence.join()).toContain('verdin-01');
      expect(notes()).toEqual([]);
    });

    test('a place without a serial port can switch power but open no console', async () => {
      await using rig = await open({ place: 'bare', power: commandSwitch({ on: 'true', off: 'true' }) });
      await using power = await rig.power.connect(context(stateDir));
      await power.off();
      expect((await rejection(consoleOf(rig, 'a53'))).message).toBe('labgrid place bare has no NetworkSerialPort');
    });

    test('a serial port that the lab file names wrongly is told with those that are there', async () => {
      await bench.exporter('rack1', ports());
      await using rig = await open({ consoles: { a53: 'debug' } });
      const error = toErrorReport(await rejection(consoleOf(rig, 'a53')));
      expect(error.message).toBe('labgrid place verdin-01 has no NetworkSerialPort named debug');
      expect(error.evidence.join()).toContain('a53 (rack1/verdin-01/NetworkSerialPort/uart3)');
    });

    test('a console is lost when its exporter leaves, and nothing more reaches it', async () => {
      const exporter = await bench.exporter('rack1', ports());
      await using rig = await open();
      await using a53 = await consoleOf(rig, 'a53');
      const loss = lossOf(a53);
      await exporter.leave();
      expect((await loss).message).toBe('labgrid exporter rack1 is gone, and with it a53 of place verdin-01');
      expect(await rejection(a53.write(Buffer.from('x')))).toBe(await loss);
    });

    test('a console is lost when somebody takes the place away, and the relay is not switched any more', async () => {
      await bench.exporter('rack1', ports());
      const contact = join(stateDir, 'contact');
      await using rig = await open({ power: commandSwitch({ on: `echo on > ${contact}`, off: `echo off > ${contact}` }) });
      await using power = await rig.power.connect(context(stateDir));
      await power.on();
      await using a53 = await consoleOf(rig, 'a53');
      const loss = lossOf(a53);
      await bench.kick('verdin-01');
      expect((await loss).message).toBe('labgrid place verdin-01 was taken from this run: it was released by somebody else');
      expect((await rejection(power.off())).message).toMatch(/^the power was not switched off: /);
      expect(readFileSync(contact, 'utf8')).toBe('on\n');
    });

    test('the serial port of an isolated exporter is refused', async () => {
      await bench.exporter('rack1', ports(), { isolated: true });
      await using rig = await open();
      const error = toErrorReport(await rejection(consoleOf(rig, 'a53')));
      expect(error.message).toBe(
        'the serial port a53 of labgrid place verdin-01 can only be reached through the SSH proxy of exporter rack1',
      );
      expect(board).toEqual([]);
    });

    test('a console is lost when the coordinator ends', async () => {
      await bench.exporter('rack1', ports());
      const rig = await open();
      await using a53 = await consoleOf(rig, 'a53');
      const loss = lossOf(a53);
      await bench.close();
      expect((await loss).message).toMatch(/labgrid coordinator \S+ (broke|ended the session)/);
      expect((await rejection(close(rig))).message).toMatch(/^labgrid place verdin-01 could not be released: /);
      expect(notes()).toHaveLength(1);
    });
  });
}
