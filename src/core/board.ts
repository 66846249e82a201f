import type { BootRecord, BootStage } from './boot-stage.ts';
import type { Console, ConsoleLine, ConsoleName, ExpectOptions, Mark, Match, OpenConsoles } from './console.ts';
import type { EventBody } from './event.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { FirmwareEntry } from './firmware.ts';
import type { HealthCheck, HealthOptions } from './health-check.ts';
import type { KernelIncident } from './incident.ts';
import type { CoreActivity, ModelLimit, ModelNote } from './model-limit.ts';
import type { NetbootEntry } from './netboot.ts';
import type { OsImageEntry } from './os-image.ts';
import type { M7Observation } from './outcome.ts';
import type { PowerState, PowerSwitch } from './power.ts';
import type { RemoteCoreState } from './remote-core.ts';
import type { ScenarioNeeds } from './scenario.ts';
import type { Output, RemoteHost, RunOptions } from './shell.ts';
import type { Clock, Duration } from './time.ts';

/**
 * A console as a scenario sees it: it may live in another process, so every call is asynchronous. Nothing that came before the scenario's own
 * beginning, its preparation included, is ever found.
 */
export interface ScenarioConsole {
  mark(): Promise<Mark>;
  /** As it is, without a line ending of its own. */
  send(text: string): Promise<void>;
  /** Throws ExpectTimeoutError. Without `since`: from the last power-on, power-off, reset, or start or stop of the core behind the console, or the end of the scenario's previous match. */
  expect(pattern: RegExp | string, options: Omit<ExpectOptions, 'signal'>): Promise<Match>;
  /** The last lines since the scenario began, oldest first. Empty ones are left out. At least 1000 are kept, the empty ones counted; throws HilError of the suite for a count that needs others. */
  tail(count: number): Promise<readonly ConsoleLine[]>;
}

export interface ScenarioShell {
  /** Throws CommandError on a non-zero exit status unless `reject` is false, ConnectionLostError when the other side stops answering. */
  run(command: string, options?: Omit<RunOptions, 'signal'>): Promise<Output>;
}

/**
 * A firmware of the lab file by name, the same image grown with one more loadable segment to a file of `grownTo` bytes,
 * or the name of a file that is deliberately not on the board.
 */
export type FirmwareRequest = string | { readonly name: string; readonly grownTo: number } | { readonly absent: string };

export interface ScenarioM7 {
  readonly console: ScenarioConsole;
  state(): Promise<RemoteCoreState>;
  /** Stops a running core, loads the image and starts it from Linux, then looks for proof of life for `proofWithin` of board time ('3s' by default). Every start is an observation in the journal. */
  start(firmware: FirmwareRequest, options?: { readonly proofWithin?: Duration }): Promise<M7Observation>;
  /** Looks at a core that runs already, such as one that U-Boot started. `firmware`: the image that should be running. */
  observe(firmware: FirmwareRequest, options?: { readonly proofWithin?: Duration }): Promise<M7Observation>;
  /** Closes RPMsg users, then stops until Linux says `offline`. */
  stop(): Promise<void>;
  /** Sends text once over the RPMsg tty and resolves with what came back: once the text is in it, or at the end of `within` (10s by default). Throws CommandError where the firmware offers no channel. */
  echo(text: string, options?: { readonly within?: Duration }): Promise<string>;
}

