import { join } from 'node:path';
import type { BoardProfile } from '../boot/board-profile.ts';
import { serialLogin } from '../boot/login.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import type { Board, BoardContext, HandleOptions, HealthCheck, HealthOptions, ScenarioBoard } from '../core/board.ts';
import type { Console, ConsoleName, Mark } from '../core/console.ts';
import type { Rig } from '../core/driver.ts';
import { PortError } from '../core/errors.ts';
import type { FaultInjector } from '../core/fault-injector.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { ModelNote } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { PowerState } from '../core/power.ts';
import type { RemoteCoreState } from '../core/remote-core.ts';
import type { ScenarioNeeds } from '../core/scenario.ts';
import type { RemoteShell, Shell } from '../core/shell.ts';
import { type Clock, monotonicMs, toMs } from '../core/time.ts';
import { RemoteCore } from '../m7/remote-core.ts';
import { proveOff } from '../power/proof.ts';
import { argumentOf } from '../provision/boot-variables.ts';
import { setsMcoreBooted } from '../provision/kernel-argument.ts';
import { Ledger } from '../provision/ledger.ts';
import { SerialShell } from '../transport/serial-shell.ts';
import { ShellTools } from '../transport/shell-tools.ts';
import { BoardIdentity } from './board-identity.ts';
import { BootControl } from './boot-control.ts';
import type { Channels } from './channels.ts';
import { FirmwareStore } from './firmware-store.ts';
import { checkHealth } from './health.ts';
import { hearOut } from './hear-out.ts';
import { identify, ramBytesOf } from './identify.ts';
import { LinuxWatch } from './linux-watch.ts';
import type { BootFacts } from './m7-history.ts';
import { m7HostOf } from './m7-host.ts';
import { M7Pulse } from './m7-pulse.ts';
import type { M7Host } from './m7-session.ts';
import { type IncidentListener, openParts, type Parts } from './open-parts.ts';
import { Preparation } from './preparation.ts';
import { scenarioHandle } from './scenario-handle.ts';
import { WireJudge } from './wire-judge.ts';

/** A board that is open: captured, watched, and in our hands until it is disposed. */
export class LiveBoard implements Board {
  readonly name: string;
  readonly clock: Clock;
  readonly faults: FaultInjector | undefined;
  readonly channels: Channels;
  readonly boot: BootControl;
  readonly identity: BoardIdentity;
  readonly wire: WireJudge;
  readonly m7Host: M7Host;
  readonly m7Pulse: M7Pulse;
  readonly #context: BoardContext;
  readonly #profile: BoardProfile;
  readonly #rig: Rig;
  readonly #parts: Parts;
  readonly #preparation: Preparation;
  readonly #watch: LinuxWatch;
  readonly #incidents: KernelIncident[];
  readonly #incidentListeners: Set<IncidentListener>;
  readonly #noteListeners = new Set<(note: ModelNote) => void>();
  readonly #observationListeners = new Set<(observation: M7Observation) => void>();
  /** Where the scenario's part of each console begins. */
  #began: ReadonlyMap<ConsoleName, Mark> = new Map();
  #properties: Readonly<Record<string, string>> = {};
  readonly #shellTools: ShellTools;

