import { type Endpoint, openSocket } from './tcp-socket.ts';

/** A connection to a UART, whatever is spoken on it. */
export interface TcpLink {
  write(data: Uint8Array): Promise<void>;
  /** Where the protocol has a word for it. */
  sendBreak?(): Promise<void>;
  close(): void;
}
export interface LinkEvents {
  heard(chunk: Uint8Array): void;
  /** Called at most once, and not after `close`. */
  ended(cause: Error): void;
}

/** Bytes over a socket as they are. */
export const rawLink = async (endpoint: Endpoint, signal: AbortSignal, { heard, ended }: LinkEvents): Promise<TcpLink> => {
  const socket = await openSocket(endpoint, signal);
  let failure = new Error('the other side closed the connection');
  let closed = false;
  socket.on('data', heard);
  socket.on('error', (error) => {
    failure = error;
  });
  // A half-closed console is a dead one: nothing more can come.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    if (!closed) ended(failure);
  });
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) reject(failure);
        else socket.write(data, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => {
      closed = true;
      socket.end(() => socket.destroy());
    },
  };
};
