import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, futimesSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownMark, type ProcessMark } from '../../core/process-mark.ts';
import { monotonicMs } from '../../core/time.ts';
import { type Entry, isLinked, LeaseFolder, noFolder } from './lease-folder.ts';
import { type LeaseRecord, writeRecord } from './lease-record.ts';
import { abandonedAt, type Holding, holdingOf, userName } from './lease-state.ts';
import { keyOf } from './wire-key.ts';

export interface LeaseRequest {
  /** As the lab file calls it. */
  readonly board: string;
  /** In words, as `wiresOf` says them; at least one. */
  readonly wires: readonly string[];
  readonly command: string;
  readonly config: string;
  readonly run?: string;
  /** Processes that will touch the board for this one. */
  readonly also?: readonly ProcessMark[];
  /** Host milliseconds between heartbeats; 2000 by default. */
  readonly beatMs?: number;
  /** Without a heartbeat for so long it is stale; 30000 by default. */
  readonly expiresMs?: number;
}

export type Taking =
  | { readonly lease: Lease; readonly broken: readonly Holding[] }
  /** Somebody else has it. */
  | { readonly lease: undefined; readonly holding: Holding };

/** What another process needs to know to see whether the lease still holds. */
export interface LeaseTicket {
  readonly folder: string;
  readonly id: string;
  readonly beatMs: number;
  /** Generation by wire key. */
  readonly generations: Readonly<Record<string, number>>;
}

/** Takes all wires of a board or none. With `force` also from a holder that lives. Throws LeaseError when the folder cannot be used. */
export const takeLease = (folder: LeaseFolder, request: LeaseRequest, { force = false } = {}): Taking => {
  for (;;) {
    const latest = folder.latest();
    const before = request.wires.map(keyOf).map((key) => latest.get(key) ?? folder.entry(key, 0));
    const holdings = before.flatMap((entry) => holdingAt(folder, entry) ?? []);
    const holding = holdings.find(({ state }) => state !== 'stale');
    if (holding && !force) return { lease: undefined, holding };
    const lease = Lease.add(
      folder,
      request,
      before.map(({ key, generation }) => folder.entry(key, generation + 1)),
    );
    if (lease) return { lease, broken: distinct(holdings) };
  }
};

/** Who holds any of these wires, or left one behind. */
export const holdingOfWires = (folder: LeaseFolder, wires: readonly string[]): Holding | undefined => {
  const latest = folder.latest();
  const holdings = wires.flatMap((wire) => {
    const entry = latest.get(keyOf(wire));
    return (entry && holdingAt(folder, entry)) ?? [];
  });
  return holdings.find(({ state }) => state !== 'stale') ?? holdings[0];
};

const holdingAt = (folder: LeaseFolder, entry: Entry): Holding | undefined => {
  const read = entry.generation === 0 ? undefined : folder.read(entry);
  return read && holdingOf(read, monotonicMs());
};

// One record stands under the names of all its wires.
const distinct = (holdings: readonly Holding[]): readonly Holding[] => [
  ...new Map(holdings.map((holding) => [holding.record?.id ?? holding, holding])).values(),
];

/** A board of this process's own, until it is given back or somebody takes it away. */
export class Lease {
  readonly record: LeaseRecord;
  readonly ticket: LeaseTicket;
  readonly #folder: LeaseFolder;
  #file: number;
  readonly #entries: readonly Entry[];
  #timer: NodeJS.Timeout | undefined;
  #isOpen = true;
  private constructor(folder: LeaseFolder, record: LeaseRecord, file: number, entries: readonly Entry[]) {
    const generations = Object.fromEntries(entries.map(({ key, generation }) => [key, generation]));
    this.record = record;
    this.ticket = { folder: folder.path, id: record.id, beatMs: record.beatMs, generations };
    this.#folder = folder;
    this.#file = file;
    this.#entries = entries;
  }

  /** Undefined when somebody else was quicker. */
  static add(folder: LeaseFolder, request: LeaseRequest, entries: readonly Entry[]): Lease | undefined {
    const record = recordOf(request);
    const path = join(folder.path, `.${record.id}`);
    try {
      const lease = new Lease(folder, record, writeRecord(path, record), entries);
      return lease.#linkFrom(path) ? lease : undefined;
    } catch (cause) {
      throw noFolder(folder.path, cause);
    } finally {
      rmSync(path, { force: true });
    }
  }

