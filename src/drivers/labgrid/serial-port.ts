import type { ConsoleName } from '../../core/console.ts';
import { ConfigError } from '../../core/errors.ts';
import type { TcpConsoleSettings } from '../console/tcp-port.ts';
import type { HeldPlace } from './held-place.ts';
import { PlaceError } from './place-error.ts';
import { type PlaceResource, parameter } from './place-resources.ts';

export type ConsoleNames = { readonly [name in ConsoleName]?: string };

export interface SerialPort {
  readonly part: PlaceResource;
  readonly endpoint: TcpConsoleSettings;
}

/**
 * Where a console of the place answers. Throws PlaceError when the place has no such port, or one that is not available,
 * ConfigError when several ports could be meant.
 */
export const serialPort = async (place: HeldPlace, which: ConsoleName, names: ConsoleNames, signal: AbortSignal): Promise<SerialPort> => {
  const pick = (): PlaceResource | undefined => choose(place.name, place.resources, which, names);
  await place.until(() => !isStarting(pick()), signal);
  const part = pick();
  if (place.lost) throw place.lost;
  if (!part) throw missing(place, names[which]);
  const endpoint = part.resource.avail ? endpointOf(part) : undefined;
  if (!endpoint) throw unavailable(place.name, part);
  if (parameter(part.resource.extra, 'proxy_required')) throw isolated(place.name, part);
  return { part, endpoint };
};

const choose = (place: string, resources: readonly PlaceResource[], which: ConsoleName, names: ConsoleNames): PlaceResource | undefined => {
  const ports = resources.filter(({ resource }) => resource.cls === 'NetworkSerialPort');
  const wanted = names[which] ?? which;
  const named = ports.find(({ name, path }) => name === wanted || path === wanted);
  if (named || names[which] !== undefined) return named;
  if (which === 'a53' && ports.length > 1) throw ambiguous(place, ports);
  return which === 'a53' ? ports[0] : undefined;
};

// An exporter starts ser2net for a port when the port is acquired; until then the port has no number.
const isStarting = (part: PlaceResource | undefined): boolean => part?.resource.avail === true && !endpointOf(part);

const endpointOf = ({ resource: { params, avail } }: PlaceResource): TcpConsoleSettings | undefined => {
  const host = parameter(params, 'host');
  const port = parameter(params, 'port');
  if (!avail || typeof host !== 'string' || typeof port !== 'number') return undefined;
  // What a NetworkSerialPort of labgrid is unless its exporter says otherwise.
  if (parameter(params, 'protocol') === 'raw') return { host, port, protocol: 'raw' };
  return { host, port, protocol: 'rfc2217', baudRate: Number(parameter(params, 'speed') ?? 115_200) };
};

const missing = (place: HeldPlace, name: string | undefined): PlaceError =>
  new PlaceError(`labgrid place ${place.name} has no NetworkSerialPort${name === undefined ? '' : ` named ${name}`}`, {
    evidence: [`it has ${place.resources.map(({ name, path }) => `${name} (${path})`).join(', ') || 'no resources at present'}`],
    remedy: 'check that its exporter runs (labgrid-client resources), and the matches of the place (labgrid-client show)',
  });

const unavailable = (place: string, { name, path, exporter, resource }: PlaceResource): PlaceError =>
  new PlaceError(`the serial port ${name} of labgrid place ${place} is not available, says exporter ${exporter}`, {
    evidence: [`${path} has avail ${resource.avail} and port ${parameter(resource.params, 'port') ?? 'none'}`],
    remedy: `check that its USB adapter is plugged in at ${exporter} and that ser2net is installed there`,
  });

const isolated = (place: string, { name, exporter, resource }: PlaceResource): PlaceError =>
  new PlaceError(`the serial port ${name} of labgrid place ${place} can only be reached through the SSH proxy of exporter ${exporter}`, {
    evidence: [`proxy_required is set, with proxy ${parameter(resource.extra, 'proxy') ?? 'none'}`],
    remedy: 'start labgrid-exporter without --isolated, or run on a host of its network',
  });

const ambiguous = (place: string, ports: readonly PlaceResource[]): ConfigError =>
  new ConfigError(`labgrid place ${place} has ${ports.length} serial ports, and none of them is named a53`, {
    evidence: ports.map(({ name, path }) => `${name} (${path})`),
    remedy: "say which is which: consoles: { a53: 'NAME', m7: 'NAME' }, or rename them in the place: labgrid-client add-named-match",
  });
