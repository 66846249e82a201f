import type { Clock } from '../../../core/time.ts';
import type { VirtualRemoteproc } from '../../../core/virtual-model.ts';
import type { Memory } from '../soc/memory.ts';
import { regionOf } from './address-table.ts';
import { deviceLog, type Printk } from './kernel-log.ts';
import type { Mailbox } from './mailbox.ts';
import type { VdevRequest } from './resource-table.ts';
import { type Channel, RpmsgBus } from './rpmsg-bus.ts';
import { ChannelTty, isTtyChannel } from './rpmsg-tty.ts';
import type { KernelVersion, RpmsgTty } from './types.ts';
import { Virtqueue } from './virtqueue.ts';

const statusDriver = 3;
const statusDriverOk = 7;
const virtioIdRpmsg = 7;
const mostBuffers = 256;

export interface VdevParts {
  readonly model: VirtualRemoteproc;
  readonly node: string;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly kernel: KernelVersion;
  readonly printk: Printk;
  readonly mailbox: Mailbox;
  readonly signal: AbortSignal;
  /** Writes into the live resource table. */
  readonly writeTable: (offset: number, bytes: Uint8Array) => void;
  readonly onTty: (event: { readonly present: boolean; readonly tty: RpmsgTty }) => void;
}

/** A virtio device that Linux made from a resource table: rings, RPMsg bus and ttys. */
export class Vdev {
  readonly #request: VdevRequest;
  readonly #parts: VdevParts;
  readonly #ttys = new Map<Channel, ChannelTty>();
  readonly #end = new AbortController();
  #bus: RpmsgBus | undefined;

  constructor(request: VdevRequest, parts: VdevParts) {
    this.#request = request;
    this.#parts = parts;
  }

  get ttys(): readonly ChannelTty[] {
    return [...this.#ttys.values()];
  }

  /** rproc_add_virtio_dev and rpmsg_probe. None of these lines needs the M7 to be alive. */
  async start(): Promise<void> {
    const { printk, kernel, mailbox, model, node } = this.#parts;
    const buffers = regionOf(model, 'vdevbuffer')!;
    // 5.15 prints under the vdev's own device, which has no bus: hence the leading blank.
    const log = deviceLog(printk, kernel === '5.15' ? ` ${node}#vdev0buffer` : 'rproc-virtio rproc-virtio.2.auto');
    log.info(`assigned reserved memory node vdevbuffer@${buffers.base.toString(16)}`);
    this.#setStatus(statusDriver);
    if (this.#request.id === virtioIdRpmsg && this.#request.vrings.length === 2) {
      this.#bus = this.#makeBus();
      this.#setStatus(statusDriverOk);
      // Rejects when Linux goes in the middle of a kick.
      mailbox.open(() => void this.#bus?.onInterrupt().catch(() => {}));
      await this.#kick(0);
      deviceLog(printk, 'virtio_rpmsg_bus virtio0').info('rpmsg host is online');
    }
    log.info(`registered virtio0 (type ${this.#request.id})`);
  }

  stop(): void {
    this.#end.abort();
    this.#parts.mailbox.close();
    for (const channel of this.#bus?.channels ?? []) this.#remove(channel);
    this.#bus = undefined;
    this.#setStatus(0);
  }

  #makeBus(): RpmsgBus {
    const { memory, clock, model, printk } = this.#parts;
    const log = deviceLog(printk, 'virtio_rpmsg_bus virtio0');
    const [rx, tx] = this.#request.vrings.map((vring, index) => this.#makeQueue(index, vring.num, vring.align));
    this.#acceptFeatures();
    return new RpmsgBus({
      memory,
      clock,
      signal: AbortSignal.any([this.#parts.signal, this.#end.signal]),
      log,
      rx: rx!,
      tx: tx!,
      buffers: { base: regionOf(model, 'vdevbuffer')!.base, each: Math.min(mostBuffers, this.#request.vrings[0]!.num) },
      nameService: (this.#request.deviceFeatures & 1) !== 0,
      kick: (queue) => this.#kick(queue),
      onChannel: (channel) => this.#add(channel),
      onChannelGone: (channel) => this.#remove(channel),
    });
  }

  #makeQueue(index: number, num: number, align: number): Virtqueue {
    const { memory, model, printk, writeTable } = this.#parts;
    const { base } = regionOf(model, `vdev0vring${index}`)!;
    writeTable(this.#request.vrings[index]!.at, word(base));
    return new Virtqueue(memory, base, num, align, index === 0 ? 'input' : 'output', deviceLog(printk, 'virtio_rpmsg_bus virtio0'));
  }

  #acceptFeatures(): void {
    this.#parts.writeTable(this.#request.at + 12, word(this.#request.deviceFeatures & 1));
  }

  #setStatus(status: number): void {
    this.#parts.writeTable(this.#request.at + 20, Uint8Array.of(status));
  }

  async #kick(queue: 0 | 1): Promise<void> {
    const notifyId = this.#request.vrings[queue]!.notifyId;
    if (await this.#parts.mailbox.send(notifyId << 16)) return;
    deviceLog(this.#parts.printk, `imx-rproc ${this.#parts.model.device}`).err(`imx_rproc_kick: failed (${notifyId}, err:-62)`);
  }

  #add(channel: Channel): void {
    if (!isTtyChannel(channel)) return;
    const tty = new ChannelTty(channel, this.#ttys.size, this.#parts.printk);
    this.#ttys.set(channel, tty);
    this.#parts.onTty({ present: true, tty });
    tty.start().catch(() => {});
  }

  #remove(channel: Channel): void {
    const tty = this.#ttys.get(channel);
    if (!tty) return;
    this.#ttys.delete(channel);
    tty.remove();
    this.#parts.onTty({ present: false, tty });
  }
}

const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
