import type { RemoteCoreState } from '../../../core/remote-core.ts';
import { A53 } from './a53.ts';
import { tableRegion } from './address-table.ts';
import { ElfImage, type TableSection } from './elf-image.ts';
import { errno } from './errno.ts';
import { type LoadParts, loadSegments, tablePlace } from './firmware-load.ts';
import { type DeviceLog, deviceLog, type Printk } from './kernel-log.ts';
import { Mailbox } from './mailbox.ts';
import { requestFirmware } from './request-firmware.ts';
import type { VdevRequest } from './resource-table.ts';
import { leftVdevs, requestedVdevs } from './resources.ts';
import { passStartUp } from './start-up.ts';
import { TrustedFirmware } from './trusted-firmware.ts';
import type { RemoteprocDevice, RemoteprocOptions, RpmsgTty } from './types.ts';
import { Vdev } from './vdev.ts';
import { Writers } from './writers.ts';

const rprocName = 'imx-rproc';
const oopsAfterMs = 1000;

/** The kernel's remoteproc core with imx_rproc on an i.MX 8M, as far as user space and the kernel log can tell. */
export class Remoteproc implements RemoteprocDevice {
  readonly name = rprocName;
  readonly #options: RemoteprocOptions;
  readonly #life = new AbortController();
  readonly #writers = new Writers(this.#life.signal);
  readonly #printk: Printk;
  readonly #core: DeviceLog;
  readonly #driver: DeviceLog;
  readonly #load: LoadParts;
  readonly #mailbox: Mailbox;
  readonly #tfA: TrustedFirmware;
  #present = false;
  #state: RemoteCoreState = 'offline';
  #firmware = `rproc-${rprocName}-fw`;
  #users = 0;
  #vdevs: readonly Vdev[] = [];

