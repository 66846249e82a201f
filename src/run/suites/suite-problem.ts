import type { ChildProcess } from 'node:child_process';

/** Something that went wrong outside of scenarios. */
export interface SuiteProblem {
  readonly message: string;
  /** The results of the scenarios themselves say it already: one of them used the board after its end. */
  readonly isExplained: boolean;
  /** The test process ended before its suites did; a scenario that ran answers for it, and nobody where none did. */
  readonly isLoss: boolean;
}

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

export const suiteProblem = (error: unknown): SuiteProblem => ({
  message: asThrown(error)?.message ?? String(error),
  isExplained: chainOf(error).some(({ name }) => name === 'RevokedError'),
  isLoss: isLoss(chainOf(error)),
});

// What a suite says of pipes of its own is no word of the pool.
const isLoss = (chain: readonly Thrown[]): boolean =>
  chain.some(({ message }) => message === workerGone) ||
  (chain[0]?.message?.startsWith('[vitest-pool]') === true && chain.some(({ code }) => isChannelGone(code)));

/** What Node says to whoever writes to a process that is gone. */
export const isChannelGone = (code: unknown): boolean => code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_IPC_CHANNEL_CLOSED';

/** Of a test process that ended behind its last file, by itself but for one that did not end. */
export const exitProblems = ({ exitCode, signalCode }: Pick<ChildProcess, 'exitCode' | 'signalCode'>): readonly SuiteProblem[] => {
  if (exitCode === 0) return [];
  const what = exitCode === null ? `the test process did not end by itself (${signalCode ?? 'it still runs'})` : failedBeside(exitCode);
  return [{ message: `${what} when its suites were through`, isExplained: false, isLoss: false }];
};

const failedBeside = (code: number): string => `something that is no scenario has failed: the test process ended with exit code ${code}`;

// Vitest's word for it has neither a name nor a code of its own; its version is pinned.
const workerGone = 'Worker exited unexpectedly';

const asThrown = (error: unknown): Thrown | undefined => (typeof error === 'object' && error !== null ? error : undefined);

const chainOf = (error: unknown): readonly Thrown[] => {
  const chain: Thrown[] = [];
  for (let each = asThrown(error); each && !chain.includes(each); each = asThrown(each.cause)) chain.push(each);
  return chain;
};
