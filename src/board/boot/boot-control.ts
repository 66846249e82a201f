import type { BootRecord, BootStage } from '../../core/boot-stage.ts';
import type { ConsoleLine, Mark } from '../../core/console.ts';
import { BootError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { PowerSwitch } from '../../core/power.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { type Clock, type Duration, monotonicMs, toMs } from '../../core/time.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { type BootStart, StageDetector } from '../../knowledge/boot/stage-detector.ts';
import type { Detector } from '../../knowledge/kernel/detector.ts';
import { Announcements } from '../announcements.ts';
import type { Channels } from '../channels.ts';
import { askConsole, shellThrough } from '../linux/linux-access.ts';
import type { LinuxLink } from '../linux/linux-link.ts';
import { PowerControl } from '../power/power-control.ts';
import { powerCycle } from '../power/power-cycle.ts';
import { proveNewBoot } from '../power/proof.ts';
import { stopAutoboot } from './autoboot.ts';
import { LoaderLines } from './loader-lines.ts';
import { explainNoBanner } from './no-banner.ts';
import { probeStage, type Way, wayTo } from './reach.ts';
import { StageWaits } from './stage-waits.ts';
import { UBootShell } from './uboot-shell.ts';

export interface BootControlOptions {
  readonly profile: BoardProfile;
  readonly channels: Channels;
  readonly detector: Detector;
  readonly link: LinuxLink | undefined;
  readonly switch: PowerSwitch;
  readonly driver: string;
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
// A residual voltage above half a volt can defeat the power-on reset, and a relay bounces: a second is the least that means anything.
const shortestOff: Duration = '2s';

/** Knows where the board is in its boot and takes it where it is wanted. */
export class BootControl {
  readonly stages: StageDetector;
  /** What the running scenario said would happen. */
  readonly announcements: Announcements;
  readonly power: PowerControl;
  readonly loader = new LoaderLines(this);
  readonly #options: BootControlOptions;
  readonly #waits: StageWaits;
  #lastBootId: string | undefined;
  #found: BootStage | undefined;
  /** Where the line that is being read begins. */
  #line: Mark | undefined;
  #start: BootStart | undefined;
  #finished: BootStart | undefined;
  #identified: BootStart | undefined;
  #awaited: BootStart | undefined;

  constructor(options: BootControlOptions) {
    this.#options = options;
    this.announcements = new Announcements(options.detector);
    this.power = new PowerControl({
      ...options,
      excerpt: () => options.channels.excerpt(0, 10),
      onOff: () => {
        options.channels.startOver({ dark: true });
        this.stages.poweredOff();
        options.detector.powerOff();
      },
    });
    this.#waits = new StageWaits({ ...options, stage: () => this.stage });
    this.stages = new StageDetector(options.profile, options.clock.speed, {
      boot: (start) => this.#began(start),
      stage: (entry) => {
        options.detector.stage(entry.stage);
        options.emit({ type: 'stage.entered', entry });
      },
    });
    options.channels.onA53Line((line) => {
      this.#feed(line);
      this.loader.take(line);
      this.#waits.wake();
    });
  }

  get stage(): BootStage {
    return this.stages.stage ?? this.#found ?? 'off';
  }

  /** Host monotonic milliseconds at which the boot in progress began. */
  get bootedAt(): number | undefined {
    return this.#start?.at;
  }

  /** By the relay, and proven: silence, then the boot loader's banner, then a boot id that was never seen. */
  async coldBoot(options: ColdBootOptions, signal: AbortSignal): Promise<BootRecord> {
    const { channels, clock, emit, link, profile, switch: relay } = this.#options;
    const { offFor = shortestOff, until = 'login' } = options;
    await link?.drop();
    let stopped: Promise<void> | undefined;
    const proof = await powerCycle({
      switch: relay,
      consoles: channels.all,
      clock,
      offFor,
      signal,
      onSwitch: (state, answered) => {
        this.power.switched(state);
        if (state === 'on') {
          channels.startOver();
          channels.sampleAnew();
          this.stages.announce('cold', monotonicMs());
          // From power-on: a key that waits in the UART stops a countdown of one second more surely than one that comes during it.
          if (until === 'u-boot') stopped = this.#stopAutoboot(signal, answered);
        }
      },
    }).catch((cause: unknown) => {
      throw explainNoBanner(cause, channels.heard, profile);
    });
    emit({ type: 'power.proven', silentMs: proof.silentMs });
    await stopped;
    return this.#until(until, signal);
  }

  /** By reboot(8). The PMIC cycles the rails, so memories are lost as after a power cut. */
  async warmBoot(options: { readonly until?: BootStage }, signal: AbortSignal): Promise<BootRecord> {
    const { channels, detector, link } = this.#options;
    const shell = await this.linux(signal);
    await shell.run('sync', { asRoot: true, signal });
    const before = this.#start;
    this.power.asked();
    detector.announceReset();
    channels.startOver();
    this.stages.announce('warm', monotonicMs());
    try {
      // The connection may break before the exit status comes.
      await shell.run('systemctl reboot || reboot', { asRoot: true, reject: false, timeout: '15s', signal }).catch(() => {});
      await link?.drop();
      await this.#waits.until('spl', toMs('90s'), signal, () => this.#start !== before);
    } catch (cause) {
      // One that comes later than that is nobody's.
      if (!signal.aborted) this.#retract();
      throw cause;
    }
    if (options.until === 'u-boot') await this.#stopAutoboot(signal);
    return this.#until(options.until ?? 'login', signal);
  }

  /** The shortest way from where the board is. */
  async reach(wanted: BootStage, signal: AbortSignal): Promise<void> {
    await this.#go(wayTo(wanted, await this.locate(signal)), wanted, signal);
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
    if (way === 'boot') await new UBootShell({ console: channels.consoles.a53, profile, clock }).leave('boot', { signal });
    await this.#waits.until(wanted, toMs(bootWithin), signal);
    // The beginning of a boot that was found at U-Boot's prompt is not known.
    if (this.#start) await this.#until(wanted, signal);
  }

  async on(signal: AbortSignal): Promise<void> {
    const { channels, switch: relay } = this.#options;
    channels.startOver();
    this.stages.announce('cold', monotonicMs());
    this.power.switched('on');
    await relay.on(signal);
  }

  async off(signal?: AbortSignal): Promise<void> {
    const { link, switch: relay } = this.#options;
    await link?.drop();
    await relay.off(signal);
    this.power.switched('off');
  }

  async answersOnConsole(signal: AbortSignal): Promise<boolean> {
    const { channels, profile } = this.#options;
    return (await askConsole({ console: channels.consoles.a53, profile }, signal)) !== undefined;
  }

  #feed(line: ConsoleLine): void {
    const before = this.stages.stage;
    const boot = this.#start;
    this.#line = line.start;
    this.stages.feed(line);
    this.#line = undefined;
    const after: string | undefined = this.stages.stage;
    // Not by a boot that has just begun: Linux said its last word.
    if (before === 'off' || after !== 'off' || this.#start !== boot) return;
    this.power.poweredDown();
    this.announcements.came('power-down');
    this.#options.channels.startOver();
    void this.#options.link?.drop();
  }

  #retract(): void {
    this.#options.detector.retractReset();
    this.stages.retract();
  }

  /** Resolves once a boot that this program did not ask for, begun after `since` and not waited for before, has reached the stage. */
  async waitForReset(
    options: { readonly within: Duration; readonly until?: BootStage },
    since: number,
    signal: AbortSignal,
  ): Promise<BootRecord> {
    const isIt = (): boolean => this.#start !== this.#awaited && this.#start?.announcedBy !== 'host' && (this.#start?.at ?? 0) >= since;
    await this.#waits.until('spl', toMs(options.within), signal, isIt);
    this.#awaited = this.#start;
    await this.#options.link?.drop();
    return this.#until(options.until ?? 'login', signal);
  }

  async #until(stage: BootStage, signal: AbortSignal): Promise<BootRecord> {
    await this.#waits.until(stage, toMs(bootWithin), signal);
    if (stage === 'login') await this.#identify(signal);
    return this.#finish();
  }

  #stopAutoboot(signal: AbortSignal, powered?: Promise<void>): Promise<void> {
    const { channels, clock, profile } = this.#options;
    const console = channels.consoles.a53;
    const stopped = stopAutoboot({
      console,
      profile,
      clock,
      since: console.mark(),
      within: promptWithin,
      signal,
      ...(powered === undefined ? {} : { powered }),
    });
    // Awaited once the power is proven; a failure before that must not count as unhandled.
    stopped.catch(() => {});
    return stopped;
  }

  /** The last piece of proof that this is another boot: Linux's own word for it, which changes with every boot. */
  async #identify(signal: AbortSignal): Promise<void> {
    if (!this.#options.link || this.#identified === this.#start) return;
    this.#identified = this.#start;
    const shell = await this.linux(signal);
    const bootId = (await shell.run('cat /proc/sys/kernel/random/boot_id', { signal })).stdout.trim();
    proveNewBoot(this.#lastBootId, bootId);
    this.#lastBootId = bootId;
    this.stages.learn({ bootId });
  }

  #finish(): BootRecord {
    const boot = this.stages.boot;
    if (!boot) throw new BootError('the board runs, but its boot was not seen');
    if (this.#finished !== this.#start) this.#options.emit({ type: 'boot.finished', boot });
    this.#finished = this.#start;
    return boot;
  }

  /** Waits for the boot in progress where there is one. */
  async linux(signal: AbortSignal): Promise<RemoteShell> {
    const { channels, link, profile } = this.#options;
    this.power.requirePower();
    const isLinux = (): boolean => this.stage === 'login';
    return shellThrough({ link, profile, console: channels.consoles.a53, isLinux, bootedAt: () => this.bootedAt }, signal);
  }

  #began(start: BootStart): void {
    this.#start = start;
    if (start.kind !== 'cold') this.power.booted();
    if (this.#line !== undefined) this.#options.channels.startOver({ from: this.#line });
    if (start.announcedBy !== 'host') {
      void this.#options.link?.drop();
      this.announcements.came('reset');
    }
    this.#waits.wake();
  }
}
