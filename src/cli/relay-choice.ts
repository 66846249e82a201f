import type { Driver } from '../core/driver.ts';
import { ConfigError } from '../core/errors.ts';
import { ownEntry } from '../core/own-entry.ts';
import type { PowerSwitch } from '../core/power.ts';
import { commandSwitch } from '../drivers/power/command-switch.ts';
import { manualSwitch } from '../drivers/power/manual-switch.ts';
import { pduDaemon } from '../drivers/power/pdu-daemon.ts';
import { shellyPlug } from '../drivers/power/shelly-plug.ts';
import { usbRelay } from '../drivers/power/usb-relay.ts';

/** A part of a lab file: the driver, and the text that makes it there. */
export interface Choice<T> {
  readonly driver: Driver<T>;
  /** The function that it imports. */
  readonly imports: string;
  readonly text: string;
}

const forms = [
  'shelly:HOST[:PORT][/CHANNEL]',
  'pdudaemon:HOST[:PORT]/PDU/OUTLET',
  'pdudaemon:HOST[:PORT]/ALIAS',
  'usb:lcus/CHANNEL/PATH or usb:numato/CHANNEL/PATH',
  'command:ON COMMAND|OFF COMMAND[|STATE COMMAND]',
  'manual',
];

/** What `--power` says. Throws ConfigError that lists what it may say. */
export const relayChoice = (text: string): Choice<PowerSwitch> => {
  const [, kind = '', rest = ''] = /^([a-z]+):?(.*)$/s.exec(text) ?? [];
  const choice = ownEntry(kinds, kind)?.(rest);
  if (choice) return choice;
  throw new ConfigError(`'${text}' is no relay`, { remedy: `write one of: ${forms.join(', ')}` });
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;

const kinds: Readonly<Record<string, (rest: string) => Choice<PowerSwitch> | undefined>> = {
  shelly: (rest) => {
    const [, host, channel] = /^([^/\s]+)(?:\/(\d+))?$/.exec(rest) ?? [];
    if (!host) return undefined;
    const settings = { host, ...(channel ? { channel: Number(channel) } : {}) };
    const more = channel ? `, channel: ${channel}` : '';
    return { driver: shellyPlug(settings), imports: 'shellyPlug', text: `shellyPlug({ host: ${quoted(host)}${more} })` };
  },
  pdudaemon: (rest) => {
    const [address = '', ...path] = rest.split('/');
    const [, host, port] = /^(\[[^\]]+\]|[^:\s]+)(?::(\d+))?$/.exec(address) ?? [];
    if (!host || path.length === 0 || path.length > 2 || path.includes('')) return undefined;
    const where = { host, ...(port ? { port: Number(port) } : {}) };
    const at = `host: ${quoted(host)}${port ? `, port: ${port}` : ''}`;
    const [first = '', outlet] = path;
    if (outlet === undefined)
      return { driver: pduDaemon({ ...where, alias: first }), imports: 'pduDaemon', text: `pduDaemon({ ${at}, alias: ${quoted(first)} })` };
    const number = /^\d+$/.test(outlet) ? Number(outlet) : outlet;
    return {
      driver: pduDaemon({ ...where, pdu: first, outlet: number }),
      imports: 'pduDaemon',
      text: `pduDaemon({ ${at}, pdu: ${quoted(first)}, outlet: ${typeof number === 'number' ? number : quoted(number)} })`,
    };
  },
  usb: (rest) => {
    const [, model, channel, path] = /^(lcus|numato)\/(\d+)(\/.+)$/.exec(rest) ?? [];
    if (!model || !channel || !path) return undefined;
    const settings = { path, model: model as 'lcus' | 'numato', channel: Number(channel) };
    const text = `usbRelay({ path: ${quoted(path)}, model: ${quoted(model)}, channel: ${channel} })`;
    return { driver: usbRelay(settings), imports: 'usbRelay', text };
  },
  command: (rest) => {
    const [on, off, state] = rest.split('|').map((part) => part.trim());
    if (!on || !off) return undefined;
    const more = state ? `, state: ${quoted(state)}` : '';
    return {
      driver: commandSwitch({ on, off, ...(state ? { state } : {}) }),
      imports: 'commandSwitch',
      text: `commandSwitch({ on: ${quoted(on)}, off: ${quoted(off)}${more} })`,
    };
  },
  manual: () => ({ driver: manualSwitch(), imports: 'manualSwitch', text: 'manualSwitch()' }),
};

export { quoted };
