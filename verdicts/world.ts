import type { ConsoleName } from '../src/core/console.ts';
import type { Fault } from '../src/core/errors.ts';
import type { Verdict } from '../src/core/scenario.ts';
import type { VirtualSettings } from '../src/core/virtual.ts';
import type { RelayFault } from './wires/relay-wire.ts';
import type { SshFault } from './wires/ssh-wire.ts';
import type { UartFault } from './wires/uart-fault.ts';

/** What must come of one scenario, wherever it is told: in run.json, in junit.xml and in summary.md. */
export interface Expected {
  /** Several where chance decides which of the right ones it is. */
  readonly verdict: Verdict | readonly Verdict[];
  /** The only fault in run.json; several where either is right. Left out: none. */
  readonly fault?: Fault | readonly Fault[];
  /** Stands in the reason of run.json, in the message of junit.xml and in summary.md. */
  readonly says?: RegExp;
  /** The type of the element in junit.xml. */
  readonly type?: RegExp;
  /** Or no run has begun at all. */
  readonly mayBeAbsent?: true;
}

/** The outputs that must agree. */
export interface Right {
  /** Several where chance decides. */
  readonly exit: number | readonly number[];
  /** Every scenario of the run by its name; none where no run may begin. */
  readonly scenarios: Readonly<Record<string, Expected>>;
  /** Sentences in summary.md beside those of scenarios. */
  readonly summary?: readonly RegExp[];
  /** What the terminal must say. */
  readonly screen?: readonly RegExp[];
  /** What neither the terminal nor a report may say. */
  readonly never?: readonly RegExp[];
  /** The board keeps its power, since nobody can take it. */
  readonly isPowered?: true;
}

/** What the outside does when a world strikes. */
export type Intervention =
  /** Somebody cuts the power at the board's own relay. */
  | { readonly cutsPower: true }
  | { readonly restoresPower: true }
  /** A trouble of the board that has this name waits for its moment from now on. */
  | { readonly arms: string }
  /** SIGSTOP to every process of the run, or only those whose command matches, and SIGCONT so many host milliseconds later. */
  | { readonly stopsRunMs: number; readonly only?: RegExp }
  /** Something on the board itself runs this as root, so many host milliseconds after the strike; nobody waits for its end. */
  | { readonly runs: string; readonly afterMs?: number };

/** A line on the wire of a board by which a moment is known: the world strikes when it passes. */
export interface Sign {
  readonly wire?: ConsoleName;
  readonly line: RegExp;
  /** Lines before this strike do not count. */
  readonly after?: string;
  /** From 1. */
  readonly nth?: number;
  readonly strikes: string;
}

/** One way in which something around a run is broken, and what the run must say of it. */
export interface World {
  /** Kebab-case; unique. */
  readonly name: string;
  /** One sentence: what is broken. */
  readonly broken: string;
  /** What is in its suite below the imports; a suite calls `await strike(name)` for what happens at that moment. */
  readonly suite: string;
  /** Other files of the lab's folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly wires?: {
    readonly a53?: readonly UartFault[];
    readonly m7?: readonly UartFault[];
    readonly ssh?: readonly SshFault[];
    /** Of the way to a jump host, which SSH to the board takes; none where this is left out. */
    readonly jump?: readonly SshFault[];
    readonly relay?: readonly RelayFault[];
  };
  /** Disks of the host with so much room; a host on which this user may mount none cannot try the world. */
  readonly room?: { readonly temporaryKiB?: number; readonly reportsKiB?: number };
  readonly signs?: readonly Sign[];
  /** By the name of a strike. Faults of wires may begin and end with one as well. */
  readonly strikes?: Readonly<Record<string, readonly Intervention[]>>;
  /** A board of its own, for what a shared one cannot do. */
  readonly board?: VirtualSettings;
  /** The board next to it, where wires lead to one. */
  readonly neighbour?: VirtualSettings;
  /** Source text in the lab file. */
  readonly lab?: {
    readonly firmware?: string;
    /** In front of the definition. */
    readonly before?: string;
    /** The power driver; a Shelly plug at the wire's port, which is `relayPort`, by default. */
    readonly power?: string;
    /** A function of `before` that makes the driver of the A53's console of the one at the wire. */
    readonly console?: string;
    /** More keys of the definition. */
    readonly more?: string;
    /** False: the lab file names none. */
    readonly ssh?: false;
    readonly m7?: false;
    /** Consoles come back after a connection that ended. */
    readonly reconnects?: true;
  };
  readonly right: Right;
}

/** A world with the file that it is in. */
export type NamedWorld = World & { readonly family: string };

export const passed: Expected = { verdict: 'passed' };
export const failed = (says: RegExp, type?: RegExp): Expected => ({ verdict: 'failed', fault: 'dut', says, ...(type ? { type } : {}) });
export const labError = (says: RegExp): Expected => ({ verdict: 'error', fault: 'lab', says });
export const suiteError = (says: RegExp): Expected => ({ verdict: 'error', fault: 'suite', says });
/** It never began; `says` why. */
export const notRun = (says: RegExp): Expected => ({ verdict: 'not-run', fault: ['lab', 'suite', 'runner'], says });