/** The board as a scenario holds it. Every call rejects with RevokedError once the scenario has ended. */
export interface ScenarioBoard {
  /**
   * By the relay: off for `offFor` of board time ('5s' by default), on, and on to `until` ('login' by default). Throws BootError where a stage does not come in its time, PowerError where the
   * power was not really off or on.
   */
  coldBoot(options?: { readonly offFor?: Duration; readonly until?: BootStage }): Promise<BootRecord>;
  /** By reboot(8), to `until` ('login' by default). Throws BootError where a stage does not come in its time. */
  warmBoot(options?: { readonly until?: BootStage }): Promise<BootRecord>;
  /** The shortest way there from where the board is: nothing, the power, a reboot. Throws as `coldBoot` does. */
  reach(stage: BootStage): Promise<void>;
  /** In the middle of a scenario: brings the board to the state these needs describe, as before the scenario. */
  provision(needs: ScenarioNeeds): Promise<void>;
  /** The last stage that was seen. */
  stage(): Promise<BootStage>;
  /** Resolves when the board has reset by itself and is up again: by watchdog, panic or brown-out. */
  waitForReset(options: { readonly within: Duration; readonly until?: BootStage }): Promise<BootRecord>;
  /**
   * Says that the board will reset once and that this is no failure, as before `linux.run('reboot')`. A reset that comes without it, other than by the
   * calls above, is an `unexpected-reset`, whatever the board itself says of it; one that has not come when the scenario ends is a failure, so wait
   * for it with `waitForReset`.
   */
  expectReset(): Promise<void>;
  /** The same for a power-down by Linux, as by `linux.run('poweroff')`. Only `coldBoot` or `power` bring the board back. */
  expectPowerDown(): Promise<void>;
  /** The relay, without waiting for a boot. Throws PowerError. */
  power: { on(): Promise<void>; off(): Promise<void>; state(): Promise<PowerState> };
  console: ScenarioConsole;
  m7: ScenarioM7;
  /** Over SSH, or over the serial console where the board has no network. */
  linux: ScenarioShell;
  /** Linux over the serial console, logged in. */
  serial: ScenarioShell;
  /** At U-Boot's prompt; takes the board there first. */
  uboot: ScenarioShell;
}

export interface HandleOptions {
  /** Board time of silence on every channel, an echo and an SSH answer included, after which a running Linux counts as frozen. */
  readonly silence?: Duration;
  /** Linux may be given an image that it can only refuse. */
  readonly wantsRefusal?: boolean;
}

/** A live board in the process that owns it. */
export interface Board extends AsyncDisposable {
  readonly name: string;
  readonly clock: Clock;
  readonly faults: FaultInjector | undefined;
  /** For a person who looks at the board in the middle of a run. */
  readonly consoles?: OpenConsoles;
  /** Why this board cannot run a scenario with these needs; undefined when it can. Touches nothing. */
  lacks(needs: ScenarioNeeds): string | undefined;
  /** Whether the lab around it works: ends with the first check that is bad. Rejects with the signal's reason alone. */
  checkHealth?(options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]>;
  /** Brings the board to the state the needs describe, with as few boots as that takes. */
  prepare(needs: ScenarioNeeds, signal: AbortSignal): Promise<void>;
  /** The handle for one scenario. Once `signal` aborts, every call rejects with its reason and nothing more reaches the board. */
  handle(signal: AbortSignal, options?: HandleOptions): ScenarioBoard;
  /** What happened since a host monotonic time: the evidence of a failure, each line with its channel. */
  excerpt(since: number, lines?: number): readonly string[];
  onIncident(listener: (phase: 'opened' | 'closed', incident: KernelIncident) => void): () => void;
  /** A console is gone for good, and with it what it would have said: the lab can no longer answer for this board. */
  onLost(listener: (error: Error) => void): () => void;
  /** What a simulated board met that it does not model. */
  onModelNote?(listener: (note: ModelNote) => void): () => void;
  /** Everything of that which happened before the call has been told when it resolves. Rejects with PortError when the board does not answer. */
  collectModelNotes?(): Promise<void>;
  /** What the core of a simulated board does now, as its simulation knows; undefined on hardware. */
  coreActivity?(): Promise<CoreActivity | undefined>;
  /** What the M7, as it runs now, met that a simulated board does not model: since it was last started, in whichever scenario that was. */
  m7Limits?(): readonly ModelLimit[];
  onObservation(listener: (observation: M7Observation) => void): () => void;
  /** Host monotonic milliseconds at which this program last asked for a boot, or switched the power. */
  readonly bootAskedAt?: number | undefined;
  /** Resets and power-downs that the scenario announced and that have not come, in words. */
  unmet?(): readonly string[];
  /** Resolves once nothing that the A53's console said of Linux is in doubt: every incident of it has been told, or refuted by Linux itself. To false where nothing was in doubt. Never rejects. */
  claimsSettled?(): Promise<boolean>;
  /**
   * Hears the board out after the last step: Linux answers if it should be running, an M7 that counts goes on, and what is still being printed has
   * come. Throws ConnectionLostError when Linux does not answer.
   */
  hearOut?(signal: AbortSignal): Promise<void>;
  /** To be asked once the board was heard out: true where an M7 that had proven its life is stopped, and none of the calls of this program did that. */
  m7Stopped?(signal: AbortSignal): Promise<boolean>;
  /**
   * Asks the relay: an error when it has cut the power and nobody here asked for that; `hasReset`: also when something else has switched it since.
   * `preparedSince`: the board was prepared for a scenario from this host monotonic time on, and its steps have not begun: also when it lost its power in
   * a boot since then. Never rejects.
   */
  powerCut?(about?: { readonly hasReset: boolean; readonly preparedSince?: number }): Promise<Error | undefined>;
  /** Asks over the open SSH link, if any, whether it tells what commands print and end with, and whose a console is that was away: an error when not. Never rejects. */
  sshTrouble?(): Promise<Error | undefined>;
  /**
   * Proves the console of a silent M7 anew, for which the board is booted: an error when it has died since it was proven, undefined where it is good or
   * nobody can tell. Rejects with the signal's reason alone.
   */
  m7ConsoleTrouble?(signal: AbortSignal): Promise<Error | undefined>;
  /** The lab did something to the board that nobody here asked for, such as a power cut: what is going on says nothing about the product. */
  onTrouble?(listener: (error: Error) => void): () => void;
  /** Looks at the lab before the product is blamed for what did not come in time: the same error, or one of the lab. Never rejects. */
  reconsider?(error: Error, signal: AbortSignal): Promise<Error>;
  /** The same for a board that stands still, as far as anybody heard, once its scenario is over: it may be booted for that. Rejects with the signal's reason. */
  reconsiderSilence?(error: Error, signal: AbortSignal): Promise<Error>;
  /** After a scenario that failed or crashed: a board in a known state for the next one. */
  recover(signal: AbortSignal): Promise<void>;
  /** Puts back whatever was provisioned, newest first. What cannot be put back is journaled as owed. */
  restore(signal: AbortSignal): Promise<void>;
  /** Switches to the end state without asking the board. */
  end(state: 'off' | 'keep'): Promise<void>;
}

