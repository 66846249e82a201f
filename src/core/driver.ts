import type { z } from 'zod';
import type { Capability } from './capability.ts';
import type { ByteStream, ConsoleName } from './console.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { CoreModel, ModelNoteSource } from './model-limit.ts';
import type { OsInstaller } from './os-image.ts';
import type { BoardPins } from './pins.ts';
import type { PowerSwitch } from './power.ts';
import type { Secret } from './secret.ts';
import type { RemoteHost } from './shell.ts';
import type { TftpServer } from './tftp.ts';
import type { Clock } from './time.ts';

export interface DriverContext {
  readonly board: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A folder of the lab's own on this host that outlives runs: pinned host keys, leases, what is owed to a board. */
  readonly stateDir: string;
}

/** How a lab file names a part. Its settings are plain data, checked by its schema before anything is touched. */
export interface Driver<T> {
  readonly driver: string;
  readonly settings: object;
  readonly schema: z.ZodType;
  /**
   * What it holds that only one run may use, in words: `serial /dev/ttyUSB0`. Two boards of any lab files of this host that share one of them are the same
   * board, or disturb each other as if they were, so a run leases them. Name what tells the wire from others, not how it is spoken to; `hostName()` makes
   * one name of a host. Every user of this host may read it: no credentials. Empty for what many may use at once. Called with settings that passed the schema; must be quick, and touch nothing.
   */
  wires(): readonly string[];
  connect(context: DriverContext): Promise<T>;
  /**
   * Asks within seconds whether the far end is there, without using it: a relay that answers, a name that resolves. Resolves with what was found, as a
   * sentence without a subject: `answers and says off`. Throws PowerError or PortError. Called when a board is opened, for all its wires at once.
   */
  look?(context: DriverContext): Promise<string>;
  /** Of a console: the baud rate that it sets; undefined where somebody else does, such as a terminal server. */
  readonly baudRate?: number | undefined;
}

export interface Login {
  readonly user: string;
  readonly password?: Secret;
  /** What a freshly installed system has in place of `password`; where it insists on another one at the first login, that is `password`. */
  readonly factoryPassword?: string | Secret;
}

/** Everything that is wired to one board. */
export interface Rig {
  readonly power: Driver<PowerSwitch>;
  /** Buttons of the carrier board; a board that hangs is reset by its reset pin where there is one. */
  readonly pins?: Driver<BoardPins>;
  /** What installs the system that a scenario needs. */
  readonly installer?: Driver<OsInstaller>;
  /** What gives files to U-Boot. */
  readonly tftp?: Driver<TftpServer>;
  readonly consoles: { readonly [name in ConsoleName]?: Driver<ByteStream> };
  readonly ssh?: Driver<RemoteHost>;
  readonly login: Login;
  /** Board seconds per host second: 1 for hardware. */
  readonly speed?: number;
  readonly faults?: Driver<FaultInjector>;
  /** Why its M7 console is certain to be that of this very board, such as that the rig carries the wire itself; else it is proven before silence on it means anything. */
  readonly provenM7Console?: string;
  /** Where a simulated board tells what it does not model; hardware has none. */
  readonly modelNotes?: Driver<ModelNoteSource>;
  /** Host milliseconds for which a simulated board whose host is busy is waited for beyond its time; 60,000 by default. */
  readonly patienceMs?: number;
  /** What its M7 executes; a Cortex-M7's whole instruction set by default. */
  readonly core?: CoreModel;
  /** What this board cannot do, each with the reason that reports give for a skipped scenario. */
  readonly lacks?: { readonly [capability in Capability]?: string };
}

export interface RigContext {
  readonly board: string;
  readonly stateDir: string;
  readonly signal: AbortSignal;
  /** Of the board that it is wired to: what a simulated one then is, by default. */
  readonly model?: string;
}

/** A rig that must be started or acquired before it can be wired up, such as a simulated board or a place of a remote lab. */
export interface RigSource {
  readonly rig: string;
  readonly settings: object;
  readonly schema: z.ZodType;
  /** True for a rig that this program starts itself: it ends with the process that started it. */
  readonly simulated: boolean;
  /** As those of a driver; empty for a simulated rig, which nobody else can reach. */
  wires(): readonly string[];
  /** What the remote core of the rig will execute, where that is known before the start; the chip's whole instruction set by default. */
  readonly core?: CoreModel;
  /** The model of board that it is, where it can be no other. */
  readonly model?: string;
  /** Throws ConfigError when this host lacks what the rig needs. Starts and touches nothing. */
  requireHost?(): void;
  /** Frees what a killed process of ours may still hold elsewhere, such as a lock without expiry. */
  reclaim?(context: { readonly board: string; readonly stateDir: string; readonly signal: AbortSignal }): Promise<void>;
  start(context: RigContext): Promise<Rig & AsyncDisposable>;
}
