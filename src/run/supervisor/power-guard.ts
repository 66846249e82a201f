import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import { provenOff } from '../recovery/end-state.ts';

/** Switches a board off whose own process cannot any more, or just gives it back where its power is to stay. Resolves with what went wrong; never rejects. */
export const switchOffFor = async (definition: BoardDefinition, context: BoardContext): Promise<string[]> => {
  if (definition.endState === 'keep') return givenBack(definition, context);
  // A simulated board died with the process that started it.
  if (definition.simulated) {
    context.emit({ type: 'board.closed', power: 'off' });
    return [];
  }
  try {
    await using power = await definition.openPower(context);
    const state = await provenOff({ off: () => power.off(context.signal), state: () => power.state(context.signal) });
    context.emit({ type: 'power.switched', state: 'off', driver: 'supervisor' });
    context.emit({ type: 'board.closed', power: state === 'unknown' ? 'off' : state });
    return [];
  } catch (cause) {
    context.emit({ type: 'board.closed', power: 'unknown' });
    return [`${context.name} could not be switched off: ${toErrorReport(cause).message}`];
  }
};

const givenBack = async (definition: BoardDefinition, { name: board, stateDir, signal }: BoardContext): Promise<string[]> => {
  try {
    await definition.reclaim?.({ board, stateDir, signal });
    return [];
  } catch (cause) {
    return [`${board} could not be given back: ${toErrorReport(cause).message}`];
  }
};
