import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import type { Driver } from '../../core/driver.ts';
import { HilError, PortError } from '../../core/errors.ts';
import { hostName } from '../../core/host-name.ts';
import { monotonicMs } from '../../core/time.ts';
import { viaName, viaSchema } from '../via/jump-host.ts';
import { Backlog } from './backlog.ts';
import { hostSetting } from './host-setting.ts';
import { otherService } from './other-service.ts';
import { paced, paceSchema } from './paced-writer.ts';
import { PortEvents } from './port-events.ts';
import { remotePort } from './rfc2217.ts';
import { type LinkEvents, rawLink, type TcpLink } from './tcp-link.ts';
import { type Endpoint, explainFailure } from './tcp-socket.ts';
import { telnet } from './telnet-codec.ts';
import { telnetLink } from './telnet-link.ts';

const schema = z
  .strictObject({
    host: hostSetting,
    port: z.int().min(1).max(65_535),
    /** 'raw' by default: bytes and nothing else. 'rfc2217' is telnet with COM-PORT-OPTION, as ser2net speaks it; it also sets the baud rate. */
    protocol: z.enum(['raw', 'telnet', 'rfc2217']).optional(),
    /** With rfc2217 only: 115200 by default. */
    baudRate: z.int().min(300).max(4_000_000).optional(),
    /** A host on the way, as ssh takes it. */
    via: viaSchema.optional(),
    pace: paceSchema.optional(),
    /** Come back when the peer closes, for a minute. What the UART says meanwhile is lost, unless the server kept it; what it says again is left out. Off by default. */
    reconnect: z.boolean().optional(),
  })
  .refine(({ baudRate, protocol }) => baudRate === undefined || protocol === 'rfc2217', {
    path: ['baudRate'],
    message: "expected protocol: 'rfc2217' beside it: no other tells the server a rate, which is set there",
  });
export type TcpConsoleSettings = z.infer<typeof schema>;

/** A UART behind a TCP port: ser2net, a terminal server, a simulated board. */
export const tcpConsole = (settings: TcpConsoleSettings): Driver<ByteStream> => ({
  driver: 'tcp',
  settings,
  schema,
  wires: () => [`tcp ${hostName(settings.host)}:${settings.port}${viaName(settings.via)}`],
  baudRate: settings.protocol === 'rfc2217' ? (settings.baudRate ?? usualRate) : undefined,
  async connect({ clock, signal }) {
    const stream = new TcpPort(settings);
    await stream.open(signal);
    return settings.pace ? paced(stream, settings.pace, clock, signal) : stream;
  },
});

const usualRate = 115_200;

// Wall time: a terminal server that restarts is back within a minute.
const reconnectTries = 60;
const reconnectEveryMs = 1000;
// Wall time: a server sends what it has kept at once.
const backlogWithinMs = 500;

class TcpPort implements ByteStream {
  readonly sendBreak?: () => Promise<void>;
  readonly #settings: TcpConsoleSettings;
  readonly #events = new PortEvents();
  readonly #disposal = new AbortController();
  #link: Promise<TcpLink> | undefined;
  readonly #backlog = new Backlog();
  /** What the other side began with. */
  #first: Buffer | undefined;

