import type { FaultMoment } from '../../../core/virtual.ts';
import type { VirtualRegion } from '../../../core/virtual-model.ts';
import type { Identity } from '../identity.ts';
import type { Limits } from '../limits.ts';
import type { RemoteprocDevice } from '../remoteproc/types.ts';
import type { BoardSettings } from '../settings.ts';
import type { EnvironmentStore } from '../u-boot/environment.ts';
import { dropVolatile } from './disk-image.ts';
import { addDsp, coreNodeOf, hasDsp } from './dsp.ts';
import type { FileTree } from './file-tree.ts';
import { findFirmware } from './firmware-loader.ts';
import { Getty } from './getty.ts';
import { type Kernel, level } from './kernel.ts';
import { mcoreBootedBy } from './kernel-arguments.ts';
import { kernelBootLog, systemdLog } from './kernel-log.ts';
import { LinuxFs } from './linux-fs.ts';
import { kernelOf, type LinuxOptions } from './linux-options.ts';
import { tellMissing } from './missing-nodes.ts';
import { MountTable } from './mount-table.ts';
import { addNodes, addRemoteproc } from './nodes.ts';
import type { Account } from './password-change.ts';
import { type DeviceUser, showTty } from './rpmsg-device.ts';
import type { RunningLinux } from './running-linux.ts';
import { Services } from './services.ts';
import { Troubles } from './troubles.ts';
import { UnitFiles } from './unit-files.ts';

// When services answer, in milliseconds since the kernel began.
const times = { remoteproc: 2300, faultInUserspace: 5900, sshd: 7900, getty: 10_800 };

