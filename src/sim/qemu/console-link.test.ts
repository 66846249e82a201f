import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { serveUart, type UartServer } from '../virtual/wires/uart-server.ts';
import { ConsoleLink } from './console-link.ts';

const open: AsyncDisposable[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const part of open.splice(0)) await part[Symbol.asyncDispose]();
});

const dial = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};

const rig = async (): Promise<{ link: ConsoleLink; machinePort: number; server: UartServer }> => {
  const link = new ConsoleLink();
  const server = await serveUart(link);
  const { port } = await link.listen();
  open.push(link, server);
  return { link, machinePort: port, server };
};

const heard = (socket: Socket): { text: string } => {
  const record = { text: '' };
  socket.on('data', (bytes) => {
    record.text += bytes.toString('latin1');
  });
  return record;
};

test('a machine is read to the last byte while its client reads nothing', async () => {
  const { machinePort, server } = await rig();
  const client = await dial(server.address.port);
  client.pause();
  const machine = await dial(machinePort);
  // Far more than the buffers of all sockets on the way, and than what is kept for a client.
  for (let megabyte = 0; megabyte < 64; megabyte++) {
    await new Promise<void>((resolve, reject) =>
      machine.write(Buffer.alloc(2 ** 20, 0x2e), (error) => (error ? reject(error) : resolve())),
    );
  }
  machine.end();
  await once(machine, 'close');
});

test('a client stays over the lives of the machine, and hears each of them', async () => {
  const { machinePort, server } = await rig();
  const client = await dial(server.address.port);
  const record = heard(client);
  for (const life of ['first', 'second']) {
    const machine = await dial(machinePort);
    machine.write(`${life} life\r\n`);
    await vi.waitFor(() => expect(record.text).toContain(`${life} life\r\n`));
    const keys = heard(machine);
    client.write(`${life} key`);
    await vi.waitFor(() => expect(keys.text).toBe(`${life} key`));
    machine.destroy();
    await once(machine, 'close');
  }
  expect(client.destroyed).toBe(false);
});

test('keys for a board without power, or that does not read, are lost and block nobody', async () => {
  const { link, machinePort } = await rig();
  link.receive(Buffer.from('before power-on'));
  const machine = await dial(machinePort);
  machine.pause();
  await vi.waitFor(() => {
    link.receive(Buffer.from('after'));
    expect(machine.readableLength).toBeGreaterThan(0);
  });
  for (let count = 0; count < 1000; count++) link.receive(Buffer.alloc(2 ** 16));
  expect(machine.read().toString('latin1')).toMatch(/^(?:after)+/);
});
