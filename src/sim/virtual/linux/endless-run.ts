import { once } from 'node:events';
import { output, type Result } from './command.ts';
import type { Session } from './session.ts';

/** What has no end goes on until somebody ends it: 128 + SIGTERM. */
export const untilEnded = async (session: Session): Promise<Result> => {
  const over = AbortSignal.any([session.signal, ...session.deadlines]);
  if (!over.aborted) await once(over, 'abort');
  return output('', 143);
};
