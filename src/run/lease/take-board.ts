import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import { ownerOf } from '../../core/process-mark.ts';
import { anySignal, boardClock, formatMs, monotonicMs } from '../../core/time.ts';
import { type Lease, type LeaseRequest, type Taking, takeLease } from './lease.ts';
import { LeaseError } from './lease-error.ts';
import { LeaseFolder } from './lease-folder.ts';
import { type Holding, holderText } from './lease-state.ts';

export interface TakeBoardOptions {
  readonly definition: BoardDefinition;
  readonly context: BoardContext;
  readonly request: Omit<LeaseRequest, 'board' | 'wires'>;
  /** Host milliseconds to wait for a board that somebody holds; 0: not at all. */
  readonly waitMs?: number;
  /** Called once, when there is somebody to wait for. */
  readonly onWaiting?: (holding: Holding) => void;
  /** Takes it from a holder that lives, too. */
  readonly force?: boolean;
  readonly folder?: LeaseFolder;
}

/**
 * Takes a board, or resolves with undefined where there is nothing to take: a simulated board is its starter's own. What a dead or silent holder left
 * behind is in an unknown state, whatever end state it had been given: it is switched off before anybody else works with it.
 * Throws LeaseError when somebody has it, when it cannot be switched off, or when the lease folder cannot be used.
 */
export const takeBoard = async (options: TakeBoardOptions): Promise<Lease | undefined> => {
  const { definition, context, request, force = false } = options;
  const wires = definition.wires();
  if (wires.length === 0) return undefined;
  const folder = options.folder ?? new LeaseFolder();
  const { lease, broken } = await taken(folder, { ...request, board: context.name, wires }, { ...options, force });
  try {
    for (const holding of broken) {
      context.emit({ type: 'lease.broken', holder: holderText(holding), reason: holding.why });
      context.log('warn', `${context.name} was left behind by ${holderText(holding)}: ${holding.why}; it is switched off first`);
    }
    if (broken.length > 0) await switchOff(options, broken);
  } catch (cause) {
    lease.abandon();
    throw cause;
  }
  context.emit({ type: 'lease.taken', lease: lease.record.id, wires });
  return lease;
};

/** Somebody who lives has the board. */
export class HeldError extends LeaseError {}

/** Why a board cannot be had. */
export const heldError = (board: string, holding: Holding, waitedMs = 0): HeldError => {
  const waited = waitedMs >= 1000 ? `, still after ${formatMs(waitedMs)}` : '';
  return new HeldError(`${board} is held by ${holderText(holding)}${waited}`, {
    evidence: [holding.why, ...(holding.record ? [`lab file ${holding.record.config}`, ...holding.record.wires] : [])],
    remedy: `wait for it with hil run --wait 10min, or take it away with: hil release ${board} --force`,
  });
};

type Had = Extract<Taking, { readonly broken: unknown }>;

const lookEveryMs = 250;

const taken = async (
  folder: LeaseFolder,
  request: LeaseRequest,
  { context, waitMs = 0, onWaiting, force = false }: TakeBoardOptions,
): Promise<Had> => {
  const begin = monotonicMs();
  for (let isFirst = true; ; isFirst = false) {
    context.signal.throwIfAborted();
    const taking = takeLease(folder, request, { force });
    if (taking.lease) return taking;
    const { holding } = taking;
    const waited = monotonicMs() - begin;
    if (waited >= patienceFor(holding, waitMs)) throw heldError(request.board, holding, waitMs > 0 ? waited : 0);
    if (isFirst) onWaiting?.(holding);
    await boardClock().sleep(lookEveryMs, context.signal);
  }
};

// A board process that outlived its run is done, or stale, before long: nobody has to ask for patience with it.
const patienceFor = ({ state, record }: Holding, waitMs: number): number =>
  state === 'leaving' ? Math.max(waitMs, record?.expiresMs ?? 0) : waitMs;

const switchOffWithinMs = 60_000;

const switchOff = async ({ definition, context }: TakeBoardOptions, broken: readonly Holding[]): Promise<void> => {
  const { name, signal } = context;
  try {
    await boardClock().sleep(noticeWithin(broken), signal);
    broken.forEach(killUnresponsive);
    const within = anySignal(signal, AbortSignal.timeout(switchOffWithinMs));
    await using power = await definition.openPower({ ...context, signal: within });
    await power.off(within);
  } catch (cause) {
    signal.throwIfAborted();
    throw new LeaseError(
      `${name} was left behind by ${holderText(broken[0]!)} and cannot be switched off: ${toErrorReport(cause).message}`,
      {
        cause,
        evidence: broken.map(({ why }) => why),
        remedy: `switch it off by hand, then: hil release ${name}`,
      },
    );
  }
};

// What was stopped or hangs has not noticed, and would keep the consoles for ever, of which most serve one listener. A supervisor may have other boards,
// and is left alone: it has what owned this one. A record speaks for its writer's own processes only, since everybody may write one.
const killUnresponsive = ({ state, mayLive, record, owner }: Holding): void => {
  if (state !== 'stale' || !mayLive) return;
  for (const mark of record?.also.filter((each) => ownerOf(each) === owner) ?? []) {
    try {
      process.kill(mark.pid, 'SIGKILL');
    } catch {
      // This user may not.
    }
  }
};

// A holder that was stopped or hung looks at its lease before it goes on; what it had begun by then is over when the power goes.
const noticeWithin = (broken: readonly Holding[]): number =>
  Math.max(0, ...broken.filter(({ mayLive }) => mayLive).map(({ record }) => 2.5 * (record?.beatMs ?? 0)));
