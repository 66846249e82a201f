import { deviceLog, type Printk } from './kernel-log.ts';
import { type Channel, mtu } from './rpmsg-bus.ts';
import type { RpmsgTty } from './types.ts';

const keptBytes = 4096;

/** drivers/rpmsg/imx_rpmsg_tty.c (NXP and Toradex kernels) and drivers/tty/rpmsg_tty.c: which driver takes a channel. */
const imxNames = ['rpmsg-virtual-tty-channel', 'rpmsg-virtual-tty-channel-1', 'rpmsg-openamp-demo-channel'];
const mainlineName = 'rpmsg-tty';

export const isTtyChannel = (channel: Channel): boolean => channel.name === mainlineName || imxNames.includes(channel.name);

/** One /dev/ttyRPMSG<n>. */
export class ChannelTty implements RpmsgTty {
  readonly name: string;
  readonly #channel: Channel;
  readonly #listeners = new Set<(data: Uint8Array) => void>();
  readonly #printk: Printk;
  #kept: Uint8Array[] = [];
  #gone = false;

  constructor(channel: Channel, mainlineIndex: number, printk: Printk) {
    this.#channel = channel;
    this.#printk = printk;
    this.name = `ttyRPMSG${imxNames.includes(channel.name) ? channel.remote : mainlineIndex}`;
    channel.onMessage = (data) => this.#receive(data);
  }

  get isOpen(): boolean {
    return this.#listeners.size > 0;
  }

  /** imx_rpmsg_tty tells the remote side its address with a first message; the echo demo returns it. */
  async start(): Promise<void> {
    if (!imxNames.includes(this.#channel.name)) return;
    const log = deviceLog(this.#printk, this.#device);
    log.info(`new channel: 0x${this.#channel.local.toString(16)} -> 0x${this.#channel.remote.toString(16)}!`);
    const hello = this.#channel.send(new TextEncoder().encode('hello world!'));
    log.info('Install rpmsg tty driver!');
    const result = await hello;
    if (result < 0) log.err(`rpmsg_send failed: ${result}`);
  }

  open(onData: (data: Uint8Array) => void): () => void {
    this.#listeners.add(onData);
    for (const data of this.#kept.splice(0)) onData(data);
    return () => void this.#listeners.delete(onData);
  }

  async write(data: Uint8Array): Promise<number> {
    for (let at = 0; at < data.length; at += mtu) {
      const result = this.#gone ? -19 : await this.#channel.send(data.subarray(at, at + mtu));
      if (result < 0) return result;
    }
    return 0;
  }

  /** The channel is gone. */
  remove(): void {
    this.#gone = true;
    if (imxNames.includes(this.#channel.name)) deviceLog(this.#printk, this.#device).info('rpmsg tty driver is removed');
  }

  get #device(): string {
    return `imx_rpmsg_tty virtio0.${this.#channel.name}.-1.${this.#channel.remote}`;
  }

  #receive(data: Uint8Array): void {
    for (const listener of this.#listeners) listener(data);
    if (this.isOpen) return;
    this.#kept.push(data);
    while (this.#kept.reduce((sum, { length }) => sum + length, 0) > keptBytes) this.#kept.shift();
  }
}
