import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { shellQuote } from '../../core/shell.ts';
import { commandSwitch } from '../power/command-switch.ts';
import { pduDaemon } from '../power/pdu-daemon.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import type { HeldPlace } from './held-place.ts';
import { PlaceError } from './place-error.ts';
import { type PlaceResource, parameter } from './place-resources.ts';

/** A relay that is ours to switch for as long as nobody took the place: then the board is another's, and so is its power. */
export const guardedPower = (place: HeldPlace, driver: Driver<PowerSwitch>): Driver<PowerSwitch> => ({
  ...driver,
  async connect(context) {
    const relay = await driver.connect(context);
    const switched = async (what: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
      if (place.taken) throw new PowerError(`the power was not switched ${what}: ${place.taken.message}`, { cause: place.taken });
      await relay[what](signal);
    };
    return {
      on: (signal) => switched('on', signal),
      off: (signal) => switched('off', signal),
      state: (signal) => relay.state(signal),
      ...(relay.limitsCalls ? { limitsCalls: true } : {}),
      [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
    };
  },
});

/**
 * The relay that the place itself names, where it is one that we have a driver for: a PDUDaemonPort, or a NetworkPowerPort of model shelly_gen2. Any other,
 * and one behind an isolated exporter, by labgrid's own client where that is installed.
 */
export const placePower = (place: HeldPlace, byClient: Driver<PowerSwitch>): Driver<PowerSwitch> => ({
  driver: 'labgrid',
  settings: { place: place.name },
  schema: z.strictObject({ place: z.string() }),
  wires: () => [],
  async connect(context) {
    const known = place.resources.flatMap((part) => {
      const driver = driverOf(part);
      return driver ? [{ part, driver }] : [];
    });
    const hidden = known.find(({ part }) => parameter(part.resource.extra, 'proxy_required'));
    if (known.length === 1 && !hidden) return known[0]!.driver.connect(context);
    if (place.resources.some(isRelay) && (await hasClient())) return byClient.connect(context);
    if (hidden) throw isolated(place.name, hidden.part);
    throw new PlaceError(`labgrid place ${place.name} has ${known.length === 0 ? 'no' : 'more than one'} relay that hil can switch`, {
      evidence: [`it has ${place.resources.map(describe).join(', ') || 'no resources at present'}`],
      remedy: 'name the relay in the lab file: power: shellyPlug({ host }), pduDaemon(…) or commandSwitch(…)',
    });
  },
});

// What labgrid-client has a driver for: NetworkPowerPort, PDUDaemonPort, USBPowerPort, TasmotaPowerPort, SiSPMPowerPort, their Network… forms, and the like.
const isRelay = ({ resource }: PlaceResource): boolean => /PowerPort$|^PDUDaemonPort$|USBPowerPort$/.test(resource.cls);

const hasClient = async (): Promise<boolean> => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, 'labgrid-client'), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
};

// Its address is as the exporter sees it: from here `localhost` is another daemon, which may switch another board.
const isolated = (place: string, { name, exporter, resource }: PlaceResource): PlaceError =>
  new PlaceError(`relay ${name} of labgrid place ${place} can only be reached through the SSH proxy of exporter ${exporter}`, {
    evidence: [
      `proxy_required is set, and its address ${parameter(resource.params, 'host') ?? 'none'} is one of the exporter's network: nothing was switched`,
    ],
    remedy:
      'install labgrid-client (24.0 or later) on this host, start labgrid-exporter without --isolated, run on a host of its network, or name the relay in the lab file: power: pduDaemon({ … })',
  });

const describe = ({ name, resource }: PlaceResource): string =>
  [name, resource.cls, parameter(resource.params, 'model')].filter((word) => word !== undefined).join(' ');

// labgrid has its clients switch power; the exporter only says where.
const driverOf = ({ resource: { cls, params } }: PlaceResource): Driver<PowerSwitch> | undefined => {
  const host = String(parameter(params, 'host') ?? '').replace(/^http:\/\/|\/+$/g, '');
  const index = Number(parameter(params, 'index') ?? 0);
  if (cls === 'PDUDaemonPort') return pduDaemon({ ...hostAndPort(host), pdu: String(parameter(params, 'pdu')), outlet: index });
  if (cls === 'NetworkPowerPort' && parameter(params, 'model') === 'shelly_gen2') return shellyPlug({ host, channel: index });
  return undefined;
};

const hostAndPort = (address: string): { host: string; port?: number } => {
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  return host && port ? { host, port: Number(port) } : { host: address };
};

interface LabgridPowerOptions {
  readonly coordinator: string;
  readonly place: string;
  /** `host/user` as labgrid shows who holds the place: nobody else may switch it. */
  readonly holder: string;
}

/** Every relay that labgrid itself can switch, also behind the proxy of an isolated exporter: `labgrid-client power` in the name of the holder. */
export const labgridPower = ({ coordinator, place, holder }: LabgridPowerOptions): Driver<PowerSwitch> => {
  const [host = '', user = ''] = holder.split('/');
  const client = `labgrid-client -x ${shellQuote(coordinator)} -p ${shellQuote(place)} power`;
  return commandSwitch({
    on: `${client} on`,
    off: `${client} off`,
    // It says: power for place NAME is on.
    state: `${client} get | sed -n 's/.* is \\(on\\|off\\)$/\\1/p'`,
    environment: { LG_HOSTNAME: host, LG_USERNAME: user },
    timeout: '2min',
  });
};