export interface BoardContext {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly stateDir: string;
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  /** Overlays of the lab by name: paths of .dtbo files. */
  readonly overlays?: Readonly<Record<string, string>>;
  /** Systems that can be installed, by the name that scenarios use. */
  readonly os?: Readonly<Record<string, OsImageEntry>>;
  readonly netboot?: Readonly<Record<string, NetbootEntry>>;
  /** Detector rules and known issues of the lab. */
  readonly detector?: object;
  /** Writes one event to the board's journal. */
  readonly emit: (event: EventBody) => void;
  /** Runner's own log. */
  /** `said`: what a suite printed, as it is, where the message tells of that. */
  readonly log: (level: 'debug' | 'info' | 'warn', message: string, said?: string) => void;
  /** False: consoles and power only, nothing switched or sent. */
  readonly watch?: boolean;
}

/** A board as the lab file defines it. */
export interface BoardDefinition {
  readonly model: string;
  /** Boards of one kind can stand in for each other; the model by default. */
  readonly kind?: string;
  /** Every driver in it is checked by its schema when the lab file is loaded. */
  readonly parts: Readonly<Record<string, unknown>>;
  /** True for a rig that this program starts itself: it ends with the process that started it. */
  readonly simulated?: boolean;
  /** What a run leases: the wires of its relay and its consoles, or of its rig. */
  wires(): readonly string[];
  /** Power when a run is over: 'off' by default. */
  readonly endState?: 'off' | 'keep';
  /** True for a board that no run takes unless its name is given, such as one that not every host can offer. */
  readonly byName?: boolean;
  /** Throws ConfigError when this host lacks what the board needs. Starts and touches nothing. */
  requireHost?(): void;
  /** Frees what a killed process of ours may still hold elsewhere, such as a place of a remote lab. Touches nothing of a living one. */
  reclaim?(context: { readonly board: string; readonly stateDir: string; readonly signal: AbortSignal }): Promise<void>;
  open(context: BoardContext): Promise<Board>;
  /** Just the power switch, for `hil power` and for a supervisor whose board process died. */
  openPower(context: BoardContext): Promise<PowerSwitch>;
  /** Just its sshd, for `hil trust`; undefined where the lab file has none. */
  openHost?(context: BoardContext): Promise<RemoteHost | undefined>;
  /** Just one console, for `hil console`. */
  openConsole(
    name: ConsoleName,
    context: BoardContext,
  ): Promise<
    Console &
      AsyncDisposable & {
        onBytes(listener: (chunk: Uint8Array) => void): void;
        onLost(listener: (error: Error) => void): void;
        /** False where the transport has no word for a break. */
        sendBreak?(): Promise<boolean>;
      }
  >;
}