/** One boot of Linux, from `Starting kernel ...` to the reset or power loss that ends it. */
export class Linux implements RunningLinux {
  readonly settings: BoardSettings;
  readonly identity: Identity;
  readonly limits: Limits;
  readonly store: EnvironmentStore;
  readonly tree: FileTree;
  readonly kernel: Kernel;
  readonly remoteproc: RemoteprocDevice;
  readonly deviceUsers = new Set<DeviceUser>();
  readonly firmwarePath = { value: '' };
  readonly mounts: MountTable;
  readonly troubles: Troubles;
  /** False before the login prompt: systemd is still starting units. */
  isStarted = false;
  readonly services: Services;
  readonly units: UnitFiles;
  readonly account: Account;
  readonly down: AbortSignal;
  passwordHasExpired = false;
  readonly #sshd = { isUp: false };
  readonly #options: LinuxOptions;
  readonly #since: number;
  readonly #mcoreBooted: boolean;
  /** Undefined where no overlay brings the M-core. */
  readonly #coreMemory: readonly VirtualRegion[] | undefined;
  readonly #onSessionsEnd = new Set<() => void>();
  #isDead = false;
  #m7WasStopped = false;
  readonly #getty: Getty;
  constructor(options: LinuxOptions) {
    const { life, settings, identity, limits, store, tree, start } = options;
    this.#options = options;
    this.#since = life.age();
    this.settings = settings;
    this.identity = identity;
    this.limits = limits;
    this.store = store;
    this.account = options.account;
    this.down = life.signal;
    this.tree = tree;
    this.mounts = new MountTable(settings.image, settings.model.emmc.number);
    this.#getty = new Getty(this, options.uart);
    this.services = new Services({ image: settings.image, tty: settings.model.console.tty, sshd: this.#sshd, getty: this.#getty });
    this.units = new UnitFiles(this, life.signal);
    this.kernel = kernelOf(options);
    this.troubles = new Troubles({ ...options, kernel: this.kernel, stopAnswering: () => this.#stopAnswering() });
    this.#coreMemory = start.overlays.find(({ coreMemory }) => coreMemory)?.coreMemory;
    this.#mcoreBooted = mcoreBootedBy(this.kernel.cmdline, settings.model.clocks.driver);
    this.remoteproc = this.#driver();
    dropVolatile(tree.root);
    const { kernel, remoteproc, firmwarePath } = this;
    addNodes(tree, {
      kernel,
      settings,
      identity,
      mounts: this.mounts,
      overlays: start.overlays,
      mcoreBooted: this.#mcoreBooted,
      remoteproc,
      firmwarePath,
      uart: options.uart,
      troubles: this.troubles,
      sshd: this.#sshd,
    });
    life.signal.addEventListener('abort', () => this.#gone(), { once: true });
  }

  /** False once nothing answers any more, although the power is still on. */
  get answers(): boolean {
    return !this.#isDead;
  }

  /** True while sshd accepts connections. */
  get sshdIsUp(): boolean {
    return this.#sshd.isUp;
  }

  /** Resolves when the login prompt is there, or never if a fault comes first. Rejects when the life ends. */
  async boot(): Promise<void> {
    await this.#kernelPhase();
    if (this.#strikes('kernel')) return;
    await this.#options.chip.linuxBooted({ kernel: this.settings.kernel, mcoreBooted: this.#mcoreBooted }, this.#options.life.signal);
    await this.#servicesPhase();
    if (this.#isDead) return;
    this.isStarted = true;
    this.#getty.set(this.kernel.isOnUart);
    await this.#at(times.getty + 300);
    this.#strikes('login');
  }

  homeOf(uid: number): string {
    return uid !== 0 ? '/home/torizon' : this.settings.image === 'torizon' ? '/var/roothome' : '/home/root';
  }

  readonly fsFor = (uid: number): LinuxFs => new LinuxFs(this.tree, uid, this.mounts, tellMissing(this.limits));

  /** Sleeps board time; ends early when a signal aborts, and never when Linux is dead. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    await this.#options.life.clock.sleep(ms, AbortSignal.any([signal, this.#options.life.signal])).catch(() => {});
  }

  /** Stops services, then the machine; where it is forced, the machine alone. */
  shutDown(how: 'reboot' | 'poweroff', forced = false): void {
    this.#run(forced ? this.#endNow(how) : this.#endGracefully(how));
  }

  endSessions(): void {
    this.#sshd.isUp = false;
    for (const listener of this.#onSessionsEnd) listener();
  }

  onSessionsEnd(listener: () => void): void {
    this.#onSessionsEnd.add(listener);
  }

  #driver(): RemoteprocDevice {
    const { chip, life, settings, identity, limits, tree } = this.#options;
    return chip.remoteproc({
      model: { ...settings.model.remoteproc, regions: this.#coreMemory ?? [] },
      node: coreNodeOf(this),
      kernel: settings.kernel,
      tfA: settings.tfA,
      ramBytes: identity.ramBytes,
      hmpOverlay: this.#coreMemory !== undefined,
      clock: life.clock,
      printk: (at, text) => this.kernel.printk(at, text),
      readFirmware: (name) => findFirmware(tree, identity.release, this.firmwarePath.value, name),
      onNoEffect: (what) => limits.effect('linux', what),
      onHang: () => this.troubles.freeze(),
      onAbort: () => this.troubles.panic('Asynchronous SError Interrupt'),
      onOops: (where) => this.troubles.oops(where),
      onTty: (event) => showTty(tree, this.deviceUsers, event),
    });
  }

  async #kernelPhase(): Promise<void> {
    const { model } = this.settings;
    for (const { at, level: lineLevel, text } of kernelBootLog(model, this.identity, this.kernel, this.#coreMemory ?? [])) {
      await this.#at(at);
      this.kernel.printk(lineLevel, text, at === 0 ? 0 : undefined);
    }
  }

  async #servicesPhase(): Promise<void> {
    await this.#at(times.remoteproc);
    if (this.#isDead) return;
    await this.remoteproc.probe();
    if (hasDsp(this)) addDsp(this.tree, (level, text) => this.kernel.printk(level, text));
    if (this.remoteproc.present) addRemoteproc(this.tree, coreNodeOf(this), this.remoteproc, (word) => this.#writeState(word));
    const { faults } = this.#options;
    const hasSshd = !faults.strikes('no-ssh', 'userspace');
    this.mounts.isFull = faults.strikes('full-disk', 'userspace');
    this.passwordHasExpired = faults.strikes('expired-password', 'userspace');
    for (const { at, text } of systemdLog()) {
      await this.#at(at);
      if (this.#isDead || (at === times.faultInUserspace && this.#strikes('userspace'))) return;
      if (at === times.sshd) this.#sshd.isUp = hasSshd;
      if (this.kernel.consoleLevel > 4 && this.kernel.isOnUart) this.#options.uart.print(`[  OK  ] ${text}\n`);
    }
    this.#run(this.units.startWanted());
    await this.#at(times.getty);
  }

  async #endGracefully(how: 'reboot' | 'poweroff'): Promise<void> {
    await this.#options.life.sleep(300);
    this.endSessions();
    await this.#options.life.sleep(1500);
    await this.#endNow(how);
  }

  async #endNow(how: 'reboot' | 'poweroff'): Promise<void> {
    this.#sshd.isUp = false;
    this.#getty.set(false);
    this.kernel.printk(level.emerg, how === 'reboot' ? 'reboot: Restarting system' : 'reboot: Power down');
    await this.#options.uart.drained();
    if (how === 'reboot') this.#options.restart('POR');
    else this.#options.powerDown();
  }

  async #writeState(word: string): Promise<number> {
    const wanted = word.trim();
    const before = this.remoteproc.state;
    const result = await this.remoteproc.writeState(word);
    if (wanted === 'stop' && result === 0) this.#m7WasStopped = true;
    if (wanted !== 'start' || result !== 0 || before === 'running' || before === 'attached') return result;
    const moments: FaultMoment[] = this.#m7WasStopped ? ['m7-start', 'm7-restart'] : ['m7-start'];
    // A system that dies of a start does not come back from the write that caused it.
    return moments.some((moment) => this.#strikes(moment)) && this.#isDead ? new Promise<never>(() => {}) : result;
  }

  #strikes(moment: FaultMoment): boolean {
    return this.troubles.strike(moment) && (this.#isDead || this.#options.life.isOver);
  }

  #stopAnswering(): void {
    this.#isDead = true;
    this.#options.uart.listen(undefined);
    this.#options.died();
  }

  #gone(): void {
    this.#isDead = true;
    this.kernel.silence();
    this.remoteproc.dispose();
    this.#getty.close();
  }

  #at(ms: number): Promise<void> {
    return this.#options.life.until(this.#since + ms);
  }

  // What runs beside the rest ends with the life of the board, and that end is nobody's error.
  #run(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!this.#options.life.isOver) throw error;
    });
  }
}