  private constructor(
    rig: Rig,
    profile: BoardProfile,
    context: BoardContext,
    parts: Parts,
    incidents: KernelIncident[],
    listeners: Set<IncidentListener>,
    ends: boolean,
  ) {
    const { clock, channels, detector, faults, link, power } = parts;
    this.name = context.name;
    this.clock = clock;
    this.faults = faults;
    this.channels = channels;
    this.#context = context;
    this.#profile = profile;
    this.#rig = rig;
    this.#parts = parts;
    this.#incidents = incidents;
    this.#incidentListeners = listeners;
    this.#shellTools = new ShellTools((text) => context.emit({ type: 'lab.noted', text }));
    this.identity = new BoardIdentity({
      boot: () => ({ at: this.boot.bootedAt, serial: this.boot.stages.boot?.serialNumber }),
      onConsole: (use, signal) => this.#onConsole(use, signal),
    });
    this.wire = new WireJudge({
      console: channels.consoles.a53,
      profile,
      stage: () => this.boot.stage,
      note: (text) => context.emit({ type: 'lab.noted', text }),
    });
    link?.admitBy((shell, signal) => this.identity.admit(shell, signal));
    this.boot = new BootControl({ profile, channels, detector, link, switch: power, driver: rig.power.driver, clock, emit: context.emit });
    const store = new FirmwareStore(context.firmware);
    this.#preparation = new Preparation({
      boot: this.boot,
      linux: (signal) => this.linux(signal),
      uboot: (signal) => this.ubootShell(signal),
      isHealthy: (signal) => this.#isHealthy(signal),
      ledger: new Ledger(ends ? undefined : join(context.stateDir, `${context.name}.owed.json`)),
      store,
      profile,
      emit: context.emit,
    });
    this.#watch = new LinuxWatch({
      channels,
      clock,
      detector,
      boot: this.boot,
      incidents,
      answers: (signal) => this.#answers(signal),
      emit: context.emit,
    });
    this.m7Pulse = new M7Pulse({
      clock,
      boot: () => (this.boot.stage === 'login' ? this.boot.bootedAt : undefined),
      state: (signal) => this.#coreState(signal),
      awakeSince: () => this.#watch.awakeSince,
      onSilence: (last) => detector.m7Silence(last, channels.tails(5).m7, monotonicMs()),
    });
    channels.consoles.m7?.onLine((line) => this.m7Pulse.line(line));
    this.m7Host = m7HostOf({
      parts,
      store,
      preparation: this.#preparation,
      provenConsole: rig.provenM7Console,
      facts: () => this.#bootFacts(store),
      linux: (signal) => this.linux(signal),
      onNote: (note) => {
        for (const listener of this.#noteListeners) listener(note);
      },
      untilDead: (since, signal) => this.#watch.untilDead(since, signal),
      observed: (observation) => {
        this.m7Pulse.observed(observation);
        for (const listener of this.#observationListeners) listener(observation);
      },
    });
  }

  /** Switches and sends nothing. `ends`: the board ends with this process, and what it is owed with it. Throws PowerError or PortError. */
  static async open(rig: Rig, profile: BoardProfile, context: BoardContext, { ends }: { readonly ends: boolean }): Promise<LiveBoard> {
    const incidents: KernelIncident[] = [];
    const listeners = new Set<IncidentListener>();
    const parts = await openParts(rig, context, (phase, incident) => {
      if (phase === 'opened') incidents.push(incident);
      for (const listener of listeners) listener(phase, incident);
    });
    return new LiveBoard(rig, profile, context, parts, incidents, listeners, ends);
  }

  lacks(needs: ScenarioNeeds): string | undefined {
    if (needs.injects !== undefined && !this.faults?.names.includes(needs.injects))
      return `this board's lab cannot inject '${needs.injects}'`;
    if (!this.#rig.ssh) return 'this board has no SSH';
    const used = [...(needs.preload === undefined ? [] : (['bootaux'] as const)), ...(needs.uses ?? [])];
    return used.map((capability) => this.#rig.lacks?.[capability]).find((reason) => reason !== undefined);
  }

  async checkHealth(options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]> {
    const { clock, channels } = this.#parts;
    await this.boot.locate(signal).catch(() => undefined);
    if (options.keepsRunning && (await this.#isHealthy(signal)))
      return [{ what: 'linux', result: 'good', text: 'runs already, and was left as it is' }];
    const parts = {
      boot: this.boot,
      a53: channels.consoles.a53,
      m7: channels.consoles.m7 && { console: channels.consoles.m7, proof: this.m7Host.consoleProof },
      clock,
      profile: this.#profile,
      linux: (aborting: AbortSignal) => this.linux(aborting),
      identity: this.identity,
      wire: this.wire,
    };
    const checks = await checkHealth(parts, options, signal);
    this.#preparation.freshlyBooted();
    return checks;
  }

  async prepare(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    this.#began = new Map(this.channels.all.map((console) => [console.name, console.mark()]));
    await this.provision(needs, signal);
  }

  /** In the middle of a scenario. */
  async provision(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    await this.wire.judge(signal, () => this.#preparation.prepare(needs, signal));
    // A boot loader tells its version only while it boots.
    const isComplete = 'u-boot' in this.#properties || this.boot.stages.boot === undefined;
    if (Object.keys(this.#properties).length > 0 && isComplete) return;
    this.#properties = await identify(await this.linux(signal), this.boot.stages.boot, signal);
    this.#context.emit({ type: 'board.identified', properties: this.#properties });
  }

  handle(signal: AbortSignal, { silence = '60s' }: HandleOptions = {}): ScenarioBoard {
    this.#watch.whileHeld(toMs(silence), signal);
    signal.addEventListener('abort', () => this.boot.announcements.clear(), { once: true });
    return scenarioHandle(this, signal, this.#began);
  }

  excerpt(since: number, lines?: number): readonly string[] {
    return this.channels.excerpt(since, lines);
  }

  onIncident(listener: IncidentListener): () => void {
    this.#incidentListeners.add(listener);
    return () => this.#incidentListeners.delete(listener);
  }

  onObservation(listener: (observation: M7Observation) => void): () => void {
    this.#observationListeners.add(listener);
    return () => this.#observationListeners.delete(listener);
  }

  onModelNote(listener: (note: ModelNote) => void): () => void {
    this.#noteListeners.add(listener);
    return () => this.#noteListeners.delete(listener);
  }

  collectModelNotes(): Promise<void> {
    return this.m7Host.notes.collect();
  }

  onLost(listener: (error: Error) => void): () => void {
    return this.channels.onLost(listener);
  }

  onTrouble(listener: (error: Error) => void): () => void {
    return this.#watch.onTrouble(listener);
  }

  get bootAskedAt(): number | undefined {
    return this.boot.power.askedAt;
  }

  unmet(): readonly string[] {
    return this.boot.announcements.unmet;
  }

  powerCut(): Promise<Error | undefined> {
    return this.boot.power.cut();
  }

  hearOut(signal: AbortSignal): Promise<void> {
    const { channels, clock } = this.#parts;
    const parts = {
      channels,
      clock,
      pulse: this.m7Pulse,
      isLinux: () => this.boot.stage === 'login',
      answers: (asking: AbortSignal) => this.#answers(asking),
      answersOnConsole: (asking: AbortSignal) => this.boot.answersOnConsole(asking),
    };
    return hearOut(parts, signal);
  }

  reconsider(error: Error, signal: AbortSignal): Promise<Error> {
    return this.wire.reconsider(error, signal);
  }

  async recover(signal: AbortSignal): Promise<void> {
    if (await this.#isHealthy(signal)) return;
    await this.wire.judge(signal, () => this.boot.coldBoot({}, signal));
    this.#preparation.freshlyBooted();
  }

  restore(signal: AbortSignal): Promise<void> {
    return this.#preparation.restore(signal);
  }

  async end(state: 'off' | 'keep'): Promise<void> {
    if (state === 'keep') return;
    await this.boot.off();
    // A relay that lies says off; a board that still has power may speak.
    await proveOff(this.channels.all, { clock: this.clock, silentFor: '500ms', within: '5s' });
  }

  async powerOn(signal: AbortSignal): Promise<void> {
    await this.boot.on(signal);
  }

  powerState(signal: AbortSignal): Promise<PowerState> {
    return this.#parts.power.state(signal);
  }

  /** Waits for the boot in progress where there is one. */
  linux(signal: AbortSignal): Promise<RemoteShell> {
    return this.boot.linux(signal);
  }

  async serialShell(signal: AbortSignal): Promise<Shell> {
    const console = this.channels.consoles.a53;
    await serialLogin({ console, profile: this.#profile, login: this.#rig.login, signal });
    return this.#shellOn(console);
  }

  #shellOn(console: Console): SerialShell {
    return new SerialShell({ console, clock: this.clock, tools: this.#shellTools, ...this.#rig.login });
  }

  /** With a login of its own where nobody is logged in. */
  async #onConsole<T>(use: (shell: Shell) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.boot.stage === 'u-boot') throw new PortError("Linux answers over SSH while the console stands at U-Boot's prompt");
    await this.boot.reach('login', signal);
    const console = this.channels.consoles.a53;
    const { wasLoggedIn } = await serialLogin({ console, profile: this.#profile, login: this.#rig.login, signal });
    try {
      return await use(this.#shellOn(console));
    } finally {
      if (!wasLoggedIn && !signal.aborted) await console.send('exit\n', { signal });
    }
  }

  async ubootShell(signal: AbortSignal): Promise<Shell> {
    await this.boot.reach('u-boot', signal);
    return new UBootShell({ console: this.channels.consoles.a53, profile: this.#profile, clock: this.clock });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.m7Pulse.stop();
    this.#watch[Symbol.dispose]();
    await this.#parts[Symbol.asyncDispose]();
  }

  /** Linux answers over SSH, and nothing fatal was reported since it booted. */
  async #isHealthy(signal: AbortSignal): Promise<boolean> {
    const { bootedAt = 0 } = this.boot;
    if (this.boot.stage !== 'login' || this.#incidents.some(({ at, endsScenario }) => endsScenario && at > bootedAt)) return false;
    return this.#answers(signal);
  }

  async #answers(signal: AbortSignal): Promise<boolean> {
    try {
      await (await this.linux(signal)).run('true', { timeout: '10s', signal });
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  async #coreState(signal: AbortSignal): Promise<RemoteCoreState | undefined> {
    try {
      return await new RemoteCore(await this.linux(signal)).state(signal);
    } catch {
      return undefined;
    }
  }

  #bootFacts(store: FirmwareStore): BootFacts {
    const { held } = this.#preparation;
    const versions = this.boot.stages.boot?.versions;
    return {
      bootedAt: this.boot.bootedAt,
      preloaded: held.preload === undefined ? undefined : store.get(held.preload),
      mcoreBooted: setsMcoreBooted(argumentOf(held)),
      kernel: this.#properties.linux,
      tfA: versions?.['tf-a'],
      overlayApplied: this.#properties.overlay !== 'absent',
      ramBytes: ramBytesOf(this.#properties.memory),
      core: this.#rig.core,
      hasConsole: this.channels.consoles.m7 !== undefined,
      lacksRpmsg: this.#rig.lacks?.rpmsg,
    };
  }
}
