import { userInfo } from 'node:os';
import { hasEnded, isOfThisBoot } from '../../core/process-mark.ts';
import { formatMs } from '../../core/time.ts';
import type { LeaseRecord, ReadRecord } from './lease-record.ts';

/**
 * held: the holder lives. leaving: the holder is gone, and a process of its own is still putting the board in order. stale: nobody will give it back, and
 * the board is in an unknown state.
 */
export interface Holding {
  readonly state: 'held' | 'leaving' | 'stale';
  readonly record: LeaseRecord | undefined;
  /** User id of whoever wrote the record. */
  readonly owner: number;
  /** Since the last heartbeat; undefined where that cannot be compared with this host's clock. */
  readonly beatAgeMs: number | undefined;
  /** What it was concluded from. */
  readonly why: string;
  /** True: some process of the holder may still be there and has to notice first that the board is another's. */
  readonly mayLive: boolean;
}

/** Undefined: free. `now` is host monotonic milliseconds. */
export const holdingOf = (read: ReadRecord, now: number): Holding | undefined => {
  const state = read.isFree ? undefined : stateOf(read, now);
  return state && { ...state, owner: read.owner };
};

const stateOf = ({ record, beatAt }: ReadRecord, now: number): Omit<Holding, 'owner'> => {
  const beatAgeMs = now - beatAt;
  if (!record) return unreadable(beatAgeMs);
  if (beatAt === abandonedAt)
    return { state: 'stale', record, beatAgeMs, why: 'it was abandoned in a state that nobody knows', mayLive: false };
  if (!isOfThisBoot(record.by)) return ofAnotherBoot(record);
  if ([record.by, ...record.also].every(hasEnded)) {
    return { state: 'stale', record, beatAgeMs, why: `its process ${record.by.pid} has ended`, mayLive: false };
  }
  if (beatAgeMs > record.expiresMs) {
    return { state: 'stale', record, beatAgeMs, why: `no heartbeat for ${formatMs(beatAgeMs)}`, mayLive: true };
  }
  if (hasEnded(record.by)) {
    return { state: 'leaving', record, beatAgeMs, why: 'its run was killed, and its board process puts the board in order', mayLive: true };
  }
  return { state: 'held', record, beatAgeMs, why: `heartbeat ${formatMs(beatAgeMs)} ago`, mayLive: true };
};

/** In place of a heartbeat. */
export const abandonedAt = 0;

// Of a later version of this program perhaps: then its heartbeat still counts.
const unreadableExpiresMs = 30_000;

const unreadable = (beatAgeMs: number): Omit<Holding, 'owner'> => {
  const isFresh = Math.abs(beatAgeMs) < unreadableExpiresMs;
  const why = isFresh ? 'its record cannot be read, but somebody keeps it' : 'its record cannot be read, and nobody keeps it';
  return { state: isFresh ? 'held' : 'stale', record: undefined, beatAgeMs: isFresh ? beatAgeMs : undefined, why, mayLive: true };
};

const ofAnotherBoot = (record: LeaseRecord): Omit<Holding, 'owner'> =>
  hasEnded(record.by)
    ? { state: 'stale', record, beatAgeMs: undefined, why: 'the host was restarted since', mayLive: false }
    : {
        state: 'held',
        record,
        beatAgeMs: undefined,
        why: `held from ${record.by.host}, which shares the folder with this host`,
        mayLive: true,
      };

/** `alice@lab1 since 2026-11-23 07:30:12 (hil run cold-boot, process 1234)` */
export const holderText = ({ record }: Holding): string =>
  record
    ? `${record.user}@${record.by.host} since ${record.since.slice(0, 19).replace('T', ' ')}Z (${record.command}, process ${record.by.pid})`
    : 'somebody whose record cannot be read';

// A user id without a name in passwd is common in containers.
export const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
};
