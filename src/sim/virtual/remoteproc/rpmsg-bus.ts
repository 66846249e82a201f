import type { Clock } from '../../../core/time.ts';
import type { Memory } from '../soc/memory.ts';
import { errno } from './errno.ts';
import type { DeviceLog } from './kernel-log.ts';
import type { Virtqueue } from './virtqueue.ts';

const bufferSize = 512;
const headerSize = 16;
const nameServiceAddress = 53;
const firstFreeAddress = 0x400;
const nameServiceBytes = 40;
const txTimeoutMs = 15_000;

/** Bytes of payload in one message. */
export const mtu = bufferSize - headerSize;

export interface Channel {
  readonly name: string;
  readonly local: number;
  readonly remote: number;
  /** rpmsg_send: 0, or -ERESTARTSYS when no buffer comes free in 15 s. */
  send(data: Uint8Array): Promise<number>;
  onMessage: (data: Uint8Array) => void;
}

export interface RpmsgParts {
  readonly memory: Memory;
  readonly clock: Clock;
  /** Aborts when the device or Linux goes: from then on rings and buffers are somebody else's. */
  readonly signal: AbortSignal;
  readonly log: DeviceLog;
  /** From the M7 ("input") and to it ("output"). */
  readonly rx: Virtqueue;
  readonly tx: Virtqueue;
  /** Buffers of a ring each way, from here on. */
  readonly buffers: { readonly base: number; readonly each: number };
  readonly nameService: boolean;
  readonly kick: (queue: 0 | 1) => Promise<void>;
  readonly onChannel: (channel: Channel) => void;
  readonly onChannelGone: (channel: Channel) => void;
}

/** The host side of drivers/rpmsg/virtio_rpmsg_bus.c on rings and buffers in memory that the M7 shares. */
export class RpmsgBus {
  readonly #parts: RpmsgParts;
  readonly #channels = new Map<number, Channel>();
  #nextAddress = firstFreeAddress;
  #fresh = 0;
  #waiters: (() => void)[] = [];
  #sending: Promise<unknown> = Promise.resolve();

  constructor(parts: RpmsgParts) {
    this.#parts = parts;
    const { rx, tx, buffers } = parts;
    for (let index = 0; index < buffers.each; index++) rx.add(buffers.base + index * bufferSize, bufferSize, true);
    tx.disableInterrupts();
    parts.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  get channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  /** The M7 kicked: every queue is looked at, as the kernel does with the id in the word. */
  async onInterrupt(): Promise<void> {
    this.#wake();
    const { rx, signal } = this.#parts;
    if (signal.aborted) return;
    let received = 0;
    for (let buffer = rx.get(); buffer; buffer = rx.get()) {
      this.#receive(buffer.address, buffer.length);
      rx.add(buffer.address, bufferSize, true);
      received++;
    }
    if (received > 0 && !signal.aborted && rx.wantsNotify) await this.#parts.kick(0);
  }

  #receive(address: number, length: number): void {
    const { memory, log } = this.#parts;
    const size = memory.readUint16(address + 12);
    if (length > bufferSize || size > length - headerSize) {
      log.warn(`inbound msg too big: (${length}, ${size})`);
      return;
    }
    const data = memory.read(address + headerSize, size);
    const destination = memory.readUint32(address + 4);
    const channel = this.#channels.get(destination);
    if (channel) channel.onMessage(data);
    else if (destination === nameServiceAddress && this.#parts.nameService) this.#announce(data);
    else log.warn('msg received with no recipient');
  }

  /** drivers/rpmsg/rpmsg_ns.c. */
  #announce(data: Uint8Array): void {
    const { log } = this.#parts;
    if (data.length !== nameServiceBytes) {
      log.err(`malformed ns msg (${data.length})`);
      return;
    }
    const view = new DataView(data.buffer, data.byteOffset);
    const name = new TextDecoder('latin1').decode(data.subarray(0, 31)).replace(/\0.*$/s, '');
    const remote = view.getUint32(32, true);
    const isGone = (view.getUint32(36, true) & 1) !== 0;
    log.info(`${isGone ? 'destroy' : 'creat'}ing channel ${name} addr 0x${remote.toString(16)}`);
    const known = this.channels.find((channel) => channel.name === name && channel.remote === remote);
    if (isGone) this.#destroy(known, name);
    else if (known) log.err(`channel ${name}:ffffffff:${remote.toString(16)} already exist`);
    else this.#create(name, remote);
  }

  #create(name: string, remote: number): void {
    const local = this.#nextAddress++;
    const channel: Channel = { name, local, remote, send: (data) => this.#send(local, remote, data), onMessage: () => {} };
    this.#channels.set(local, channel);
    this.#parts.onChannel(channel);
  }

  #destroy(channel: Channel | undefined, name: string): void {
    if (channel) {
      this.#channels.delete(channel.local);
      this.#parts.onChannelGone(channel);
    } else this.#parts.log.err(`can't find channel ${name}`);
  }

  #send(source: number, destination: number, data: Uint8Array): Promise<number> {
    const sent = this.#sending.then(() => this.#sendNow(source, destination, data));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  async #sendNow(source: number, destination: number, data: Uint8Array): Promise<number> {
    const { memory, tx, log, signal } = this.#parts;
    if (data.length > mtu) {
      log.err(`message is too big (${data.length})`);
      return -90;
    }
    const address = await this.#txBuffer();
    if (address === undefined) {
      if (!signal.aborted) log.err('timeout waiting for a tx buffer');
      return errno.restart;
    }
    for (const [index, word] of [source, destination, 0, data.length].entries()) memory.writeUint32(address + 4 * index, word);
    memory.write(address + headerSize, data);
    tx.add(address, headerSize + data.length, false);
    if (tx.wantsNotify) await this.#parts.kick(1);
    return 0;
  }

  async #txBuffer(): Promise<number | undefined> {
    const { clock, signal } = this.#parts;
    const overdue = clock.overdue(txTimeoutMs);
    overdue.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const address = this.#freeBuffer();
      if (address !== undefined || overdue.aborted) return address;
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
    return undefined;
  }

  #freeBuffer(): number | undefined {
    const { buffers, tx } = this.#parts;
    if (this.#fresh < buffers.each) return buffers.base + (buffers.each + this.#fresh++) * bufferSize;
    return tx.get()?.address;
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
