import { requireSecrets } from '../config/require-secrets.ts';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { shownText } from '../core/clean-text.ts';
import type { EventBody } from '../core/event.ts';
import { anySignal } from '../core/time.ts';
import { heldByHand, warn } from './board-lease.ts';
import { openableBoard } from './lab.ts';
import { untilInterrupted } from './signals.ts';

export interface Work {
  readonly lab: Awaited<ReturnType<typeof openableBoard>>['lab'];
  readonly definition: BoardDefinition;
  readonly context: BoardContext;
  /** An interruption, or a board that was taken away. */
  readonly ending: AbortSignal;
  readonly lost: AbortSignal;
}

/** Holds a board meanwhile, and says what is changed on it. */
export const withBoard = (board: string, config: string, verb: string, act: (work: Work) => Promise<number>): Promise<number> =>
  untilInterrupted(async (signal) => {
    const { lab, definition, context } = await openableBoard(config, board, signal);
    for (const warning of requireSecrets(lab, [context.name])) warn(warning);
    const lost = new AbortController();
    using _ = await heldByHand({ definition, context, config, command: `hil ${verb} ${board}` }, lost);
    const ending = anySignal(signal, lost.signal);
    return await act({ lab, definition, context: { ...context, emit: show }, ending, lost: lost.signal });
  });

const show = (event: EventBody): void => {
  if (event.type === 'provision.changed') say(`changed   ${event.what}: '${event.from}' -> '${event.to}'`);
  if (event.type === 'provision.restored') say(`put back  ${event.what}: '${event.from}' -> '${event.to}'`);
  if (event.type === 'lab.noted') say(event.text);
  if (event.type === 'boot.finished') say('booted');
};

export const say = (text: string): void => void process.stdout.write(`${shownText(text)}\n`);
