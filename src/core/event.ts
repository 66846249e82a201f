import type { BootRecord, StageEntry } from './boot-stage.ts';
import type { ConsoleName } from './console.ts';
import type { ErrorReport } from './errors.ts';
import type { HealthCheck } from './health-check.ts';
import type { Channel, KernelIncident } from './incident.ts';
import type { ModelLimit } from './model-limit.ts';
import type { M7Observation } from './outcome.ts';
import type { PowerState } from './power.ts';
import type { ScenarioDescription, ScenarioResult } from './scenario.ts';
import type { ScenarioDiagnosis } from './scenario-diagnosis.ts';
import type { Output, ShellVia } from './shell.ts';

/** What crossed the machine's boundary. */
export type Fact =
  | {
      readonly type: 'run.started';
      readonly run: string;
      readonly startedAt: string;
      readonly version: string;
      readonly command: readonly string[];
      readonly boards: readonly string[];
    }
  /** What was planned before anything was touched: scenarios by board, and the boots that bring the boards to them, at most. */
  | { readonly type: 'run.planned'; readonly scenarios: Readonly<Record<string, number>>; readonly boots: number }
  | { readonly type: 'run.finished'; readonly exitCode: number; readonly reason?: string }
  /** `speed`: board seconds per host second. `simulated` rigs say so; nothing else may depend on it. */
  | { readonly type: 'board.opened'; readonly model: string; readonly speed: number; readonly simulated: boolean }
  | { readonly type: 'board.closed'; readonly power: PowerState }
  /** What the board and its lab were asked before the first scenario. `attempt` counts from 1. */
  | { readonly type: 'health.checked'; readonly attempt: number; readonly checks: readonly HealthCheck[]; readonly tookMs: number }
  /** Nothing more runs on this board: it failed its health check, was lost or never came up. */
  | { readonly type: 'board.excluded'; readonly error: ErrorReport }
  /** Versions and product names: bsp, u-boot, tf-a, linux, product, serial-number. */
  | { readonly type: 'board.identified'; readonly properties: Readonly<Record<string, string>> }
  /** This program or the running scenario has asked for the next reset or power-down of the board, or it is not coming any more. */
  | { readonly type: 'reset.announced'; readonly what: 'reset' | 'power-down' }
  | { readonly type: 'reset.retracted' }
  /** The relay answered. `askedAt`, host monotonic milliseconds: from then on the board may have, or lack, its power. */
  | { readonly type: 'power.switched'; readonly state: PowerState; readonly driver: string; readonly askedAt?: number }
  /** `bytes` is base64. */
  | { readonly type: 'console.received' | 'console.sent'; readonly console: ConsoleName; readonly bytes: string }
  | { readonly type: 'kmsg.received'; readonly line: string }
  | { readonly type: 'channel.lost'; readonly channel: Channel; readonly error: ErrorReport }
  /** A channel was cut off for so long, in host time, and came back; what it said meanwhile is lost. */
  | { readonly type: 'channel.gap'; readonly channel: Channel; readonly ms: number }
  /** A channel cannot be watched: nobody knows what it would have told. */
  | { readonly type: 'channel.unwatched'; readonly channel: Channel; readonly reason: string }
  | { readonly type: 'command.finished'; readonly via: ShellVia; readonly command: string; readonly output: Output }
  | { readonly type: 'file.written'; readonly path: string; readonly bytes: number; readonly sha256: string }
  | { readonly type: 'provision.changed' | 'provision.restored'; readonly what: string; readonly from: string; readonly to: string }
  | { readonly type: 'provision.owed'; readonly what: string; readonly to: string; readonly error: ErrorReport }
  /** Somebody has the consoles, since this scenario failed or pauses; what happens behind a failure is of no meaning for it. */
  | { readonly type: 'board.handed-over'; readonly scenario: string; readonly why: 'failure' | 'pause' }
  | { readonly type: 'board.taken-back' }
  /** What a person should know about the lab or the board in it, one sentence. */
  | { readonly type: 'lab.noted'; readonly text: string }
  /** `line` of the A53's console would have been an incident, and Linux has refuted it: `text` says what and how, one sentence. */
  | { readonly type: 'claim.refuted'; readonly line: string; readonly text: string }
  | { readonly type: 'fault.injected'; readonly name: string }
  /** A simulated board met what it does not model. */
  | { readonly type: 'model.limited'; readonly limit: ModelLimit; readonly scenario?: string }
  /** What the model of a board knows, and hardware would not tell. */
  | { readonly type: 'model.mishap'; readonly by: ModelLimit['by']; readonly sentence: string; readonly scenario?: string }
  /** The board is this run's own; `wires` in words. */
  | { readonly type: 'lease.taken'; readonly lease: string; readonly wires: readonly string[] }
  /** A holder that is gone or silent had left the board behind, in an unknown state. */
  | { readonly type: 'lease.broken'; readonly holder: string; readonly reason: string }
  /** Somebody took the board away; from then on nothing of this run reaches it. */
  | { readonly type: 'lease.lost'; readonly holder: string }
  | { readonly type: 'scenario.collected'; readonly scenario: ScenarioDescription }
  /** `limitMs`: host milliseconds after which its body is ended. */
  | { readonly type: 'scenario.started'; readonly scenario: string; readonly attempt: number; readonly limitMs?: number }
  | { readonly type: 'scenario.step'; readonly scenario: string; readonly text: string }
  | { readonly type: 'scenario.measured'; readonly scenario: string; readonly name: string; readonly value: number; readonly unit: string }
  /** An attempt is over, and another one follows. */
  | { readonly type: 'scenario.attempted'; readonly scenario: string; readonly attempt: number; readonly result: ScenarioResult }
  | { readonly type: 'scenario.finished'; readonly scenario: string; readonly result: ScenarioResult }
  /** What came to light after its end, such as a failure in a hook around its block or a panic that it set off: this result takes the place of the one before. */
  | { readonly type: 'scenario.amended'; readonly scenario: string; readonly result: ScenarioResult };

/** What was concluded from facts and can be again. */
export type Finding =
  | { readonly type: 'stage.entered'; readonly entry: StageEntry }
  | { readonly type: 'boot.finished'; readonly boot: BootRecord }
  | { readonly type: 'power.proven'; readonly silentMs: number }
  | { readonly type: 'm7.observed'; readonly scenario?: string; readonly observation: M7Observation }
  | {
      readonly type: 'incident.opened' | 'incident.closed';
      readonly incident: KernelIncident;
      /** It had to come. */
      readonly expected: boolean;
      /** It could come, and need not have; then `expected` is false. */
      readonly tolerated?: true;
      /** Whose it is; the run's own where there is none, and `during` says in which of its parts. */
      readonly scenario?: string;
      readonly during?: string;
    }
  /** Why a scenario failed, or why its prediction did not hold. `attempt` counts from 1, as in `scenario.started`. */
  | { readonly type: 'scenario.diagnosed'; readonly scenario: string; readonly attempt: number; readonly diagnosis: ScenarioDiagnosis };

export type EventBody = Fact | Finding;

/** One line of the journal. `at` is host monotonic milliseconds; `board` is empty for what concerns the whole run. */
export type LabEvent = { readonly seq: number; readonly at: number; readonly board: string } & EventBody;

/** A report is a function of the journal. */
export interface Reporter {
  readonly name: string;
  /** It makes files in the folder of the run and nothing else: it is written once more when a report that fails changes how the run ended. */
  readonly isRepeatable?: true;
  /** `dir`: the folder of the run, which exists. What it throws is told in the other reports, and the run ends with 2. */
  write(events: readonly LabEvent[], dir: string): Promise<void>;
}
