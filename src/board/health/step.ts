import type { Console, ConsoleName } from '../../core/console.ts';
import { type ErrorReport, type HilError, toErrorReport } from '../../core/errors.ts';
import type { HealthOptions } from '../../core/health-check.ts';
import type { M7Observation } from '../../core/outcome.ts';
import type { BoardPins } from '../../core/pins.ts';
import type { PowerSwitch } from '../../core/power.ts';
import type { RemoteHost, RemoteShell, Shell } from '../../core/shell.ts';
import type { Clock } from '../../core/time.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { Heard } from '../boot/no-banner.ts';
import type { M7ConsoleProof } from '../m7/m7-console.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { BoardIdentity } from './board-identity.ts';
import type { WireJudge } from './wire-judge.ts';

/** What the checks ask. */
export interface HealthParts {
  readonly boot: Pick<BootControl, 'coldBoot' | 'reach' | 'resetBy' | 'stage' | 'off' | 'on'>;
  readonly power: Pick<PowerSwitch, 'state' | 'on' | 'off'>;
  readonly pins?: BoardPins | undefined;
  /** Asks the relay: an error when somebody else has cut the power. Never rejects. */
  readonly cut: () => Promise<Error | undefined>;
  /** Where the boot loader speaks. */
  readonly a53: Console;
  /** What is plugged in as the M7's console, and what is known of it. */
  readonly m7?: { readonly console: Console; readonly proof: M7ConsoleProof } | undefined;
  readonly heard: () => { readonly [name in ConsoleName]?: Heard };
  readonly clock: Clock;
  readonly model: BoardModel;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  /** Logs in on the console and leaves it as it was. */
  readonly onConsole: <T>(use: (shell: Shell) => Promise<T>, signal: AbortSignal) => Promise<T>;
  readonly wire: Pick<WireJudge, 'judge'>;
  readonly identity: Pick<BoardIdentity, 'prove'>;
  /** SSH without any proof of whose it is. */
  readonly host: RemoteHost | undefined;
  /** Starts an image of ours from Linux; undefined where nobody gave one. */
  readonly startHello: ((signal: AbortSignal) => Promise<M7Observation>) | undefined;
  /** Why consoles are gone that were open. */
  readonly lost: () => readonly LostConsole[];
  /** Whether a console that is gone opens once more, and stays open for half a second. Never rejects but with the signal's reason. */
  readonly opensAgain: (name: ConsoleName, signal: AbortSignal) => Promise<boolean>;
  /** What was found when the wires were opened. */
  readonly found: readonly string[];
}

export interface LostConsole {
  readonly name: ConsoleName;
  readonly error: Error;
}

export interface Answer {
  readonly text: string;
  /** Nothing to stop for, but worth a word. */
  readonly isDoubtful?: boolean;
  /** What comes after this cannot be asked. */
  readonly isEnd?: boolean;
  /** What a full check calls bad, although a run goes on: what it is and what to do. */
  readonly fault?: HilError;
}

export interface HealthStep {
  /** power, console, linux, … */
  readonly what: string;
  /** Asked by `hil check` only: a run has no need of it, or finds out for itself. */
  readonly isThorough?: true;
  /** Steps that must not have been bad. */
  readonly needs?: readonly string[];
  /** Undefined where there is nothing to ask. */
  readonly ask: (parts: HealthParts, options: HealthOptions, signal: AbortSignal) => Promise<Answer | undefined>;
}

/** What is asked here is the lab: a board that is excluded for it says nothing about the product. */
export const ofTheLab = (cause: unknown): ErrorReport => {
  const report = toErrorReport(cause, 'lab');
  return report.fault === 'dut' ? { ...report, fault: 'lab' } : report;
};
