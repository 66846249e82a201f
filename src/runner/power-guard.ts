import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { toErrorReport } from '../core/errors.ts';

/** Switches a board off whose own process cannot any more. Resolves with what went wrong; never rejects. */
export const switchOffFor = async (definition: BoardDefinition, context: BoardContext): Promise<string[]> => {
  if (definition.endState === 'keep') return [];
  // A simulated board died with the process that started it.
  if (definition.simulated) {
    context.emit({ type: 'board.closed', power: 'off' });
    return [];
  }
  try {
    await using power = await definition.openPower(context);
    await power.off(context.signal);
    context.emit({ type: 'power.switched', state: 'off', driver: 'supervisor' });
    context.emit({ type: 'board.closed', power: 'off' });
    return [];
  } catch (cause) {
    context.emit({ type: 'board.closed', power: 'unknown' });
    return [`${context.name} could not be switched off: ${toErrorReport(cause).message}`];
  }
};
