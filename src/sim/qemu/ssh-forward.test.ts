import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { listenOnLoopback } from '../virtual/wires/tcp-server.ts';
import { SshForward } from './ssh-forward.ts';

const open: (AsyncDisposable | Server)[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const part of open.splice(0)) await ('close' in part ? part.close() : part[Symbol.asyncDispose]());
});

/** A board's sshd: says who it is, then echoes. */
const board = async (name: string): Promise<{ port: number; clients: Socket[] }> => {
  const clients: Socket[] = [];
  const server = createServer((socket) => {
    clients.push(socket);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(`${name}\n`);
    socket.pipe(socket);
  });
  open.push(server);
  return { port: (await listenOnLoopback(server)).port, clients };
};

const dial = (port: number): { socket: Socket; heard: () => string } => {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    text += bytes;
  });
  return { socket, heard: () => text };
};

const forwarding = async (): Promise<{ forward: SshForward; port: number }> => {
  const forward = new SshForward();
  open.push(forward);
  return { forward, port: (await forward.listen()).port };
};

test('one address leads to the board of each power-on, with every byte', async () => {
  const { forward, port } = await forwarding();
  for (const name of ['first', 'second']) {
    forward.lead((await board(name)).port);
    const { socket, heard } = dial(port);
    socket.write('x'.repeat(2 ** 20));
    await vi.waitFor(() => expect(heard().length).toBe(name.length + 1 + 2 ** 20), { timeout: 10_000 });
    expect(heard().startsWith(`${name}\n`)).toBe(true);
    socket.destroy();
  }
});

test('a board without power lets nobody in', async () => {
  const { forward, port } = await forwarding();
  forward.lead((await board('before')).port);
  forward.cut();
  const { socket, heard } = dial(port);
  await once(socket, 'close');
  expect(heard()).toBe('');
});

test('a power cut closes no connection: it falls silent, and ends with the next power-on', async () => {
  const { forward, port } = await forwarding();
  const { port: boardPort, clients } = await board('alive');
  forward.lead(boardPort);
  const { socket, heard } = dial(port);
  await vi.waitFor(() => expect(heard()).toBe('alive\n'));
  forward.cut();
  const [theirs] = clients;
  theirs!.resetAndDestroy();
  socket.write('is anybody there?');
  await once(theirs!, 'close');
  expect(socket.destroyed).toBe(false);
  forward.lead(boardPort);
  await once(socket, 'close');
});

test('a board that hangs up is heard doing so', async () => {
  const { forward, port } = await forwarding();
  const { port: boardPort, clients } = await board('alive');
  forward.lead(boardPort);
  const { socket, heard } = dial(port);
  await vi.waitFor(() => expect(heard()).toBe('alive\n'));
  clients[0]!.end();
  await once(socket, 'close');
});
