import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Rig } from '../../core/driver.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { rejection } from '../testing/rejection.ts';
import { startSshd } from '../testing/sshd.ts';
import { context, listening } from '../testing/wires.ts';
import { labgridPlace } from './labgrid-place.ts';
import { labgridPower } from './place-power.ts';
import type { LabgridSettings } from './settings.ts';
import { StandInCoordinator } from './testing/coordinator.ts';
import type { LabgridBench } from './testing/labgrid-bench.ts';
import { missingLabgrid, RealCoordinator } from './testing/real-coordinator.ts';

const places = { 'verdin-01': [{ exporter: 'rack1', group: 'verdin', cls: '*' }] };

const reason = missingLabgrid();
const benches = [
  { name: 'a stand-in for labgrid', start: StandInCoordinator.start },
  ...(reason ? [] : [{ name: "labgrid's own coordinator, exporter and client", start: RealCoordinator.start }]),
];
test.skipIf(reason === undefined)(`labgrid's own client${reason ? ` (${reason})` : ''}`, ({ skip }) => skip(reason));

for (const { name, start } of benches) {
  describe(name, { timeout: hostLimit(60_000) }, () => {
    let bench: LabgridBench;
    let relays: Server;
    let url: string;
    let stateDir: string;
    let contacts: Map<string, string>;
    let asked: string[];

    beforeEach(async () => {
      stateDir = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
      contacts = new Map();
      asked = [];
      // As model `rest` of labgrid wants it: PUT and GET of `0` and `1`; and a PDUDaemon, which says OK to everything.
      relays = createServer(async (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        const body = Buffer.concat(await request.toArray()).toString();
        if (request.method === 'PUT') contacts.set(request.url!, body);
        response.end(request.method === 'PUT' ? '' : (contacts.get(request.url!) ?? '0'));
      });
      url = `127.0.0.1:${(await listening(relays)).port}`;
      bench = await start(places);
      vi.stubEnv('PATH', `${bench.clientFolder}:${process.env.PATH}`);
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await bench[Symbol.asyncDispose]();
      relays.close();
      rmSync(stateDir, { recursive: true, force: true });
    });

    const rest = (index: number) => ({ cls: 'NetworkPowerPort', model: 'rest', host: `http://${url}/relay/{index}`, index });
    const pdu = () => ({ cls: 'PDUDaemonPort', host: url, pdu: 'apc', index: 3 });
    const open = (more: Partial<LabgridSettings> = {}): Promise<Rig & AsyncDisposable> =>
      labgridPlace({ coordinator: bench.address, place: 'verdin-01', login: { user: 'torizon' }, ...more }).start({
        board: 'verdin-01',
        stateDir,
        signal: AbortSignal.timeout(hostLimit(20_000)),
      });
    const relayOf = (rig: Rig): Promise<PowerSwitch> => rig.power.connect(context(stateDir));
    const clientAs = (holder: string): Promise<PowerSwitch> =>
      labgridPower({ coordinator: bench.address, place: 'verdin-01', holder, name: 'relay', isOnly: true }).connect(context(stateDir));

    test('a relay of a model that we have no driver for is switched and read by the client of labgrid', async () => {
      await bench.exporter('rack1', { verdin: { relay: rest(3) } });
      await using rig = await open();
      await using power = await relayOf(rig);
      await power.on();
      expect([contacts.get('/relay/3'), await power.state()]).toEqual(['1', 'on']);
      await power.off();
      expect([contacts.get('/relay/3'), await power.state()]).toEqual(['0', 'off']);
    });

    test('the client switches for nobody but the holder, and says who that is', async () => {
      await bench.exporter('rack1', { verdin: { relay: rest(3) } });
      expect(toErrorReport(await rejection((await clientAs('desk/bob')).on()))).toMatchObject({
        fault: 'lab',
        evidence: [expect.stringMatching(/rror: place verdin-01 is not acquired$/)],
      });
      await using _rig = await open({ user: 'alice', hostname: 'ci-1' });
      for (const what of ['on', 'off', 'state'] as const) {
        expect(toErrorReport(await rejection((await clientAs('desk/bob'))[what]()))).toMatchObject({
          fault: 'lab',
          message: expect.stringContaining('(labgrid-client) failed with exit status 1'),
          evidence: [expect.stringMatching(/is not acquired by your user, acquired by alice\+hil-/)],
        });
      }
      expect(asked).toEqual([]);
    });

    test('the state of a relay that labgrid cannot read is unknown', async () => {
      await bench.exporter('rack1', { verdin: { relay: pdu() } });
      await using _rig = await open({ user: 'alice', hostname: 'ci-1' });
      await using power = await clientAs((await bench.holderOf('verdin-01'))!);
      await power.on();
      expect(asked).toEqual(['GET /power/control/on?hostname=apc&port=3']);
      expect(await power.state()).toBe('unknown');
    });

    test('of two relays none is guessed, and the one that the lab file names is switched', async () => {
      await bench.exporter('rack1', { verdin: { lamp: rest(1), supply: rest(2) } });
      {
        await using rig = await open();
        const error = toErrorReport(await rejection(relayOf(rig)));
        expect(error).toMatchObject({ fault: 'suite', message: expect.stringMatching(/^labgrid place verdin-01 has 2 relays/) });
        expect(error.evidence).toEqual([
          'lamp NetworkPowerPort rest (rack1/verdin/NetworkPowerPort/lamp)',
          'supply NetworkPowerPort rest (rack1/verdin/NetworkPowerPort/supply)',
        ]);
      }
      await using rig = await open({ relay: 'supply' });
      await using power = await relayOf(rig);
      await power.on();
      expect([[...contacts], await power.state()]).toEqual([[['/relay/2', '1']], 'on']);
    });

    test('a relay that the lab file names wrongly is told with those that are there', async () => {
      await bench.exporter('rack1', { verdin: { supply: rest(2) } });
      await using rig = await open({ relay: 'supplies' });
      expect(toErrorReport(await rejection(relayOf(rig)))).toMatchObject({
        fault: 'lab',
        message: 'labgrid place verdin-01 has no relay named supplies that hil can switch',
        evidence: ['it has supply NetworkPowerPort rest'],
      });
    });

    test('without its client a relay of an isolated exporter is refused, and nobody is asked', async () => {
      await bench.exporter('rack1', { verdin: { relay: pdu() } }, { isolated: true });
      await using rig = await open();
      vi.stubEnv('PATH', '/nowhere');
      const error = toErrorReport(await rejection(relayOf(rig)));
      expect(error.message).toBe('relay relay of labgrid place verdin-01 can only be reached through the SSH proxy of exporter rack1');
      expect(asked).toEqual([]);
    });

    test('a relay of an isolated exporter is switched by the client, through the SSH server of that exporter', async () => {
      await bench.exporter('rack1', { verdin: { relay: { ...pdu(), host: url.replace('127.0.0.1', 'localhost') } } }, { isolated: true });
      await using sshd = await startSshd();
      vi.stubEnv('PATH', `${sshTo(sshd, stateDir)}:${process.env.PATH}`);
      await using rig = await open();
      await using power = await relayOf(rig);
      await power.off();
      expect(asked).toEqual(['GET /power/control/off?hostname=apc&port=3']);
      expect(await power.state()).toBe('unknown');
    });

    test('once the coordinator is gone the client cannot switch, and the error says so', async () => {
      await bench.exporter('rack1', { verdin: { relay: rest(3) } });
      const rig = await open();
      await using power = await relayOf(rig);
      await power.on();
      await bench.close();
      const error = toErrorReport(await rejection(power.off()));
      expect(error).toMatchObject({ fault: 'lab' });
      expect(error.evidence.join('\n')).toContain('Could not connect to coordinator');
      await rejection((async () => rig[Symbol.asyncDispose]())());
    });
  });
}

/** A folder for PATH whose `ssh` takes every host for this server: the exporter names its host by a name that only its own network knows. */
const sshTo = ({ port, user, keyFile, dir }: Awaited<ReturnType<typeof startSshd>>, folder: string): string => {
  const known = join(folder, 'known_hosts');
  writeFileSync(known, `exporter ${readFileSync(join(dir, 'host.pub'), 'utf8')}`);
  const lines = ['HostName 127.0.0.1', `Port ${port}`, `User ${user}`, `IdentityFile ${keyFile}`, 'HostKeyAlias exporter'];
  writeFileSync(join(folder, 'config'), ['Host *', ...lines, `UserKnownHostsFile ${known}`, ''].join('\n'));
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'config')} "$@"\n`);
  chmodSync(join(folder, 'ssh'), 0o755);
  return folder;
};
