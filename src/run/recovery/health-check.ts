import { statfs } from 'node:fs/promises';
import type { Board, BoardContext } from '../../core/board.ts';
import { CountdownMissedError, type ErrorReport } from '../../core/errors.ts';
import type { HealthCheck } from '../../core/health-check.ts';
import { monotonicMs } from '../../core/time.ts';

export interface HealthCheckOptions {
  readonly board: Board;
  /** True: a board that runs well is taken as it is. */
  readonly keepsRunning: boolean;
  /** Where this host writes: the run's folder, and what outlives it. */
  readonly folders: readonly string[];
  readonly emit: BoardContext['emit'];
  readonly log: BoardContext['log'];
  /** One try failed. */
  readonly onFailed: (why: ErrorReport) => void;
  readonly signal: AbortSignal;
}

const attempts = 2;
// A host that was too late for U-Boot's countdown says nothing of the board, and may be in time for the next.
const mostAttempts = 5;

/** Resolves with what is wrong when a board fails its check twice, or this host was late at each of several tries. Rejects with the signal's reason alone. */
export const failsHealth = async (options: HealthCheckOptions): Promise<ErrorReport | undefined> => {
  const { board, keepsRunning, folders, emit, log, onFailed, signal } = options;
  if (!board.checkHealth) return undefined;
  for (let attempt = 1, failed = 0; ; attempt++) {
    const begin = monotonicMs();
    // A residual voltage is what a second try with a longer time off may cure.
    const checks = [
      ...(await board.checkHealth({ keepsRunning, offFor: attempt === 1 ? '2s' : '5s' }, signal)),
      ...(await roomOnHost(folders)),
    ];
    emit({ type: 'health.checked', attempt, checks, tookMs: monotonicMs() - begin });
    for (const { what, result, text } of checks) if (result !== 'good') log('warn', `health check: ${what}: ${text}`);
    const bad = checks.find(({ result }) => result === 'bad');
    if (!bad) return undefined;
    if (bad.error) onFailed(bad.error);
    if (bad.error?.name !== CountdownMissedError.name) failed++;
    if (failed < attempts && attempt < mostAttempts) continue;
    return { ...bad.error!, evidence: [`health check: ${bad.what}, ${attempt} times`, ...bad.error!.evidence] };
  }
};

// Both consoles at full rate for an hour are 0.6 GB; a run without room goes on, and its verdicts are kept.
const leastBytes = 256 * 1024 * 1024;

const roomOnHost = async (folders: readonly string[]): Promise<readonly HealthCheck[]> => {
  const checks = await Promise.all(folders.map(roomIn));
  return checks.flatMap((check) => check ?? []);
};

const roomIn = async (folder: string): Promise<HealthCheck | undefined> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const text = `${folder} of this host has ${Math.floor(free / 1024 / 1024)} MiB left`;
    return { what: 'host disk', result: free < leastBytes ? 'doubtful' : 'good', text };
  } catch (cause) {
    return { what: 'host disk', result: 'doubtful', text: `${folder} of this host cannot be asked for room: ${(cause as Error).message}` };
  }
};