  /** Beats until it is given back. `onLost` is called once, with who has it now, when it is another's. */
  keep(onLost: (by: Holding | undefined) => void): void {
    this.#timer ??= setInterval(() => {
      // Whoever slept or was stopped looks first: a heartbeat must not come from one that has lost the board.
      if (this.isHeld()) {
        this.#renew();
        return this.#beat();
      }
      this.#close();
      onLost(newHolder(this.ticket));
    }, this.record.beatMs);
    this.#timer.unref();
  }

  isHeld(): boolean {
    return this.#isOpen && isHeld(this.ticket);
  }

  /** The board is free, and in a state that is known. */
  release(): void {
    if (!this.#isOpen) return;
    // A record without content: nobody else's can be hit, since it is the file itself that is emptied and not what now has its name.
    ftruncateSync(this.#file, 0);
    this.#close();
    // Where it cannot, the next one does.
    attempted(() => this.#folder.tidy());
  }

  /** The board is nobody's, in a state that is not known: the next one to take it switches it off first. */
  abandon(): void {
    if (!this.#isOpen) return;
    futimesSync(this.#file, abandonedAt, abandonedAt);
    this.#close();
  }

  /** All names or none. */
  #linkFrom(path: string): boolean {
    const linked: Entry[] = [];
    try {
      this.#beat();
      for (const entry of [...this.#entries].sort((a, b) => (a.key < b.key ? -1 : 1))) {
        if (!isLinked(path, entry.path)) break;
        linked.push(entry);
      }
      if (linked.length === this.#entries.length && isHeld(this.ticket)) return true;
    } catch (cause) {
      this.#unlink(linked);
      throw cause;
    }
    this.#unlink(linked);
    return false;
  }

  #unlink(linked: readonly Entry[]): void {
    for (const entry of linked) rmSync(entry.path, { force: true });
    this.#close();
  }

  /** Writes again what somebody has removed by hand, so that whoever looks finds this holder: a name that another has taken meanwhile stays his. */
  #renew(): void {
    try {
      const missing = this.#entries.filter(({ path }) => !existsSync(path));
      if (missing.length === 0) return;
      const there = this.#entries.find((entry) => !missing.includes(entry))?.path;
      if (there === undefined) this.#writeAnew();
      else for (const entry of missing) isLinked(there, entry.path);
    } catch {
      // The folder cannot be written to just now: the next heartbeat tries again.
    }
  }

  // The name that it is written under may have been left by a heartbeat that found the disk full.
  #writeAnew(): void {
    const path = join(this.#folder.path, `.${this.record.id}`);
    rmSync(path, { force: true });
    const file = writeRecord(path, this.record);
    closeSync(this.#file);
    this.#file = file;
    for (const entry of this.#entries) isLinked(path, entry.path);
    rmSync(path, { force: true });
  }

  // The time of the file is the host's monotonic one: a step of the wall clock, as when NTP sets it, must not make every lease of the host stale.
  #beat(): void {
    const seconds = monotonicMs() / 1000;
    futimesSync(this.#file, seconds, seconds);
  }

  #close(): void {
    clearInterval(this.#timer);
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }
}

/** Whether nobody has taken it since. A record that was removed by hand gave the board to nobody, and would be left with power if its holder let go. */
export const isHeld = ({ folder: path, id, generations }: LeaseTicket): boolean => {
  try {
    const folder = new LeaseFolder(path);
    const latest = folder.latest();
    return Object.entries(generations).every(([key, generation]) => {
      const entry = latest.get(key);
      // Where records were removed, numbers begin anew.
      return !entry || (entry.generation === generation && (folder.read(entry)?.record?.id ?? id) === id);
    });
  } catch {
    // Where the folder cannot be read, nobody can have taken anything in it.
    return true;
  }
};

/** Who took a lease away; undefined where the board is free again, or where nobody can read whose it is. */
export const newHolder = ({ folder: path, id, generations }: LeaseTicket): Holding | undefined => {
  const folder = new LeaseFolder(path);
  const latest = [...folder.latest().values()].filter(({ key }) => key in generations);
  return latest.flatMap((entry) => attempted(() => holdingAt(folder, entry)) ?? []).find(({ record }) => record?.id !== id);
};

const attempted = <T>(act: () => T): T | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

const recordOf = ({ beatMs = 2000, expiresMs = 30_000, also = [], wires, ...request }: LeaseRequest): LeaseRecord => ({
  version: 1,
  id: randomUUID(),
  ...request,
  wires: [...wires],
  user: userName(),
  since: new Date().toISOString(),
  by: ownMark(),
  also: [...also],
  beatMs,
  expiresMs,
});
