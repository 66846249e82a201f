import { type LinkEvents, rawLink, type TcpLink } from './tcp-link.ts';
import type { Endpoint } from './tcp-socket.ts';
import { escapeIac, TelnetDecoder, telnet } from './telnet-codec.ts';

const binary = 0;
const echo = 1;
const suppressGoAhead = 3;
const breakCommand = 243;
const [cr, nul] = [13, 0];

// Wall time: terminal servers answer in milliseconds. One that says nothing of its options is a plain network virtual terminal.
const negotiateWithinMs = 2000;

const { iac, will, wont } = telnet;
// RFC 856 (BINARY) and RFC 858, both ways.
const opening = [binary, suppressGoAhead].flatMap((option) => [iac, will, option, iac, telnet.do, option]);

/** A UART over telnet without RFC 2217, as ser2net and terminal servers serve it by default: whoever set up the server sets the baud rate. */
export const telnetLink = async (endpoint: Endpoint, signal: AbortSignal, events: LinkEvents): Promise<TcpLink> => {
  const options = new Options();
  const decoder = new TelnetDecoder({
    data: (bytes) => {
      const heard = options.isBinaryIn ? bytes : withoutNulAfterCr(bytes, options);
      if (heard.byteLength > 0) events.heard(heard);
    },
    negotiation: (verb, option) => {
      const answer = options.answer(verb, option);
      if (answer) void link.write(answer).catch(() => {});
    },
    subnegotiation: () => {},
  });
  const link = await rawLink(endpoint, signal, { heard: (chunk) => decoder.push(chunk), ended: (cause) => events.ended(cause) });
  await link.write(Uint8Array.from(opening));
  const late = setTimeout(() => options.settle(), negotiateWithinMs);
  await options.settled;
  clearTimeout(late);
  return {
    write: (data) => link.write(escapeIac(options.isBinaryOut ? data : withNulAfterCr(data))),
    sendBreak: () => link.write(Uint8Array.of(iac, breakCommand)),
    close: () => link.close(),
  };
};

class Options {
  isBinaryIn = false;
  isBinaryOut = false;
  /** RFC 854: in text a CR that no LF follows has a NUL behind it. */
  endedWithCr = false;
  readonly settled: Promise<void>;
  settle = (): void => {};
  readonly #open = new Set([`${telnet.do}`, `${will}`]);

  constructor() {
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** What to send back; undefined for an answer to what was asked here. */
  answer(verb: number, option: number): Uint8Array | undefined {
    if (option === binary) this.#learn(verb);
    if (option === binary || option === suppressGoAhead) return undefined;
    if (verb === will) return Uint8Array.of(iac, option === echo ? telnet.do : telnet.dont, option);
    return verb === telnet.do ? Uint8Array.of(iac, wont, option) : undefined;
  }

  #learn(verb: number): void {
    if (verb === will || verb === wont) {
      this.isBinaryIn = verb === will;
      this.#open.delete(`${will}`);
    } else {
      this.isBinaryOut = verb === telnet.do;
      this.#open.delete(`${telnet.do}`);
    }
    if (this.#open.size === 0) this.settle();
  }
}

const withNulAfterCr = (data: Uint8Array): Uint8Array => Uint8Array.from([...data].flatMap((byte) => (byte === cr ? [cr, nul] : [byte])));

const withoutNulAfterCr = (bytes: Uint8Array, options: Options): Uint8Array =>
  bytes.filter((byte) => {
    const isPadding = byte === nul && options.endedWithCr;
    options.endedWithCr = byte === cr;
    return !isPadding;
  });
