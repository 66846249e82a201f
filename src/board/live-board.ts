import { join } from 'node:path';
import type { Board, BoardContext, HandleOptions, ScenarioBoard } from '../core/board.ts';
import type { ConsoleName, Mark, OpenConsoles } from '../core/console.ts';
import type { Rig } from '../core/driver.ts';
import type { FaultInjector } from '../core/fault-injector.ts';
import type { HealthCheck, HealthOptions } from '../core/health-check.ts';
import { Listeners } from '../core/listeners.ts';
import type { ModelNote } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import type { PowerState } from '../core/power.ts';
import type { ScenarioNeeds } from '../core/scenario.ts';
import { type Clock, monotonicMs, toMs } from '../core/time.ts';
import { BoardIncidents } from './board-incidents.ts';
import { lackOf } from './board-lack.ts';
import { BoardShells } from './board-shells.ts';
import { BoardWatch } from './board-watch.ts';
import { bootAnew } from './boot/boot-anew.ts';
import { BootControl } from './boot/boot-control.ts';
import { powerLost } from './boot/power-lost.ts';
import type { Channels } from './channels.ts';
import { checkBoard } from './health/board-health.ts';
import { BoardIdentity } from './health/board-identity.ts';
import { BoardProperties } from './health/board-properties.ts';
import { recheckM7Console } from './health/recheck-m7-console.ts';
import { WireJudge } from './health/wire-judge.ts';
import type { IncidentListener } from './incident-listener.ts';
import { listensForSsh } from './linux/listening.ts';
import { admission, troubleIn, troubleOf } from './linux/ssh-proof.ts';
import { linuxBesideConsole } from './linux-beside-console.ts';
import { m7HostOf } from './m7/m7-host.ts';
import type { M7Host } from './m7/m7-session.ts';
import type { BoardModel } from './models/board-model.ts';
import { openConsolesOf } from './open-consoles.ts';
import { openParts, type Parts } from './open-parts.ts';
import { proveDark } from './power/prove-dark.ts';
import { FirmwareStore } from './provision/firmware-store.ts';
import { Ledger } from './provision/ledger.ts';
import { Preparation } from './provision/preparation.ts';
import { scenarioHandle } from './scenario-handle.ts';

