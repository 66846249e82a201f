import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { ConfigError, PowerError } from '../../core/errors.ts';
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
      ...(relay.lastSwitch ? { lastSwitch: (signal) => relay.lastSwitch!(signal) } : {}),
      ...(relay.limitsCalls ? { limitsCalls: true } : {}),
      [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
    };
  },
});

/**
 * The relay of the place: by `byClient` where labgrid's own client is to switch it, since we have no driver for it or it is behind an isolated exporter.
 * Throws ConfigError where several could be meant, PlaceError where there is none, or none within reach.
 */
export const placePower = (
  place: HeldPlace,
  wanted: string | undefined,
  byClient: (relay: ClientRelay) => Driver<PowerSwitch>,
): Driver<PowerSwitch> => ({
  driver: 'labgrid',
  settings: { place: place.name },
  schema: z.strictObject({ place: z.string() }),
  wires: () => [],
  async connect(context) {
    const part = chosen(place, wanted);
    const own = driverOf(part);
    const isHidden = parameter(part.resource.extra, 'proxy_required') === true;
    if (own && !isHidden) return own.connect(context);
    if (await hasClient()) return byClient({ name: part.name, isOnly: place.resources.filter(isSwitched).length === 1 }).connect(context);
    throw isHidden ? isolated(place.name, part) : withoutClient(place.name, part);
  },
});

const chosen = (place: HeldPlace, wanted: string | undefined): PlaceResource => {
  if (wanted !== undefined) {
    const named = place.resources.find((part) => isSwitched(part) && (part.name === wanted || part.path === wanted));
    if (named) return named;
    throw noRelay(place, ` named ${wanted}`);
  }
  const relays = place.resources.filter(isRelay);
  if (relays.length > 1) throw ambiguous(place.name, relays);
  if (!relays[0]) throw noRelay(place, '');
  return relays[0];
};

// What labgrid-client has a driver for: NetworkPowerPort, PDUDaemonPort, TasmotaPowerPort, and NetworkUSBPowerPort and its like, as an exporter calls what is its own.
const isRelay = ({ resource }: PlaceResource): boolean => /PowerPort$|^PDUDaemonPort$/.test(resource.cls);

// labgrid-client takes a GPIO line for a relay too, and of a place without a name the first of all: it may well be that of reset.
const isSwitched = (part: PlaceResource): boolean => isRelay(part) || part.resource.cls === 'NetworkSysfsGPIO';

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
      'install labgrid-client (25.0 or later) on this host, start labgrid-exporter without --isolated, run on a host of its network, or name the relay in the lab file: power: pduDaemon({ … })',
  });

const withoutClient = (place: string, part: PlaceResource): PlaceError =>
  new PlaceError(`labgrid place ${place} has no relay that hil can switch without labgrid-client`, {
    evidence: [`it has ${describe(part)}, and labgrid-client is not installed on this host`],
    remedy: `install labgrid-client (25.0 or later), ${nameIt}`,
  });

const noRelay = (place: HeldPlace, named: string): PlaceError =>
  new PlaceError(`labgrid place ${place.name} has no relay${named} that hil can switch`, {
    evidence: [`it has ${place.resources.map(describe).join(', ') || 'no resources at present'}`],
    remedy: nameIt,
  });

const ambiguous = (place: string, relays: readonly PlaceResource[]): ConfigError =>
  new ConfigError(`labgrid place ${place} has ${relays.length} relays, and nothing says which one is in the supply of the board`, {
    evidence: relays.map((part) => `${describe(part)} (${part.path})`),
    remedy: "say it in the lab file: relay: 'NAME'",
  });

const nameIt = 'name the relay in the lab file: power: shellyPlug({ host }), pduDaemon(…) or commandSwitch(…)';

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

/** A relay of a place for labgrid's own client, which needs its name where it could take another one. */
export interface ClientRelay {
  readonly name: string;
  readonly isOnly: boolean;
}

interface LabgridPowerOptions extends ClientRelay {
  readonly coordinator: string;
  readonly place: string;
  /** `host/user` as labgrid shows who holds the place: nobody else may switch it. */
  readonly holder: string;
}

/** Every relay that labgrid itself can switch, also behind the proxy of an isolated exporter: `labgrid-client power` in the name of the holder. */
export const labgridPower = ({ coordinator, place, holder, name, isOnly }: LabgridPowerOptions): Driver<PowerSwitch> => {
  const [host = '', user = ''] = holder.split('/');
  const named = isOnly ? '' : ` --name ${shellQuote(name)}`;
  const client = `labgrid-client -x ${shellQuote(coordinator)} -p ${shellQuote(place)} power${named}`;
  return commandSwitch({
    on: `${client} on`,
    off: `${client} off`,
    state: `${client} get 2>&1 | { said=$(cat); ${stateOf}; }`,
    // An environment file of labgrid's own may name a role with another board's relay.
    environment: { LG_HOSTNAME: host, LG_USERNAME: user, LG_ENV: '' },
    timeout: '2min',
  });
};

// It says "power for place NAME is on"; where the backend cannot read its relay, as that for PDUDaemon, it ends with that exception.
const stateOf =
  'case "$said" in *" is on") echo on;; *" is off") echo off;; *NotImplementedError*) echo unknown;; *) echo "$said" >&2; exit 1;; esac';
