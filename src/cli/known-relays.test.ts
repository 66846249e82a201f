import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { missingLabgrid, RealCoordinator } from '../drivers/labgrid/testing/real-coordinator.ts';
import { freePort, listening } from '../drivers/testing/wires.ts';
import { knownRelays } from './known-relays.ts';

const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-relays-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const configured = (dir: string, port: number): string => {
  const file = join(dir, 'pdudaemon.conf');
  writeFileSync(
    file,
    JSON.stringify({ daemon: { hostname: '0.0.0.0', port, listener: 'http' }, pdus: { rack: { driver: 'apc7952' }, desk: {} } }),
  );
  return file;
};

test("the PDUs of this host's PDUDaemon and the places that labgrid's client lists are what --power takes", async () => {
  const dir = folder();
  const server = createServer();
  const { port } = await listening(server);
  onTestFinished(() => void server.close());
  const labgridClient = join(dir, 'labgrid-client');
  writeFileSync(
    labgridClient,
    '#!/bin/sh\n[ "$1" = places ] && printf "%-40s %s\\n" verdin-01 "" "verdin-02 (imx8mp spare)" "at the window" a-board-whose-name-is-longer-than-the-column-is "" && printf "trouble here\\n\\033[31mtrouble"\n',
  );
  chmodSync(labgridClient, 0o755);
  expect(await knownRelays({ configFile: configured(dir, port), hosts: ['localhost'], labgridClient })).toEqual({
    pdus: [`pdudaemon:localhost:${port}/rack/OUTLET`, `pdudaemon:localhost:${port}/desk/OUTLET`],
    places: ['verdin-01', 'verdin-02', 'a-board-whose-name-is-longer-than-the-column-is'],
  });
});

const reason = missingLabgrid();
test.skipIf(reason)(
  `places are found as labgrid's own client prints them${reason ? ` (${reason})` : ''}`,
  { timeout: hostLimit(60_000) },
  async () => {
    await using bench = await RealCoordinator.start({ 'verdin-01': [], 'verdin-02': [] });
    vi.stubEnv('LG_COORDINATOR', bench.address);
    onTestFinished(() => void vi.unstubAllEnvs());
    const labgridClient = join(bench.clientFolder, 'labgrid-client');
    for (const words of [
      ['add-alias', 'spare'],
      ['set-comment', 'at the window; ask bob'],
    ])
      await promisify(execFile)(labgridClient, ['-p', 'verdin-01', ...words]);
    const found = await knownRelays({ configFile: join(folder(), 'none'), hosts: [], labgridClient });
    expect(found.places).toEqual(['verdin-01', 'verdin-02']);
  },
);

test('where nothing answers nothing is listed', async () => {
  const dir = folder();
  const gone = { hosts: ['localhost', 'no-such-host.invalid'], labgridClient: join(dir, 'labgrid-client') };
  expect(await knownRelays({ configFile: configured(dir, await freePort()), ...gone })).toEqual({ pdus: [], places: [] });
  const spoilt = join(dir, 'spoilt.conf');
  writeFileSync(spoilt, '{ "pdus": [');
  expect((await knownRelays({ configFile: spoilt, ...gone, hosts: ['no-such-host.invalid'] })).pdus).toEqual([]);
});