/** A board that is open: captured, watched, and in our hands until it is disposed. */
export class LiveBoard implements Board {
  readonly name: string;
  readonly clock: Clock;
  readonly faults: FaultInjector | undefined;
  readonly channels: Channels;
  readonly consoles: OpenConsoles;
  readonly boot: BootControl;
  readonly identity: BoardIdentity;
  readonly wire: WireJudge;
  readonly m7Host: M7Host;
  readonly watch: BoardWatch;
  readonly shells: BoardShells;
  readonly m7ConsoleTrouble: NonNullable<Board['m7ConsoleTrouble']>;
  readonly coreActivity = () => this.#parts.pace.coreActivity();
  readonly powerCut: NonNullable<Board['powerCut']> = async (about) =>
    (await this.boot.power.cut(about)) ?? powerLost(this.boot, this.#preparation.held, about);
  readonly unmet = () => this.boot.announcements.unmet;
  readonly excerpt = (since: number, lines?: number) => this.channels.excerpt(since, lines);
  readonly collectModelNotes = () => this.m7Host.notes.collect();
  readonly restore = (signal: AbortSignal) => this.#preparation.restore(signal);
  readonly onObservation = (listener: (observation: M7Observation) => void) => this.#observations.add(listener);
  readonly onModelNote = (listener: (note: ModelNote) => void) => this.#notes.add(listener);
  readonly onIncident = (listener: IncidentListener) => this.#incidents.listen(listener);
  readonly m7Stopped = (signal: AbortSignal) => this.watch.pulse.isStopped(signal);
  readonly claimsSettled = () => this.channels.settled();
  readonly onTrouble = (listener: (error: Error) => void) => this.watch.onTrouble(listener);
  readonly m7Limits = () => this.m7Host.limitsOfLife();
  readonly reconsider = (error: Error, signal: AbortSignal) => this.wire.reconsider(error, signal);
  readonly reconsiderSilence = (error: Error, signal: AbortSignal) => this.wire.reconsiderSilence(error, signal);
  readonly #context: BoardContext;
  readonly #model: BoardModel;
  readonly #properties: BoardProperties;
  readonly #rig: Rig;
  readonly #parts: Parts;
  readonly #preparation: Preparation;
  readonly #incidents: BoardIncidents;
  readonly #notes = new Listeners<[ModelNote]>();
  readonly #observations = new Listeners<[M7Observation]>();
  /** Where the scenario's part of each console begins. */
  #began: ReadonlyMap<ConsoleName, Mark> = new Map();
  private constructor(rig: Rig, model: BoardModel, context: BoardContext, parts: Parts, incidents: BoardIncidents, ends: boolean) {
    const { clock, channels, detector, faults, link, power } = parts;
    const { profile } = model;
    this.name = context.name;
    this.clock = clock;
    this.faults = faults;
    this.channels = channels;
    this.consoles = openConsolesOf(channels.all);
    this.#context = context;
    this.#model = model;
    this.#rig = rig;
    this.#parts = parts;
    this.#incidents = incidents;
    const note = (text: string): void => context.emit({ type: 'lab.noted', text });
    this.identity = new BoardIdentity({
      boot: () => ({ at: this.boot.bootedAt, serial: this.boot.stages.boot?.serialNumber }),
      age: () => (this.boot.bootedAt === undefined ? undefined : clock.now() - this.boot.bootedAt * clock.speed),
      onConsole: (use, signal) => this.shells.onConsole(use, signal),
      onUnseenBoot: (evidence) => detector.boots.toldAnew(evidence, channels.consoles.a53.mark(), monotonicMs()),
    });
    const isListening = (signal: AbortSignal): Promise<boolean> => this.shells.onConsole((shell) => listensForSsh(shell, signal), signal);
    const linuxBeside = linuxBesideConsole(parts, this.identity);
    this.wire = new WireJudge({
      console: channels.consoles.a53,
      profile,
      clock,
      boot: () => this.boot,
      linux: linuxBeside,
      isListening,
      bootAnew: (signal) => this.boot.coldBoot({}, signal),
      note,
      settled: this.claimsSettled,
    });
    link?.admitBy(admission(this.identity));
    channels.consoles.a53.onGap(() => this.identity.consoleCameBack());
    this.boot = new BootControl({ profile, channels, detector, link, linuxBeside, switch: power, clock, emit: context.emit });
    this.shells = new BoardShells({ boot: this.boot, console: channels.consoles.a53, profile, login: rig.login, clock, note });
    const store = new FirmwareStore(context.firmware, model.target);
    this.#preparation = new Preparation({
      network: { board: context.name, tftp: parts.tftp, netboot: context.netboot ?? {} },
      boot: this.boot,
      linux: (signal) => this.shells.linux(signal),
      uboot: (signal) => this.shells.uboot(signal),
      isHealthy: (signal) => this.#isHealthy(signal),
      ledger: new Ledger(ends ? undefined : join(context.stateDir, `${context.name}.owed.json`)),
      store,
      model,
      overlays: context.overlays ?? {},
      os: { images: context.os ?? {}, parts, note: ends ? undefined : join(context.stateDir, `${context.name}.os.json`) },
      emit: context.emit,
    });
    this.#properties = new BoardProperties({
      target: model.target,
      boot: this.boot,
      preparation: this.#preparation,
      store,
      hasM7Console: channels.consoles.m7 !== undefined,
      rig,
    });
    this.watch = new BoardWatch({ parts, boot: this.boot, shells: this.shells, linuxBeside, incidents, emit: context.emit });
    this.m7Host = m7HostOf({
      target: model.target,
      parts,
      store,
      preparation: this.#preparation,
      provenConsole: rig.provenM7Console,
      conditions: () => this.#properties.m7Conditions,
      linux: (signal) => this.shells.linux(signal),
      onNote: (note) => this.#notes.tell(note),
      untilDead: (since, signal) => this.watch.untilDead(since, signal),
      observed: (observation, heartbeat) => {
        this.watch.observed(observation, heartbeat);
        this.#observations.tell(observation);
      },
    });
    this.m7ConsoleTrouble = (signal) =>
      recheckM7Console({ parts, boot: this.boot, m7Host: this.m7Host, model, emit: context.emit }, signal);
  }

  /** Switches and sends nothing. `ends`: the board ends with this process, and what it is owed with it. Throws PowerError or PortError. */
  static async open(rig: Rig, model: BoardModel, context: BoardContext, { ends }: { readonly ends: boolean }): Promise<LiveBoard> {
    const incidents = new BoardIncidents();
    const parts = await openParts(rig, context, incidents.take);
    return new LiveBoard(rig, model, context, parts, incidents, ends);
  }

  lacks(needs: ScenarioNeeds): string | undefined {
    return lackOf(needs, { faults: this.faults, model: this.#model, rig: this.#rig });
  }

  async checkHealth(options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]> {
    if (!options.thorough) await this.boot.locate(signal).catch(() => undefined);
    if (options.keepsRunning && (await this.#isHealthy(signal)))
      return [{ what: 'linux', result: 'good', text: 'runs already, and was left as it is' }];
    const { boot, identity, m7Host, shells, wire } = this;
    const on = { parts: this.#parts, boot, identity, m7Host, shells, wire, model: this.#model, prepare: this.prepare.bind(this) };
    const checks = await checkBoard(on, options, signal);
    this.#preparation.freshlyBooted();
    return checks;
  }

  async prepare(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    this.#began = new Map(this.channels.all.map((console) => [console.name, console.mark()]));
    await this.#proveConsole(signal);
    await this.provision(needs, signal);
  }

  /** In the middle of a scenario. */
  async provision(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    await this.wire.judge(signal, () => this.#preparation.prepare(needs, signal));
    const properties = await this.#properties.identify((asking) => this.shells.linux(asking), signal);
    if (properties) this.#context.emit({ type: 'board.identified', properties });
  }

  handle(signal: AbortSignal, { silence = '60s', wantsRefusal = false }: HandleOptions = {}): ScenarioBoard {
    this.watch.whileHeld(toMs(silence), signal);
    signal.addEventListener('abort', () => this.boot.announcements.clear(), { once: true });
    return scenarioHandle(this, signal, { began: this.#began, wantsRefusal });
  }

  onLost(listener: (error: Error) => void): () => void {
    return this.channels.onLost(listener);
  }

  get bootAskedAt(): number | undefined {
    return this.boot.power.askedAt;
  }

  async sshTrouble(): Promise<Error | undefined> {
    return (await troubleOf(this.#parts.link)) ?? troubleIn((signal) => this.#proveConsole(signal));
  }

  async hearOut(signal: AbortSignal): Promise<void> {
    await this.wire.judge(signal, () => this.watch.hearOut(signal));
    await this.#proveConsole(signal);
  }

  async recover(signal: AbortSignal): Promise<void> {
    if (await this.#isHealthy(signal)) return;
    const anew = { boot: this.boot, ...this.#parts, emit: this.#context.emit };
    if (await this.wire.judge(signal, () => bootAnew(anew, signal))) this.#preparation.freshlyBooted();
  }

  async end(state: 'off' | 'keep'): Promise<void> {
    if (state === 'off') await this.boot.off().then(() => proveDark(this.channels, this.clock));
  }

  powerState(signal: AbortSignal): Promise<PowerState> {
    return this.#parts.power.state(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watch[Symbol.dispose]();
    await this.#parts[Symbol.asyncDispose]();
  }

  /** One that came back may be that of another board. Throws PortError then. */
  async #proveConsole(signal: AbortSignal): Promise<void> {
    const { link } = this.#parts;
    if (this.boot.stage === 'login' && link?.isUp) await this.identity.proveAgain(await link.shell('1s', signal), signal);
  }

  /** Linux answers over SSH, and nothing fatal was reported since it booted. */
  async #isHealthy(signal: AbortSignal): Promise<boolean> {
    const { bootedAt = 0, stage } = this.boot;
    return stage === 'login' && !this.#incidents.isFatalSince(bootedAt) && this.shells.answers(signal);
  }
}
