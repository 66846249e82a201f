import type { BootRecord, BootStage } from '../../core/boot-stage.ts';
import type { Mark } from '../../core/console.ts';
import { BootError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { anySignal, type Clock, type Duration, monotonicMs, toMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { BootRecorder } from '../../knowledge/boot/boot-recorder.ts';
import type { BootStart } from '../../knowledge/boot/boot-start.ts';
import type { Detector } from '../../knowledge/kernel/detector.ts';
import { Announcements } from '../announcements.ts';
import type { Channels } from '../channels.ts';
import { shellThrough } from '../linux/linux-access.ts';
import type { LinuxLink } from '../linux/linux-link.ts';
import type { LinuxBesideConsole } from '../linux-beside-console.ts';
import { PowerControl } from '../power/power-control.ts';
import type { RecordedSwitch } from '../power/recorded-switch.ts';
import { askForReset } from './ask-for-reset.ts';
import { stopAutoboot } from './autoboot.ts';
import { BootInProgress } from './boot-in-progress.ts';
import { bootByRelay } from './cold-boot.ts';
import { LoaderLines } from './loader-lines.ts';
import { probeStage, showsPrompt, type Way, wayTo } from './reach.ts';
import { StageWaits } from './stage-waits.ts';
import { UBootShell } from './uboot-shell.ts';

export interface BootControlOptions {
  readonly profile: BoardProfile;
  readonly channels: Channels;
  readonly detector: Detector;
  readonly link: LinuxLink | undefined;
  readonly linuxBeside: LinuxBesideConsole;
  readonly switch: RecordedSwitch;
  readonly clock: Clock;
  readonly emit: (event: EventBody) => void;
}

export interface ColdBootOptions {
  readonly offFor?: Duration;
  readonly until?: BootStage;
}

// First boots of Torizon resize the file system and make keys; later ones take tens of seconds.
const bootWithin: Duration = '4min';
const promptWithin: Duration = '30s';

/** Knows where the board is in its boot and takes it where it is wanted. */
export class BootControl {
  readonly stages: BootRecorder;
  /** What the running scenario said would happen. */
  readonly announcements: Announcements;
  readonly power: PowerControl;
  readonly loader = new LoaderLines(this);
  readonly current = new BootInProgress();
  readonly #options: BootControlOptions;
  readonly #waits: StageWaits;
  #found: BootStage | undefined;

  constructor(options: BootControlOptions) {
    this.#options = options;
    this.announcements = new Announcements(options.detector);
    this.power = new PowerControl({
      ...options,
      excerpt: () => options.channels.excerpt(0, 10),
      onOff: () => {
        options.channels.startOver({ dark: true });
        options.detector.powerOff();
      },
    });
    this.#waits = new StageWaits({ ...options, stage: () => this.stage, boots: () => this.current.count, bootedAt: () => this.bootedAt });
    this.stages = new BootRecorder(options.profile, options.clock.speed, {
      boot: (start) => this.#began(start),
      poweredDown: () => this.#poweredDown(),
      stage: (entry) => {
        options.detector.stage(entry.stage);
        if (entry.stage === 'kernel') options.channels.sampleAnew(); // It may speak at another rate than U-Boot.
        options.emit({ type: 'stage.entered', entry });
      },
    });
    options.detector.boots.subscribe(this.stages);
    options.channels.onA53Line((line) => {
      this.stages.feed(line);
      this.loader.take(line);
      this.#waits.take(line);
    });
  }

  get stage(): BootStage {
    return this.stages.stage ?? this.#found ?? 'off';
  }

  /** Host monotonic milliseconds at which the boot in progress began. */
  get bootedAt(): number | undefined {
    return this.current.start?.at;
  }

  /** By the relay, and proven: silence, then the boot loader's banner, then a boot id that was never seen. */
  async coldBoot({ offFor, until = 'login' }: ColdBootOptions, signal: AbortSignal): Promise<BootRecord> {
    await this.#options.link?.drop();
    let stopped: Promise<void> | undefined;
    const failed = new AbortController();
    // From power-on: a key that waits in the UART stops a countdown of one second more surely than one that comes during it.
    const onOn = (answered: Promise<void>): void => {
      if (until === 'u-boot') stopped = this.#stopAutoboot(anySignal(signal, failed.signal), answered);
    };
    await bootByRelay({ ...this.#options, power: this.power, boots: this.#options.detector.boots }, { offFor, onOn }, signal).catch(
      (cause: unknown) => {
        // No key may stop a boot that somebody else begins.
        failed.abort(cause);
        throw cause;
      },
    );
    await stopped;
    return this.#until(until, signal);
  }

  /** By reboot(8). The PMIC cycles the rails, so memories are lost as after a power cut. */
  async warmBoot(options: { readonly until?: BootStage }, signal: AbortSignal): Promise<BootRecord> {
    const shell = await this.linux(signal);
    await shell.run('sync', { asRoot: true, signal });
    const reboot = async (): Promise<void> => {
      // The connection may break before the exit status comes.
      await shell.run('systemctl reboot || reboot', { asRoot: true, reject: false, timeout: '15s', signal }).catch(() => {});
    };
    return this.resetBy(reboot, options, signal);
  }

  /** By whatever `ask` does, such as pulling the reset pin. */
  async resetBy(ask: () => Promise<void>, options: { readonly until?: BootStage }, signal: AbortSignal): Promise<BootRecord> {
    const before = this.current.start;
    const begun = (): Promise<unknown> => this.#waits.until('spl', toMs('90s'), signal, { also: () => this.current.start !== before });
    await askForReset({ ...this.#options, power: this.power }, ask, begun, signal);
    if (options.until === 'u-boot') await this.#stopAutoboot(signal);
    return this.#until(options.until ?? 'login', signal);
  }

  /** The shortest way from where the board is. */
  async reach(wanted: BootStage, signal: AbortSignal): Promise<void> {
    await this.#go(wayTo(wanted, await this.locate(signal), this.#isAtPrompt), wanted, signal);
  }

  get #isAtPrompt(): boolean {
    const { channels, profile } = this.#options;
    return this.stages.stage === undefined || this.current.isStopped || showsPrompt(channels.consoles.a53, profile);
  }

  /** Where the board is; one whose boot nobody saw is asked on its console, unless its relay is off. Undefined when nothing answers. */
  async locate(signal: AbortSignal): Promise<BootStage | undefined> {
    const { channels, profile, switch: relay } = this.#options;
    if (this.stages.stage !== undefined) return this.stages.stage;
    const state = await relay.state(signal);
    if (state === 'off') return 'off';
    this.power.found(state);
    this.#found ??= await probeStage(channels.consoles.a53, profile, { signal });
    return this.#found;
  }

  async #go(way: Way, wanted: BootStage, signal: AbortSignal): Promise<void> {
    if (way === 'stay') return;
    if (way === 'power-off') return this.off(signal);
    if (way === 'power-on' || way === 'power-cycle') return void (await this.coldBoot({ until: wanted }, signal));
    if (way === 'reboot') return void (await this.warmBoot({ until: wanted }, signal));
    if (way === 'stop-autoboot') await this.#stopAutoboot(signal);
    const { channels, clock, profile } = this.#options;
    const since = channels.consoles.a53.mark();
    if (way === 'boot') await new UBootShell({ console: channels.consoles.a53, profile, clock }).leave('boot', { signal });
    await this.#waits.until(wanted, toMs(bootWithin), signal, way === 'boot' ? { since } : {});
    // The beginning of a boot that was found at U-Boot's prompt is not known.
    if (this.current.start) await this.#until(wanted, signal);
  }

  async on(signal: AbortSignal): Promise<void> {
    const { channels, detector, switch: relay } = this.#options;
    channels.startOver();
    detector.boots.ask('cold', monotonicMs());
    this.power.switching('on');
    await relay.on(signal);
  }

  async off(signal?: AbortSignal): Promise<void> {
    await this.#options.link?.drop();
    await this.#options.switch.off(signal);
    this.power.switching('off');
  }

  #poweredDown(): void {
    this.power.poweredDown();
    this.announcements.came('power-down');
    this.#options.channels.startOver();
    void this.#options.link?.drop();
  }

  /** Resolves once a boot that this program did not ask for, begun after `since` and not waited for before, has reached the stage. */
  async waitForReset(
    options: { readonly within: Duration; readonly until?: BootStage },
    since: number,
    signal: AbortSignal,
  ): Promise<BootRecord> {
    await this.#waits.until('spl', toMs(options.within), signal, { also: () => this.current.isResetSince(since) });
    this.current.awaited();
    await this.#options.link?.drop();
    return this.#until(options.until ?? 'login', signal);
  }

  async #until(stage: BootStage, signal: AbortSignal): Promise<BootRecord> {
    await this.#waits.until(stage, toMs(bootWithin), signal);
    if (stage === 'login' && this.#options.link) {
      const bootId = await this.current.identify(() => this.linux(signal), signal);
      if (bootId !== undefined) this.stages.learn({ bootId });
    }
    return this.#finish();
  }

  #stopAutoboot(signal: AbortSignal, powered?: Promise<void>): Promise<void> {
    const { channels, clock, profile } = this.#options;
    const console = channels.consoles.a53;
    const stopped = stopAutoboot({ console, profile, clock, since: console.mark(), within: promptWithin, signal, powered });
    // Awaited once the power is proven; a failure before that must not count as unhandled.
    stopped.then(() => this.current.stopped()).catch(() => {});
    return stopped;
  }

  #finish(): BootRecord {
    const boot = this.stages.boot;
    if (!boot) throw new BootError('the board runs, but its boot was not seen');
    if (this.current.isNews()) this.#options.emit({ type: 'boot.finished', boot });
    return boot;
  }

  /** Waits for the boot in progress where there is one. */
  async linux(signal: AbortSignal): Promise<RemoteShell> {
    const { channels, link, profile } = this.#options;
    this.power.requirePower();
    const access = { link, profile, console: channels.consoles.a53, settled: () => channels.settled() };
    return shellThrough({ ...access, isLinux: () => this.stage === 'login', bootedAt: () => this.bootedAt }, signal);
  }

  #began(start: BootStart): void {
    this.current.began(start, this.#options);
    if (start.kind !== 'cold') this.power.booted();
    if (start.shown) this.#options.channels.startOver({ from: start.shown.offset as Mark });
    if (start.announcedBy !== 'host') {
      void this.#options.link?.drop();
      this.announcements.came('reset');
    }
    this.#waits.wake();
  }
}
