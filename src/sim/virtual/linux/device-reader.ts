import { binary, output, type Result } from './command.ts';
import type { Session } from './session.ts';
import { wholeSink } from './sinks.ts';

export const isDevice = ({ fs }: Session, path: string): boolean => {
  const inode = fs.tree.get(path);
  return inode?.kind === 'node' && inode.handlers.follow !== undefined;
};

/** Reads from a device until enough came, a deadline strikes, or the process is killed (`fuser -k`). Throws FileError when it may not be opened. */
export const followDevice = async (
  session: Session,
  path: string,
  enough: number | { readonly lines: number },
  onData?: (bytes: Uint8Array) => void,
): Promise<Buffer> => {
  session.fs.read(path);
  const inode = session.fs.tree.get(path);
  if (inode?.kind !== 'node' || !inode.handlers.follow) return Buffer.alloc(0);
  const killed = new AbortController();
  const user = { path, kill: () => killed.abort() };
  session.linux.deviceUsers.add(user);
  const over = AbortSignal.any([killed.signal, session.signal, ...session.deadlines]);
  const chunks: Uint8Array[] = [];
  let close = (): void => {};
  try {
    await new Promise<void>((resolve) => {
      over.addEventListener('abort', () => resolve(), { once: true });
      if (over.aborted) resolve();
      close = inode.handlers.follow!((bytes) => {
        chunks.push(bytes);
        onData?.(bytes);
        if (isEnough(chunks, enough)) resolve();
      });
    });
  } finally {
    close();
    session.linux.deviceUsers.delete(user);
  }
  const all = Buffer.concat(chunks);
  return typeof enough === 'number' ? all.subarray(0, Math.min(all.length, enough)) : all;
};

/** As cat and dd read a device: what comes is shown as it comes, behind what was read before it. */
export const showDevice = async (session: Session, path: string, before: Uint8Array = Buffer.alloc(0)): Promise<Result> => {
  // Without a deadline nobody would see the output before the end, which never comes.
  const direct = session.deadlines.length === 0 || session.sinks.length > 0 ? wholeSink(session) : undefined;
  direct?.(before);
  const bytes = await followDevice(session, path, Number.POSITIVE_INFINITY, direct);
  return direct ? output() : binary(Buffer.concat([before, bytes]));
};

const isEnough = (chunks: readonly Uint8Array[], enough: number | { readonly lines: number }): boolean => {
  if (typeof enough === 'number') return chunks.reduce((sum, { length }) => sum + length, 0) >= enough;
  return chunks.reduce((sum, chunk) => sum + chunk.filter((byte) => byte === 10).length, 0) >= enough.lines;
};
