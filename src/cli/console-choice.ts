import { readdirSync } from 'node:fs';
import type { ByteStream } from '../core/console.ts';
import { ConfigError } from '../core/errors.ts';
import { serialConsole } from '../drivers/console/serial-port.ts';
import { tcpConsole } from '../drivers/console/tcp-port.ts';
import { type Choice, quoted } from './relay-choice.ts';

const byId = '/dev/serial/by-id';

/** Serial adapters of this host by names that do not move. */
export const serialAdapters = (folder = byId): readonly string[] => {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
};

const spokenProtocols = ['telnet', 'rfc2217'] as const;

/** What `--a53`, `--m7` and `--console` say. Throws ConfigError that lists what they may say. */
export const consoleChoice = (text: string): Choice<ByteStream> => {
  const [, where = '', rate] = /^(.*?)(?:@(\d+))?$/s.exec(text) ?? [];
  const baud = rate === undefined ? {} : { baudRate: Number(rate) };
  const more = rate === undefined ? '' : `, baudRate: ${rate}`;
  if (/^\.{0,2}\//.test(where)) {
    return {
      driver: serialConsole({ path: where, ...baud }),
      imports: 'serialConsole',
      text: `serialConsole({ path: ${quoted(where)}${more} })`,
    };
  }
  const [, protocol, host, port] = /^(?:(rfc2217|telnet|raw):)?(\[[^\]]+\]|[^:\s]+):(\d+)$/.exec(where) ?? [];
  if (host && port && (rate === undefined || protocol === 'rfc2217')) {
    const spokenHere = spokenProtocols.find((one) => one === protocol);
    const settings = { host, port: Number(port), ...(spokenHere ? { protocol: spokenHere, ...baud } : {}) };
    const spoken = spokenHere ? `, protocol: '${spokenHere}'${more}` : '';
    return { driver: tcpConsole(settings), imports: 'tcpConsole', text: `tcpConsole({ host: ${quoted(host)}, port: ${port}${spoken} })` };
  }
  throw new ConfigError(`'${text}' is no console`, {
    remedy: `write a serial port such as ${byId}/usb-…-if03-port0 (@9600 for another baud rate), HOST:PORT of a raw terminal server, telnet:HOST:PORT, or rfc2217:HOST:PORT`,
  });
};
