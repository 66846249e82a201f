import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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
  writeFileSync(labgridClient, '#!/bin/sh\n[ "$1" = places ] && printf "verdin-01\\nverdin-02\\n\\033[31mtrouble here\\n"\n');
  chmodSync(labgridClient, 0o755);
  expect(await knownRelays({ configFile: configured(dir, port), hosts: ['localhost'], labgridClient })).toEqual({
    pdus: [`pdudaemon:localhost:${port}/rack/OUTLET`, `pdudaemon:localhost:${port}/desk/OUTLET`],
    places: ['verdin-01', 'verdin-02'],
  });
});

test('where nothing answers nothing is listed', async () => {
  const dir = folder();
  const gone = { hosts: ['localhost', 'no-such-host.invalid'], labgridClient: join(dir, 'labgrid-client') };
  expect(await knownRelays({ configFile: configured(dir, await freePort()), ...gone })).toEqual({ pdus: [], places: [] });
  const spoilt = join(dir, 'spoilt.conf');
  writeFileSync(spoilt, '{ "pdus": [');
  expect((await knownRelays({ configFile: spoilt, ...gone, hosts: ['no-such-host.invalid'] })).pdus).toEqual([]);
});
