import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { isOwnUser } from './own-user.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Listens on loopback at a port that the operating system chooses, for processes of our own user and of root. */
export const listenOnLoopback = async (server: Server): Promise<Address> => {
  server.prependListener('connection', (socket: Socket) => {
    if (!isOwnUser(socket)) socket.destroy();
  });
  const listening = once(server, 'listening');
  server.listen(0, '127.0.0.1');
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return { host: address.address, port: address.port };
};
