import type { BoardContext } from '../../core/board.ts';
import type { FromBoard } from '../board-messages.ts';

/** Resolves when the supervisor has it, or is gone. */
export const send = (message: FromBoard): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });

export const log: BoardContext['log'] = (level, message, said) =>
  void send({ type: 'log', level, message, ...(said === undefined ? {} : { said }) });
