import { afterEach } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { MemoryStream } from '../../drivers/testing/memory-stream.ts';
import { ConsoleSession, type ConsoleSessionOptions } from '../console-session.ts';

const open: ConsoleSession[] = [];
afterEach(() => Promise.all(open.splice(0).map((session) => session[Symbol.asyncDispose]())));

/** A console on a wire in memory, closed behind its test. */
export const wired = (options: Partial<ConsoleSessionOptions> = {}) => {
  const { near, far } = MemoryStream.pair();
  const session = new ConsoleSession({ name: 'a53', stream: near, clock: boardClock(), ...options });
  open.push(session);
  return { session, far, near, hears: (data: string | Uint8Array) => near.receive(data) };
};
