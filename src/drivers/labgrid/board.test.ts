import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verdinImx8mp } from '../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Rig } from '../../core/driver.ts';
import type { EventBody } from '../../core/event.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import type { TcpConsoleSettings } from '../console/tcp-port.ts';
import { virtualBoard } from '../rig/virtual-board.ts';
import { labgridPlace } from './labgrid-place.ts';
import { StandInCoordinator } from './testing/coordinator.ts';
import type { LabgridBench } from './testing/labgrid-bench.ts';
import { missingLabgrid, RealCoordinator } from './testing/real-coordinator.ts';
import { missingTools, servedUart, uartDevice } from './testing/served-uart.ts';

// A virtual board whose UARTs an exporter of labgrid serves: everything from the lab file down is the real code.

const places = { 'verdin-01': [{ exporter: 'rack1', group: 'verdin', cls: '*' }] };
const names = ['a53', 'm7'] as const;

/** Ways for a UART on a TCP port to become a resource of a place. */
const labs: readonly {
  readonly name: string;
  readonly missing: string | undefined;
  readonly coordinator: () => Promise<LabgridBench>;
  readonly serve: (bench: LabgridBench, ports: readonly number[], keep: <T extends AsyncDisposable>(part: T) => T) => Promise<unknown>;
}[] = [
  {
    name: 'raw TCP ports',
    missing: undefined,
    coordinator: () => StandInCoordinator.start(places),
    serve: (bench, ports) => {
      const resources = ports.map((port) => ({ cls: 'NetworkSerialPort', host: '127.0.0.1', port, protocol: 'raw' }));
      return bench.exporter('rack1', { verdin: byName(resources) });
    },
  },
  {
    name: 'ser2net with RFC 2217',
    missing: missingTools(),
    coordinator: () => StandInCoordinator.start(places),
    serve: async (bench, ports, keep) => {
      const served = await Promise.all(ports.map(async (port) => keep(await servedUart(keep(await uartDevice(port))))));
      const resources = served.map(({ port }) => ({ cls: 'NetworkSerialPort', host: '127.0.0.1', port, speed: 115_200 }));
      return bench.exporter('rack1', { verdin: byName(resources) });
    },
  },
  {
    name: "labgrid's own coordinator, exporter and choice of ser2net",
    missing: missingTools() ?? missingLabgrid(),
    coordinator: () => RealCoordinator.start(places),
    serve: async (bench, ports, keep) => {
      const devices = await Promise.all(ports.map(async (port) => keep(await uartDevice(port))));
      const resources = devices.map(({ path }) => ({ cls: 'RawSerialPort', port: path, speed: 115_200 }));
      return bench.exporter('rack1', { verdin: byName(resources) });
    },
  },
];

const byName = <T>(resources: readonly T[]): Record<string, T> => Object.fromEntries(names.map((name, index) => [name, resources[index]!]));

for (const { name, missing, coordinator: startCoordinator, serve } of labs) {
  describe.skipIf(missing)(`a board of a labgrid place over ${name}${missing ? ` (${missing})` : ''}`, () => {
    let board: Rig & AsyncDisposable;
    let bench: LabgridBench;
    let stateDir: string;
    const parts: AsyncDisposable[] = [];
    const keep = <T extends AsyncDisposable>(part: T): T => {
      parts.push(part);
      return part;
    };

    beforeEach(async () => {
      stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
      board = keep(
        await virtualBoard({ speed: 50 }).start({ board: 'verdin-01', stateDir, signal: AbortSignal.timeout(hostLimit(30_000)) }),
      );
      bench = keep(await startCoordinator());
      const ports = names.map((which) => (board.consoles[which]!.settings as TcpConsoleSettings).port);
      await serve(bench, ports, keep);
    });
    afterEach(async () => {
      for (const part of parts.splice(0).reverse()) await part[Symbol.asyncDispose]();
      rmSync(stateDir, { recursive: true, force: true });
    });

    test('opens, boots to a login and goes back free', { timeout: hostLimit(90_000) }, async () => {
      const { power, ssh, login, speed } = board;
      const place = labgridPlace({ coordinator: bench.address, place: 'verdin-01', power, ssh: ssh!, login, speed: speed! });
      const events: EventBody[] = [];
      const signal = new AbortController().signal;
      const emit = (event: EventBody): void => void events.push(event);
      const live = await verdinImx8mp(place).open({ name: 'verdin-01', signal, stateDir, firmware: {}, log: () => {}, emit });
      expect(await bench.holderOf('verdin-01')).toMatch(/^[^/]+\/\S+\+hil-[0-9a-f]{8}$/);

      await live.prepare({ boot: 'cold' }, signal);
      const handle = live.handle(signal);
      expect((await handle.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
      expect((await handle.serial.run('echo over the serial port')).stdout.trim()).toBe('over the serial port');
      await live.end('off');
      await live[Symbol.asyncDispose]();

      expect(events).toContainEqual(expect.objectContaining({ type: 'board.opened', simulated: false }));
      expect(await bench.holderOf('verdin-01')).toBeUndefined();
      expect(readdirSync(stateDir).filter((file) => file.includes('.labgrid-'))).toEqual([]);
    });
  });
}
