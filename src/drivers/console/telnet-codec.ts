export const telnet = { se: 240, sb: 250, will: 251, wont: 252, do: 253, dont: 254, iac: 255 } as const;

export interface TelnetEvents {
  data(bytes: Uint8Array): void;
  /** WILL, WONT, DO or DONT. */
  negotiation(verb: number, option: number): void;
  subnegotiation(option: number, payload: readonly number[]): void;
}

type State = 'data' | 'command' | 'option' | 'subnegotiation' | 'sub-command';

// RFC 2217 payloads are a few bytes; a peer that never ends one must not fill the memory.
const maxPayload = 1024;

/** RFC 854: takes telnet commands out of a byte stream, however they are cut. */
export class TelnetDecoder {
  readonly #events: TelnetEvents;
  #state: State = 'data';
  #verb = 0;
  #payload: number[] = [];

  constructor(events: TelnetEvents) {
    this.#events = events;
  }

  push(chunk: Uint8Array): void {
    let data: number[] = [];
    for (const byte of chunk) {
      if (this.#state === 'data' && byte !== telnet.iac) data.push(byte);
      else if (this.#state === 'command' && byte === telnet.iac) {
        data.push(byte);
        this.#state = 'data';
      } else {
        if (data.length > 0) this.#events.data(Uint8Array.from(data));
        data = [];
        this.#command(byte);
      }
    }
    if (data.length > 0) this.#events.data(Uint8Array.from(data));
  }

  #command(byte: number): void {
    if (this.#state === 'data') this.#state = 'command';
    else if (this.#state === 'command') this.#begin(byte);
    else if (this.#state === 'option') {
      this.#state = 'data';
      this.#events.negotiation(this.#verb, byte);
    } else if (this.#state === 'subnegotiation') this.#inSubnegotiation(byte);
    else this.#afterIac(byte);
  }

  #begin(byte: number): void {
    this.#verb = byte;
    this.#payload = [];
    if (byte === telnet.sb) this.#state = 'subnegotiation';
    else this.#state = byte >= telnet.will && byte <= telnet.dont ? 'option' : 'data';
  }

  #inSubnegotiation(byte: number): void {
    if (byte === telnet.iac) this.#state = 'sub-command';
    else if (this.#payload.length < maxPayload) this.#payload.push(byte);
    else this.#state = 'data';
  }

  #afterIac(byte: number): void {
    if (byte === telnet.iac) {
      this.#payload.push(byte);
      this.#state = 'subnegotiation';
      return;
    }
    this.#state = 'data';
    const [option, ...payload] = this.#payload;
    if (byte === telnet.se && option !== undefined) this.#events.subnegotiation(option, payload);
  }
}

/** Data with IAC doubled. */
export const escapeIac = (data: Uint8Array): Uint8Array => {
  if (!data.includes(telnet.iac)) return data;
  return Uint8Array.from([...data].flatMap((byte) => (byte === telnet.iac ? [byte, byte] : [byte])));
};

export const subnegotiation = (option: number, payload: readonly number[]): Uint8Array =>
  Uint8Array.from([telnet.iac, telnet.sb, option, ...escapeIac(Uint8Array.from(payload)), telnet.iac, telnet.se]);
