import { createServer, type Socket } from 'node:net';
import { type Address, listenOnLoopback } from './tcp-server.ts';

// What a client may leave unread before its bytes are dropped. A board is never blocked by who does not listen.
const unreadLimit = 4 * 1024 * 1024;

// Host time.
const leavingMs = 200;

/** The board's end of a wire. */
export interface UartEnd {
  /** Where its bytes go; undefined when the wire is cut. */
  connect(sink: ((bytes: Uint8Array) => void) | undefined): void;
  receive(bytes: Uint8Array): void;
}

export interface UartServer extends AsyncDisposable {
  readonly address: Address;
}

/** A UART as a raw TCP port, as ser2net offers one: one client at a time, and the connection outlives every power cycle. */
export const serveUart = async (uart: UartEnd): Promise<UartServer> => {
  let client: Socket | undefined;
  const adopt = (socket: Socket): void => {
    client = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => uart.receive(bytes));
  };
  const server = createServer((socket) => {
    const before = client;
    socket.on('error', () => socket.destroy());
    for (const end of ['end', 'close']) {
      socket.on(end, () => {
        if (client === socket) client = undefined;
      });
    }
    if (!before) return adopt(socket);
    // The end of a client that made way for this one may come after it; one that left bytes unread ends with a reset.
    const patience = AbortSignal.timeout(leavingMs);
    for (const end of ['end', 'close']) {
      before.once(end, () => {
        if (!client && !patience.aborted && !socket.destroyed) adopt(socket);
      });
    }
    patience.addEventListener('abort', () => {
      if (client !== socket) socket.end('Port already in use\r\n');
    });
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
