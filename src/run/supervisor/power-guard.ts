import { requireDark } from '../../board/power/dark.ts';
import { provenOff } from '../../board/power/end-state.ts';
import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import { boardClock } from '../../core/time.ts';

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
    const off = async (): Promise<void> => {
      await power.off(context.signal);
      await requireSilence(definition, context);
    };
    const state = await provenOff({ off, state: () => power.state(context.signal) });
    context.emit({ type: 'board.closed', power: state === 'unknown' ? 'off' : state });
    return [];
  } catch (cause) {
    context.emit({ type: 'board.closed', power: 'unknown' });
    return [`${context.name} could not be switched off: ${toErrorReport(cause).message}`];
  }
};

// A place of another lab was given back with the process that held it.
const requireSilence = async (definition: BoardDefinition, context: BoardContext): Promise<void> => {
  if ('start' in definition.parts) return;
  const a53 = await definition.openConsole('a53', context).catch(() => undefined);
  if (!a53) return;
  await using console = a53;
  await requireDark(console, { clock: boardClock(), within: '5s', signal: context.signal });
};

const givenBack = async (definition: BoardDefinition, { name: board, stateDir, signal }: BoardContext): Promise<string[]> => {
  try {
    await definition.reclaim?.({ board, stateDir, signal });
    return [];
  } catch (cause) {
    return [`${board} could not be given back: ${toErrorReport(cause).message}`];
  }
};
