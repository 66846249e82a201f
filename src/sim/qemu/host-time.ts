import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../../core/time.ts';
import { LostTime } from '../virtual/soc/lost-time.ts';

/** Whose time: that of the M7, or of the A53 and everything else. */
export type TimeOf = 'board' | 'm7';

// The threads of QEMU's processors are named so with `-name debug-threads=on`; the M7 is the CPU behind the four A53.
const m7Thread = 'CPU 4/TCG';
const lookEveryMs = 250;

/** What a busy host kept from QEMU: how long its threads had work and waited for a core of the host, as Linux counts it. */
export class HostTime {
  readonly #proc: string;
  readonly #lost: Readonly<Record<TimeOf, LostTime>> = { board: new LostTime(), m7: new LostTime() };
  #process: FollowedProcess | undefined;

  /** `proc`: where Linux shows its processes. */
  constructor(proc = '/proc') {
    this.#proc = proc;
  }

  /** The process that the board is from now on. */
  follow(pid: number | undefined): void {
    this.release();
    if (pid === undefined) return;
    const timer = setInterval(() => this.#look(), lookEveryMs).unref();
    this.#process = { tasks: join(this.#proc, String(pid), 'task'), waited: new Map(), timer };
  }

  release(): void {
    clearInterval(this.#process?.timer);
    this.#process = undefined;
  }

  /** Milliseconds lost since `at`, a host monotonic moment in milliseconds: of several threads those of the one that waited longest. */
  lostSince(whose: TimeOf, at: number): number {
    this.#look();
    return this.#lost[whose].since(at * 1e6) / 1e6;
  }

  #look(): void {
    if (!this.#process) return;
    const longest = { board: 0, m7: 0 };
    for (const { id, whose, waitedNs } of threadsOf(this.#process.tasks)) {
      longest[whose] = Math.max(longest[whose], waitedNs - (this.#process.waited.get(id) ?? 0));
      this.#process.waited.set(id, waitedNs);
    }
    const now = monotonicMs() * 1e6;
    this.#lost.board.add(now, longest.board);
    this.#lost.m7.add(now, longest.m7);
  }
}

interface FollowedProcess {
  readonly tasks: string;
  /** Nanoseconds by thread, as they were read last. */
  readonly waited: Map<string, number>;
  readonly timer: NodeJS.Timeout;
}

interface Thread {
  readonly id: string;
  readonly whose: TimeOf;
  readonly waitedNs: number;
}

const threadsOf = (tasks: string): readonly Thread[] => {
  try {
    return readdirSync(tasks).flatMap((id) => threadAt(join(tasks, id), id));
  } catch {
    // It has ended.
    return [];
  }
};

/** None where it has ended, or where the kernel does not count (CONFIG_SCHED_INFO). */
const threadAt = (folder: string, id: string): readonly Thread[] => {
  try {
    const name = readFileSync(join(folder, 'comm'), 'utf8').trim();
    // Nanoseconds on a CPU, nanoseconds on a run queue, and how often it was let go.
    const [, waitedNs = 0] = readFileSync(join(folder, 'schedstat'), 'utf8').split(' ').map(Number);
    return [{ id, whose: name === m7Thread ? 'm7' : 'board', waitedNs }];
  } catch {
    return [];
  }
};
