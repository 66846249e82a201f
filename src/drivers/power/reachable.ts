import { connect } from 'node:net';
import { socketHost } from '../../core/host-name.ts';
import { anySignal } from '../../core/time.ts';
import { type FarEnd, throughJumpHost, type Via } from '../via/jump-host.ts';
import { notReached } from './relay-failure.ts';

// Wall time: a host that is up answers in milliseconds.
const connectWithinMs = 5000;

/** Opens a TCP connection and closes it. Throws PowerError when nobody takes it. */
export const reachable = async (
  who: string,
  { host, port, via }: FarEnd & { readonly via?: Via | undefined },
  signal: AbortSignal,
): Promise<void> => {
  const asked = `TCP ${host}:${port}`;
  if (via !== undefined) {
    const stream = await throughJumpHost(via, { host, port }, signal).catch((cause: Error) =>
      Promise.reject(notReached(who, { host, port }, asked, cause)),
    );
    stream.destroy();
    return;
  }
  const socket = connect({ host: socketHost(host), port });
  const end = anySignal(signal, AbortSignal.timeout(connectWithinMs));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
      end.addEventListener('abort', () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), { once: true });
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw notReached(who, { host, port }, asked, cause);
  } finally {
    socket.on('error', () => {}).destroy();
  }
};
