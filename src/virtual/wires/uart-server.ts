import { createServer, type Socket } from 'node:net';
import { boardClock } from '../../core/time.ts';
import { type Address, listenOnLoopback } from './tcp-server.ts';
import type { Uart } from './uart.ts';

// What a client may leave unread before its bytes are dropped. A board is never blocked by who does not listen.
const unreadLimit = 4 * 1024 * 1024;

// Host time.
const leavingMs = 200;

export interface UartServer extends AsyncDisposable {
  readonly address: Address;
}

/** A UART as a raw TCP port, as ser2net offers one: one client at a time, and the connection outlives every power cycle. */
export const serveUart = async (uart: Uart): Promise<UartServer> => {
  let client: Socket | undefined;
  const serve = (socket: Socket): void => {
    if (client) {
      socket.end('Port already in use\r\n');
      return;
    }
    client = socket;
    const leave = (): void => {
      if (client === socket) client = undefined;
    };
    socket.setNoDelay(true);
    socket
      .on('data', (bytes) => uart.receive(bytes))
      .on('end', leave)
      .on('close', leave);
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // The end of a client that made way for this one may come after it.
    if (client)
      boardClock()
        .sleep(leavingMs)
        .then(() => serve(socket));
    else serve(socket);
  });
  uart.connect((bytes) => {
    if (client?.writable && client.writableLength < unreadLimit) client.write(bytes);
  });
  const address = await listenOnLoopback(server);
  return {
    address,
    async [Symbol.asyncDispose]() {
      uart.connect(undefined);
      client?.destroy();
      server.close();
    },
  };
};
