import { appendFileSync } from 'node:fs';
import type { Board, BoardContext, ScenarioBoard, ScenarioShell } from '../../../core/board.ts';
import type { BootRecord } from '../../../core/boot-stage.ts';
import type { Mark, Match, OpenConsoles } from '../../../core/console.ts';
import { CommandError, ConnectionLostError, PortError, PowerError, SpoiltConsoleError, toErrorReport } from '../../../core/errors.ts';
import type { FaultInjector } from '../../../core/fault-injector.ts';
import type { HealthCheck } from '../../../core/health-check.ts';
import type { IncidentKind, KernelIncident } from '../../../core/incident.ts';
import { Listeners } from '../../../core/listeners.ts';
import type { M7Observation } from '../../../core/outcome.ts';
import type { PowerState } from '../../../core/power.ts';
import type { ScenarioNeeds } from '../../../core/scenario.ts';
import type { Output } from '../../../core/shell.ts';
import { boardClock, type Clock, monotonicMs } from '../../../core/time.ts';
import type { FakeBoardSettings } from './fake-board-settings.ts';
import { fakeM7 } from './fake-m7.ts';

type IncidentListener = (phase: 'opened' | 'closed', incident: KernelIncident) => void;

/**
 * A board in memory whose Linux does what its commands say: `incident KIND [EFFECT]`, `quiet-incident KIND`, `hang`, `kill-board-process`, `use-up-memory`; `lab-trouble N` loses
 * its port the first N times; `count WORD` says how often it was asked; `fail N` ends with that exit status; `pause MS`; anything else echoes.
 * Of a person's keys a `c` makes its kernel panic. The M7 comes out as the name of the firmware says: `alive`, `mute`, …
 */
