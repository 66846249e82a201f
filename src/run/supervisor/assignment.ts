import type { BoardAssignment } from '../board-messages.ts';
import type { RunOptions } from './run-options.ts';

type Places = 'handover' | 'dir' | 'stateDir' | 'scratch' | 'runMark';

/** What a board process shall do; where, the supervisor knows. */
export const assignmentOf = (board: string, options: RunOptions): Omit<BoardAssignment, Places> => {
  const { configPath, lab, patterns, repeat, bail, inOrder = false, pools = [], selection = {}, soak, atFailure = false } = options;
  return {
    board,
    configPath,
    patterns,
    selection,
    repeat,
    ...(soak ? { soak } : {}),
    bail,
    retries: atFailure ? {} : { ...lab.retries, ...options.retries },
    inOrder,
    isPooled: pools.some((pool) => pool.includes(board)),
  };
};
