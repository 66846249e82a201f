import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { listenOnLoopback } from '../../virtual/wires/tcp-server.ts';

/** QEMU's test protocol: loads and stores of 32 bits as the first core would do them, without a program. */
export interface Qtest extends AsyncDisposable {
  readonly read: (address: number) => Promise<number>;
  readonly write: (address: number, value: number) => Promise<void>;
}

/** Calls `start` with the argument for `-qtest`, and resolves when that QEMU has connected. Throws what `start` rejects with. */
export const startQtest = async (start: (argument: string) => Promise<unknown>): Promise<Qtest> => {
  const server = createServer();
  const { port } = await listenOnLoopback(server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const started = start(`tcp:127.0.0.1:${port}`).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const [socket] = await Promise.race([connected, started.then(() => connected)]);
  const lines = createInterface(socket)[Symbol.asyncIterator]();
  const ask = async (command: string): Promise<string> => {
    socket.write(`${command}\n`);
    const { value } = (await lines.next()) as { value?: string };
    if (!value?.startsWith('OK')) throw new Error(`QEMU answers ${command} with ${value}`);
    return value.slice(3);
  };
  return {
    read: async (address) => Number(await ask(`readl 0x${address.toString(16)}`)),
    write: async (address, value) => void (await ask(`writel 0x${address.toString(16)} 0x${value.toString(16)}`)),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      server.close();
    },
  };
};