export class FakeBoard implements Board {
  readonly name: string;
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly consoles: OpenConsoles;
  readonly #settings: FakeBoardSettings;
  readonly #listeners = new Listeners<Parameters<IncidentListener>>();
  readonly #lost = new Listeners<[Error]>();
  readonly #observations = new Listeners<[M7Observation]>();
  readonly #lines: { readonly at: number; readonly text: string }[] = [];
  #power: PowerState = 'off';
  #incidents = 0;
  #prepared = 0;
  #checked = 0;
  #ends = 0;
  readonly #asked = new Map<string, number>();
  constructor(context: BoardContext, settings: FakeBoardSettings) {
    this.name = context.name;
    this.clock = boardClock(settings.speed ?? 1);
    this.#settings = settings;
    this.consoles = {
      names: ['a53'],
      tail: () => ['login: '],
      onBytes: () => () => {},
      send: async (_, text) => {
        this.#touch(`typed ${text}`);
        if (text === 'c') this.#incident('panic', true);
      },
      sendBreak: async () => false,
    };
    this.faults = {
      names: ['restart-stall'],
      arm: async (name) => this.#touch(`arm ${name}`),
      disarm: async () => this.#touch('disarm'),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async checkHealth(): Promise<readonly HealthCheck[]> {
    const { badHealth = 0, goodHealth, panicsAt } = this.#settings;
    this.#checked++;
    if (panicsAt === 'health') this.#panic();
    if (goodHealth === undefined ? this.#checked > badHealth : this.#checked <= goodHealth) return [];
    const { spoilsConsole } = this.#settings;
    const error = spoilsConsole ? new SpoiltConsoleError('the console spoils text') : new PowerError(`the relay of ${this.name} is stuck`);
    return [{ what: spoilsConsole ? 'console' : 'power', result: 'bad', text: error.message, error: toErrorReport(error) }];
  }

  lacks({ injects }: ScenarioNeeds): string | undefined {
    return injects !== undefined && !this.faults.names.includes(injects) ? `this lab cannot inject '${injects}'` : undefined;
  }

  async prepare(needs: ScenarioNeeds, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#touch(`prepare ${JSON.stringify(needs)}`);
    if (++this.#prepared <= (this.#settings.relayTroubles ?? 0)) throw new PowerError('the relay does not answer');
    this.#power = 'on';
    if (this.#settings.panicsAt === this.#prepared) this.#panic();
  }

  async hearOut(): Promise<void> {
    const { after, panicsAt } = this.#settings;
    if (panicsAt === 'hearing') this.#panic();
    if (after) throw new ConnectionLostError('Linux does not answer');
  }

  async powerCut(): Promise<Error | undefined> {
    return this.#settings.after === 'cut' ? new PowerError('somebody else cut the power') : undefined;
  }

  async sshTrouble(): Promise<Error | undefined> {
    return this.#settings.spoilsSsh ? new PortError('SSH spoils what commands say') : undefined;
  }

  async m7ConsoleTrouble(): Promise<Error | undefined> {
    const { m7Console } = this.#settings;
    if (m7Console) this.#touch('look at the M7 console');
    return m7Console === 'dead' ? new PortError('the console of the M7 is dead') : undefined;
  }

  handle(signal: AbortSignal): ScenarioBoard {
    const touch = async (what: string): Promise<void> => {
      signal.throwIfAborted();
      this.#touch(what);
    };
    const shell: ScenarioShell = {
      run: async (command) => {
        await touch(`run ${command}`);
        return this.#obey(command, signal);
      },
    };
    const boot = async (kind: BootRecord['kind']): Promise<BootRecord> => {
      await touch(`${kind} boot`);
      return bootRecord(kind);
    };
    return {
      coldBoot: () => boot('cold'),
      warmBoot: () => boot('warm'),
      waitForReset: () => boot('unannounced'),
      reach: (stage) => touch(`reach ${stage}`),
      provision: (needs) => touch(`provision ${JSON.stringify(needs)}`),
      stage: async () => 'login',
      expectReset: () => touch('expect reset'),
      expectPowerDown: () => touch('expect power-down'),
      power: {
        on: () => touch('power on'),
        off: () => touch('power off'),
        state: async () => this.#power,
      },
      console: {
        mark: async () => 0 as Mark,
        send: (text) => touch(`send ${text}`),
        // Comes when the scenario ends and not before.
        expect: () => new Promise<Match>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        tail: async () => [],
      },
      m7: fakeM7(touch, (observation) => this.#observations.tell(observation)),
      linux: shell,
      serial: shell,
      uboot: shell,
    };
  }

  excerpt(since: number, lines = 20): readonly string[] {
    return this.#lines
      .filter(({ at }) => at >= since)
      .slice(-lines)
      .map(({ text }) => `a53: ${text}`);
  }

  onLost(listener: (error: Error) => void): () => void {
    return this.#lost.add(listener);
  }

  onIncident(listener: IncidentListener): () => void {
    return this.#listeners.add(listener);
  }

  onObservation(listener: (observation: M7Observation) => void): () => void {
    return this.#observations.add(listener);
  }

  async recover(): Promise<void> {
    this.#touch('recover');
  }

  async restore(): Promise<void> {
    if (this.#settings.panicsAt === 'restore') this.#panic();
    this.#touch('restore');
  }

  async end(state: 'off' | 'keep'): Promise<void> {
    this.#touch(`end ${state}`);
    const { relayDrops = 0, relaySticks = 0 } = this.#settings;
    this.#ends++;
    if (state === 'off' && this.#ends <= relayDrops) throw new PowerError('the relay dropped the connection');
    if (state === 'off' && this.#ends > relaySticks) this.#power = 'off';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#touch('disposed');
  }

  async #obey(command: string, signal: AbortSignal): Promise<Output> {
    const [verb, kind, effect] = command.split(' ');
    const times = (this.#asked.get(command) ?? 0) + 1;
    this.#asked.set(command, times);
    if (verb === 'lab-trouble' && times <= Number(kind)) throw new PortError(`the port vanished ${times}`);
    if (command === this.#settings.diesAt) process.kill(process.pid, 'SIGKILL');
    if (command === this.#settings.losesConsoleAt) this.#lost.tell(new PortError(`the console of ${this.name} is gone`));
    if (verb === 'pause') await this.clock.sleep(Number(kind), signal);
    if (verb === 'fail') throw new CommandError(`'${command}' ended with exit status ${kind}`, Number(kind), '');
    if (verb === 'count') return { exitCode: 0, stdout: String(times), stderr: '', durationMs: 1 };
    if (verb === 'incident') this.#incident(kind as IncidentKind, true, effect as IncidentKind | undefined);
    if (verb === 'quiet-incident') this.#incident(kind as IncidentKind, false);
    if (verb === 'kill-board-process') process.kill(process.pid, 'SIGKILL');
    if (verb === 'use-up-memory') for (const kept: unknown[] = []; ; ) kept.push(Array.from({ length: 100_000 }, (_, index) => index / 3));
    if (verb === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return { exitCode: 0, stdout: command, stderr: '', durationMs: 1 };
  }

  #panic(): void {
    this.#incident(this.#settings.inPlaceOfPanic ?? 'panic', true);
  }

  #incident(kind: IncidentKind, endsScenario: boolean, effect?: IncidentKind): void {
    const at = monotonicMs();
    const text = `[   12.000000] something like ${kind}`;
    this.#lines.push({ at, text });
    const incident: KernelIncident = {
      id: `i${++this.#incidents}`,
      kind,
      severity: 'fatal',
      endsScenario,
      title: `${kind} in fake_board`,
      signature: `${kind}:fake_board`,
      stage: 'login',
      at,
      channels: ['a53'],
      lines: [text],
      consequences: [],
    };
    const tell: IncidentListener = (phase, told) => this.#listeners.tell(phase, told);
    tell('opened', incident);
    const reports = [kind, ...(effect ? [effect] : [])].map((each) => ({ kind: each, title: `${each} in fake_board`, endsScenario }));
    const whole = effect ? { ...incident, consequences: [effect], reports } : incident;
    if (effect) tell('opened', whole);
    tell('closed', whole);
  }

  #touch(what: string): void {
    appendFileSync(this.#settings.touches, `${what}\n`);
    this.#lines.push({ at: monotonicMs(), text: what });
  }
}

const bootRecord = (kind: BootRecord['kind']): BootRecord => ({
  kind,
  resetCause: kind === 'cold' ? 'POR' : 'RST',
  stages: (['spl', 'u-boot', 'kernel', 'login'] as const).map((stage, index) => ({ stage, atMs: 1000 * (index + 1), evidence: stage })),
  bootId: undefined,
  versions: {},
});