  constructor(settings: TcpConsoleSettings) {
    this.#settings = settings;
    if ((settings.protocol ?? 'raw') !== 'raw') this.sendBreak = async () => (await this.#link)?.sendBreak?.();
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#link = this.#connect(signal);
    await this.#link;
  }

  async write(data: Uint8Array): Promise<void> {
    const link = await this.#link;
    if (this.#events.gone) throw this.#events.gone;
    await link?.write(data).catch((cause: unknown) => {
      throw this.#events.gone ?? lost(this.#settings, cause);
    });
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#events.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  onGap(listener: (ms: number) => void): void {
    this.#events.onGap(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PortError(`the console at ${where(this.#settings)} is closed`));
    this.#disposal.abort();
    (await this.#link?.catch(() => undefined))?.close();
  }

  async #connect(signal: AbortSignal): Promise<TcpLink> {
    const events: LinkEvents = {
      heard: (chunk) => this.#heard(chunk),
      ended: (cause) => this.#ended(cause),
    };
    try {
      const link = await openLink(this.#settings, signal, events);
      if (this.#events.gone) link.close();
      return link;
    } catch (cause) {
      if (cause instanceof HilError || signal.aborted) throw cause;
      const { what, remedy } = explainFailure(cause, this.#settings);
      throw new PortError(`the console at ${what}`, { cause, remedy });
    }
  }

  #heard(chunk: Uint8Array): void {
    // Every telnet server offers its options with its first bytes, and a UART hardly ever begins like that.
    if (this.#first === undefined && (this.#settings.protocol ?? 'raw') === 'raw' && opensTelnet(chunk))
      this.#events.fail(isTelnet(this.#settings));
    if (this.#first === undefined || this.#first.length < firstBytes) {
      this.#first = Buffer.concat([this.#first ?? Buffer.alloc(0), chunk]).subarray(0, firstBytes);
      const other = otherService(this.#first, where(this.#settings));
      if (other) this.#events.fail(other);
    }
    this.#tell(this.#settings.reconnect ? this.#backlog.fresh(chunk) : chunk);
  }

  #tell(fresh: Uint8Array): void {
    if (fresh.byteLength > 0) this.#events.hear(fresh);
  }

  #ended(cause: Error): void {
    const said = /[^\r\n]*(?:already in use|port busy|in use by)[^\r\n]*/i.exec(this.#first?.toString('latin1') ?? '')?.[0];
    if (said !== undefined) this.#events.fail(inUse(this.#settings, said));
    if (!this.#settings.reconnect || this.#events.gone) {
      this.#events.fail(lost(this.#settings, cause));
      return;
    }
    this.#link = this.#comeBack(cause);
    this.#link.catch((error: Error) => this.#events.fail(error));
  }

  async #comeBack(cause: Error): Promise<TcpLink> {
    const since = monotonicMs();
    for (let tries = 0; tries < reconnectTries && !this.#events.gone; tries++) {
      this.#backlog.reconnected();
      const link = await this.#connect(this.#disposal.signal).catch(() => undefined);
      if (link) {
        void this.#settle();
        this.#events.cameBack(monotonicMs() - since);
        return link;
      }
      // The terminal server does not live on board time.
      await pause(reconnectEveryMs, undefined, { signal: this.#disposal.signal }).catch(() => {});
    }
    throw lost(this.#settings, cause);
  }

  async #settle(): Promise<void> {
    await pause(backlogWithinMs, undefined, { signal: this.#disposal.signal }).catch(() => {});
    this.#tell(this.#backlog.settle());
  }
}

const firstBytes = 200;

const opensTelnet = ([iac, verb = 0]: Uint8Array): boolean => iac === telnet.iac && verb >= telnet.will && verb <= telnet.dont;

const isTelnet = (endpoint: Endpoint): PortError =>
  new PortError(
    `the terminal server at ${where(endpoint)} speaks telnet, and the lab file takes it for raw: its commands would be mixed into the text`,
    {
      remedy: "set protocol: 'telnet', or 'rfc2217' where it also sets the baud rate, or make the port raw (ser2net: accepter: tcp,PORT)",
    },
  );

// ser2net and others say so, and close.
const inUse = (endpoint: Endpoint, said: string): PortError =>
  new PortError(`the console at ${where(endpoint)} is in use by somebody else`, {
    evidence: [`the server says: ${said.trim()}`],
    remedy: 'find out who has it (another run, a terminal), or let the server end the older connection (ser2net: kickolduser)',
  });

const openLink = (settings: TcpConsoleSettings, signal: AbortSignal, events: LinkEvents): Promise<TcpLink> => {
  if (settings.protocol === 'rfc2217') return remotePort(settings, settings.baudRate ?? usualRate, signal, events);
  return (settings.protocol === 'telnet' ? telnetLink : rawLink)(settings, signal, events);
};

const where = ({ host, port }: Endpoint): string => `${host}:${port}`;

const lost = (endpoint: Endpoint, cause: unknown): PortError => {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new PortError(`the console at ${where(endpoint)} was lost: ${said}`, {
    cause,
    remedy: `check the service on ${endpoint.host} and whether somebody else opened the port; ser2net drops the first user when kickolduser is set`,
  });
};