  constructor(options: RemoteprocOptions) {
    this.#options = options;
    this.#printk = (level, text) => {
      if (!this.#life.signal.aborted) options.printk(level, text);
    };
    this.#core = deviceLog(this.#printk, `remoteproc ${options.node}`);
    this.#driver = deviceLog(this.#printk, `imx-rproc ${options.model.device}`);
    const events = { onHang: options.onHang, onAbort: options.onAbort };
    this.#load = {
      model: options.model,
      kernel: options.kernel,
      a53: new A53(options.soc, events),
      core: this.#core,
      driver: this.#driver,
    };
    this.#tfA = new TrustedFirmware(options.soc, options.model.method === 'smc' ? options.tfA : 'nxp', this.#driver);
    this.#mailbox = new Mailbox(options.soc.m7, options.clock, this.#life.signal);
  }

  get present(): boolean {
    return this.#present;
  }

  get state(): RemoteCoreState {
    return this.#state;
  }

  /** The kernel does not know what somebody else started. */
  get firmware(): string {
    return this.#state === 'attached' ? 'unknown' : this.#firmware;
  }

  get ttys(): readonly RpmsgTty[] {
    return this.#vdevs.flatMap((vdev) => vdev.ttys);
  }

  async probe(): Promise<void> {
    if (!this.#options.hmpOverlay) return;
    this.#options.soc.enableM7Clock();
    this.#present = true;
    this.#core.info(`${rprocName} is available`);
    if (!this.#tfA.isStarted) return;
    this.#state = 'detached';
    await this.#writers.run(() => this.#boot());
  }

  writeState(written: string): Promise<number> {
    const word = written.replace(/\n$/, '');
    return this.#writers.run(async () => {
      if (word === 'start') return this.#start();
      if (word === 'stop') return this.#shutDown();
      if (word === 'detach') return this.#state === 'attached' ? errno.notSupported : errno.invalid;
      this.#core.err(`Unrecognised option: ${word}`);
      return errno.invalid;
    });
  }

  writeFirmware(written: string): number {
    if (this.#state !== 'offline') {
      this.#driver.err("can't change firmware while running");
      return errno.busy;
    }
    const name = written.split('\n', 1)[0]!;
    if (name === '') {
      this.#driver.err("can't provide empty string for firmware name");
      return errno.invalid;
    }
    this.#firmware = name;
    return 0;
  }

  dispose(): void {
    this.#life.abort(new Error('Linux is gone'));
    this.#mailbox.close();
  }

  async #start(): Promise<number> {
    const isUp = this.#state === 'running' || this.#state === 'attached';
    if (isUp && this.#options.kernel === '5.15') return errno.busy;
    const result = await this.#boot();
    if (result < 0) this.#core.err(`Boot failed: ${result}`);
    return result;
  }

  /** rproc_boot: a second user is only counted. */
  async #boot(): Promise<number> {
    this.#users++;
    if (this.#users > 1) return 0;
    const result = this.#state === 'detached' ? await this.#attach() : await this.#powerUp();
    if (result < 0) this.#users--;
    return result;
  }

  async #powerUp(): Promise<number> {
    this.#core.info(`powering up ${rprocName}`);
    const bytes = requestFirmware(this.#firmware, this.#options.readFirmware, this.#core);
    if (typeof bytes === 'number') {
      this.#core.err(`request_firmware failed: ${bytes}`);
      return bytes;
    }
    const image = new ElfImage(bytes);
    if (image.defect !== undefined) {
      this.#core.err(image.defect);
      return errno.invalid;
    }
    this.#core.info(`Booting fw image ${this.#firmware}, size ${bytes.length}`);
    return this.#bootImage(image);
  }

  async #bootImage(image: ElfImage): Promise<number> {
    const table = image.findTable(this.#core);
    if (!table) (this.#options.kernel === '5.15' ? this.#driver : this.#core).info('No resource table in elf');
    const requests = requestedVdevs(table?.bytes, {
      regions: this.#options.model.regions,
      kernel: this.#options.kernel,
      log: this.#core,
      driverCore: { err: (text) => this.#printk(3, text), warn: (text) => this.#printk(4, text), info: (text) => this.#printk(6, text) },
      onNoEffect: this.#options.onNoEffect,
    });
    if (typeof requests === 'number') return requests;
    if (!(await loadSegments(image, this.#load))) {
      this.#core.err(`Failed to load program segments: ${errno.invalid}`);
      return errno.invalid;
    }
    this.#vdevs = await this.#prepareVdevs(requests, table);
    const result = await this.#leaveReset();
    if (result < 0) {
      this.#vdevs = [];
      return result;
    }
    for (const vdev of this.#vdevs) await vdev.start();
    this.#state = 'running';
    this.#core.info(`remote processor ${rprocName} is now up`);
    return 0;
  }

  async #prepareVdevs(requests: readonly VdevRequest[], table: TableSection | undefined): Promise<readonly Vdev[]> {
    const place = table && tablePlace(table, this.#load);
    if (table && place !== undefined) await this.#load.a53.copy(place, table.bytes);
    return requests.map((request) => this.#makeVdev(request, place));
  }

  #makeVdev(request: VdevRequest, table: number | undefined): Vdev {
    const { soc, clock, kernel, model, node, onTty } = this.#options;
    return new Vdev(request, {
      model,
      node,
      memory: soc.memory,
      clock,
      kernel,
      printk: this.#printk,
      mailbox: this.#mailbox,
      signal: this.#life.signal,
      writeTable: (offset, bytes) => {
        if (table !== undefined) soc.cpuWrite(table + offset, bytes);
      },
      onTty: (event) => {
        if (!this.#life.signal.aborted) onTty?.(event);
      },
    });
  }

  async #leaveReset(): Promise<number> {
    const result = this.#tfA.start();
    if (result < 0) this.#core.err(`can't start rproc ${rprocName}: ${result}`);
    else await passStartUp(this.#options.soc.m7, this.#options.clock, this.#life.signal);
    return result;
  }

  /** rproc_attach: the table is where the running firmware left it, if the driver knows the place. */
  async #attach(): Promise<number> {
    this.#core.info(`attaching to ${rprocName}`);
    const place = tableRegion(this.#options.model, this.#options.kernel)?.base;
    const requests =
      place === undefined ? [] : leftVdevs(this.#options.soc.memory.read(place, 1024), this.#options.model.regions, this.#core);
    this.#vdevs = requests.map((request) => this.#makeVdev(request, place));
    for (const vdev of this.#vdevs) await vdev.start();
    this.#state = 'attached';
    this.#core.info(`remote processor ${rprocName} is now attached`);
    return 0;
  }

  /** rproc_shutdown: only the last user stops the core. */
  async #shutDown(): Promise<number> {
    if (this.#state !== 'running' && this.#state !== 'attached') return errno.invalid;
    if (this.#users > 1) {
      this.#users--;
      return 0;
    }
    const openTty = this.#vdevs.some((vdev) => vdev.ttys.some((tty) => tty.isOpen));
    for (const vdev of this.#vdevs) vdev.stop();
    this.#vdevs = [];
    const result = this.#tfA.stop();
    if (result < 0) {
      this.#core.err(`can't stop rproc: ${result}`);
      return result;
    }
    this.#users = 0;
    this.#state = 'offline';
    this.#core.info(`stopped remote processor ${rprocName}`);
    if (openTty) this.#oopsSoon();
    return 0;
  }

  /** The tty's reader still holds a virtqueue that is gone. */
  #oopsSoon(): void {
    this.#options.clock.sleep(oopsAfterMs, this.#life.signal).then(
      () => this.#options.onOops?.('virtqueue_get_buf_ctx_split'),
      () => {},
    );
  }
}
