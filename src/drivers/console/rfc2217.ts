import { setTimeout as pause } from 'node:timers/promises';
import { PortError } from '../../core/errors.ts';
import { type LinkEvents, rawLink, type TcpLink } from './tcp-link.ts';
import type { Endpoint } from './tcp-socket.ts';
import { escapeIac, subnegotiation, TelnetDecoder, telnet } from './telnet-codec.ts';

const binary = 0;
const suppressGoAhead = 3;
const comPort = 44;
// RFC 2217 section 3: commands of the client; the server answers with the same number plus 100.
const setBaudRate = 1;
const setDataSize = 2;
const setParity = 3;
const setStopSize = 4;
const setControl = 5;
const answerOffset = 100;
const breakOn = 5;
const breakOff = 6;

// Wall time, as tcsendbreak(3) has it: 0.25 to 0.5 s.
export const breakMs = 300;
// Wall time: terminal servers answer in milliseconds.
const negotiateWithinMs = 5000;

/** A UART over telnet with COM-PORT-OPTION, set to `baudRate`, 8N1 and no flow control. Throws PortError when the server does not speak it. */
export const remotePort = async (endpoint: Endpoint, baudRate: number, signal: AbortSignal, events: LinkEvents): Promise<TcpLink> => {
  const where = `${endpoint.host}:${endpoint.port}`;
  let settle = (_error?: Error): void => {};
  const negotiated = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // A link that ends while it is being opened is told by the rejection alone.
  negotiated.catch(() => {});
  let isOpen = false;
  const answer = new Negotiation(where, baudRate, settle);
  const decoder = new TelnetDecoder({
    data: (bytes) => events.heard(bytes),
    negotiation: (verb, option) => void link.write(answer.to(verb, option)).catch(settle),
    subnegotiation: (option, payload) => answer.heard(option, payload),
  });
  const link = await rawLink(endpoint, signal, {
    heard: (chunk) => decoder.push(chunk),
    ended: (cause) => (isOpen ? events.ended(cause) : settle(refused(where, `it closed the connection (${cause.message})`))),
  });
  const late = AbortSignal.timeout(negotiateWithinMs);
  late.addEventListener('abort', () => settle(refused(where, 'it does not answer the negotiation')), { once: true });
  const onAbort = (): void => settle(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await link.write(opening);
    await negotiated;
    isOpen = true;
  } catch (cause) {
    link.close();
    throw cause;
  } finally {
    // A console may be opened again many times in one run.
    signal.removeEventListener('abort', onAbort);
  }
  const control = (value: number): Promise<void> => link.write(subnegotiation(comPort, [setControl, value]));
  return {
    write: (data) => link.write(escapeIac(data)),
    sendBreak: async () => {
      await control(breakOn);
      await pause(breakMs);
      await control(breakOff);
    },
    close: () => link.close(),
  };
};

const { iac, will, wont } = telnet;
const opening = Uint8Array.of(
  iac,
  will,
  comPort,
  iac,
  will,
  binary,
  iac,
  telnet.do,
  binary,
  iac,
  will,
  suppressGoAhead,
  iac,
  telnet.do,
  suppressGoAhead,
);

class Negotiation {
  readonly #where: string;
  readonly #baudRate: number;
  readonly #settle: (error?: Error) => void;
  // What the opening asked for needs no second answer: that is how negotiations come to loop.
  readonly #agreed = new Set([
    `${telnet.do} ${comPort}`,
    ...[binary, suppressGoAhead].flatMap((option) => [`${telnet.do} ${option}`, `${will} ${option}`]),
  ]);

  constructor(where: string, baudRate: number, settle: (error?: Error) => void) {
    this.#where = where;
    this.#baudRate = baudRate;
    this.#settle = settle;
  }

  /** What to send back. */
  to(verb: number, option: number): Uint8Array {
    if (option === comPort && verb === telnet.do) return this.#setUp();
    if (option === comPort && verb === telnet.dont) this.#settle(isPlainTelnet(this.#where));
    if (this.#agreed.has(`${verb} ${option}`) || verb === telnet.dont || verb === wont) return new Uint8Array();
    return Uint8Array.of(iac, verb === telnet.do ? wont : telnet.dont, option);
  }

  heard(option: number, [command, ...value]: readonly number[]): void {
    if (option !== comPort || command !== setBaudRate + answerOffset) return;
    const rate = Buffer.from(value).readUIntBE(0, Math.min(4, value.length));
    this.#settle(rate === this.#baudRate ? undefined : refused(this.#where, `it sets ${rate} baud instead of ${this.#baudRate}`));
  }

  #setUp(): Uint8Array {
    const rate = Buffer.alloc(4);
    rate.writeUInt32BE(this.#baudRate);
    const settings: readonly (readonly number[])[] = [
      [setDataSize, 8],
      [setParity, 1],
      [setStopSize, 1],
      [setControl, 1],
      [setBaudRate, ...rate],
    ];
    return Buffer.concat(settings.map((setting) => subnegotiation(comPort, setting)));
  }
}

// To take it for raw would mix telnet's commands into the text.
const isPlainTelnet = (where: string): PortError =>
  new PortError(`the console at ${where} speaks telnet without RFC 2217: it refuses COM-PORT-OPTION`, {
    remedy: "set protocol: 'telnet', and the baud rate in the terminal server; or turn RFC 2217 on there (ser2net: telnet(rfc2217))",
  });

const refused = (where: string, why: string): PortError =>
  new PortError(`the console at ${where} cannot be set up over RFC 2217: ${why}`, {
    remedy: "use protocol: 'raw' for a port without RFC 2217, or turn it on in the terminal server (ser2net: telnet(rfc2217))",
  });
