import { createHash, scryptSync } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { BoardDefinition } from '../core/board.ts';
import { programOf, withoutCredentials } from '../core/credential-places.ts';

interface Part {
  readonly driver: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * What a board hangs on, in words: its relay and its consoles. Two names in two lab files that share one of them are the same board, or disturb each
 * other as if they were. Empty for a simulated board, which nobody else can reach.
 */
export const wiresOf = (definition: Pick<BoardDefinition, 'parts' | 'simulated'>): readonly string[] => {
  if (definition.simulated) return [];
  const { parts } = definition;
  if (typeof parts.rig === 'string') return [rigWire(parts.rig, record(parts.settings))];
  const drivers = [parts.power, ...Object.values(record(parts.consoles))].filter(isPart);
  return [...new Set(drivers.flatMap(wireOf))].sort();
};

/** A wire as the name of a file. */
export const keyOf = (wire: string): string => createHash('sha256').update(wire).digest('hex').slice(0, 16);

const wireOf = ({ driver, settings }: Part): string[] => {
  const name = known[driver]?.(settings);
  return name ?? [`${driver} ${canonical(settings)}`];
};

// What tells the wire from others, and not how it is spoken to.
const known: Readonly<Record<string, (settings: Readonly<Record<string, unknown>>) => string[]>> = {
  serial: ({ path }) => [`serial ${realPathOf(String(path))}`],
  tcp: ({ host, port }) => [`tcp ${hostName(host)}:${port}`],
  shelly: ({ host, channel = 0 }) => [`shelly ${hostName(host)} channel ${channel}`],
  command: ({ on, off }) => [`command ${programOf(String(on)) ?? ''} ${digestOf(JSON.stringify([on, off]))}`],
  pdudaemon: ({ host, port = 16_421, alias, pdu, outlet }) => [
    `pdudaemon ${hostName(host)}:${port} ${alias === undefined ? `${pdu} outlet ${outlet}` : `alias ${alias}`}`,
  ],
  // A person's hand is no wire: what it is asked for differs from lab file to lab file.
  manual: () => [],
};

// A command may hold credentials, and every user of the host reads leases: slow, so that nobody tries passwords against it.
const digestOf = (text: string): string => {
  const digest = digests.get(text) ?? scryptSync(text, 'verdin-hil wire', 6).toString('hex');
  digests.set(text, digest);
  return digest;
};
const digests = new Map<string, string>();

const rigWire = (rig: string, settings: Readonly<Record<string, unknown>>): string =>
  rig === 'labgrid' ? `labgrid ${coordinatorName(String(settings.coordinator))} place ${settings.place}` : `${rig} ${canonical(settings)}`;

// Labgrid's own port where none is told.
const coordinatorName = (coordinator: string): string => hostName(/:\d+$/.test(coordinator) ? coordinator : `${coordinator}:20408`);

// Names below /dev/serial are links: whoever names the device itself means the same UART. An adapter that is unplugged has its name only.
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

const hostName = (host: unknown): string =>
  String(host)
    .toLowerCase()
    .replace(/^(localhost|\[::1\]|::1)(?=:|$)/, '127.0.0.1');

const incidental: ReadonlySet<string> = new Set(['baudRate', 'pace', 'timeout', 'dtr', 'rts', 'user', 'password', 'protocol', 'reconnect']);

const canonical = (settings: Readonly<Record<string, unknown>>): string =>
  withoutCredentials(
    JSON.stringify(
      Object.entries(settings)
        .filter(([name]) => !incidental.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const isPart = (value: unknown): value is Part =>
  typeof record(value).driver === 'string' && typeof record(value).settings === 'object' && record(value).settings !== null;
