import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ByteStream } from '../../core/console.ts';
import { PortError } from '../../core/errors.ts';
import { until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { context, freePort, listening } from '../testing/wires.ts';
import { type TcpConsoleSettings, tcpConsole } from './tcp-port.ts';

const closing: (() => void | PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const serve = async (onSocket: (socket: Socket) => void) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  const { port } = await listening(server);
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port, sockets };
};

const connected = async (settings: Omit<TcpConsoleSettings, 'host'>): Promise<ByteStream> => {
  const stream = await tcpConsole({ host: '127.0.0.1', ...settings }).connect(context());
  closing.push(() => stream[Symbol.asyncDispose]());
  return stream;
};

test('a refused connection says where and what to do', async () => {
  const port = await freePort();
  const error = await rejection(connected({ port }));
  expect(error).toBeInstanceOf(PortError);
  expect(error.message).toBe(`the console at 127.0.0.1:${port} refuses the connection`);
  expect(error.remedy).toContain(`listens on port ${port}`);
});

test.for([
  ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'an SSH server'],
  ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'a web server'],
])('%j is no console', async ([says, called]) => {
  const { port } = await serve((socket) => void socket.write(says!.slice(0, 5), () => socket.end(says!.slice(5))));
  const stream = await connected({ port });
  const lost = await new Promise<Error>((resolve) => stream.onLost(resolve));
  expect(lost).toMatchObject({
    fault: 'lab',
    message: `what answers at 127.0.0.1:${port} is ${called}, and no console`,
    evidence: [`it says: ${says!.split('\r')[0]}`],
  });
});

test('an abort ends a connection attempt with its reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  expect((await rejection(tcpConsole({ host: '127.0.0.1', port: 9 }).connect({ ...context(), signal }))).message).toBe('enough');
});

test('comes back when it may, and goes on hearing', async () => {
  const { port, sockets } = await serve(() => {});
  const stream = await connected({ port, reconnect: true });
  let heard = '';
  const lost: Error[] = [];
  stream.onData((chunk) => {
    heard += Buffer.from(chunk).toString();
  });
  stream.onLost((error) => lost.push(error));
  const gaps: number[] = [];
  stream.onGap!((ms) => gaps.push(ms));
  await until(() => sockets.length === 1);
  sockets[0]!.end('before ');
  await until(() => sockets.length === 2);
  await stream.write(Buffer.from('hello'));
  sockets[1]!.write('after');
  await until(() => heard === 'before after');
  expect(lost).toEqual([]);
  expect(gaps).toEqual([expect.any(Number)]);
});

test('what a console server says again after a reconnect is not heard twice, and what it kept meanwhile is', async () => {
  const { port, sockets } = await serve(() => {});
  const stream = await connected({ port, reconnect: true });
  let heard = '';
  stream.onData((chunk) => {
    heard += Buffer.from(chunk).toString();
  });
  const boot = `${Array.from({ length: 40 }, (_, line) => `[    ${line}.000000] line ${line} of a boot`).join('\r\n')}\r\n`;
  await until(() => sockets.length === 1);
  sockets[0]!.end(boot);
  await until(() => sockets.length === 2);
  sockets[1]!.write(boot.slice(-700));
  sockets[1]!.write('said meanwhile\r\n');
  await until(() => heard.endsWith('said meanwhile\r\n'));
  expect(heard).toBe(`${boot}said meanwhile\r\n`);
  sockets[1]!.write('\r\nlogin: ');
  await until(() => heard.endsWith('login: '));
});

test('paced writes arrive whole and in order', async () => {
  let heard = '';
  const { port } = await serve((socket) =>
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    }),
  );
  const stream = await connected({ port, pace: { chunk: 3, gap: '1ms' } });
  await Promise.all([stream.write(Buffer.from('setenv a b')), stream.write(Buffer.from('\r'))]);
  await until(() => heard.length === 11);
  expect(heard).toBe('setenv a b\r');
});

test('a peer that does not speak RFC 2217 is told from one that does not answer', async () => {
  const refusing = await serve((socket) => socket.write(Uint8Array.of(255, 254, 44)));
  const refused = await rejection(connected({ port: refusing.port, protocol: 'rfc2217' }));
  expect(refused.message).toContain('it refuses COM-PORT-OPTION');
  expect(refused.remedy).toContain("protocol: 'telnet'");
  const closingAtOnce = await serve((socket) => socket.destroy());
  const closed = await rejection(connected({ port: closingAtOnce.port, protocol: 'rfc2217' }));
  expect(closed).toBeInstanceOf(PortError);
});

test('sets the baud rate over RFC 2217 and notices another one', async () => {
  const said: number[] = [];
  const { port } = await serve((socket) => {
    socket.write(Uint8Array.of(255, 253, 44));
    socket.on('data', (chunk: Buffer) => {
      said.push(...chunk);
      // The server confirms 9600 whatever was asked for.
      if (chunk.includes(Buffer.of(255, 250, 44, 1))) socket.write(Uint8Array.of(255, 250, 44, 101, 0, 0, 0x25, 0x80, 255, 240));
    });
  });
  const error = await rejection(connected({ port, protocol: 'rfc2217', baudRate: 921_600 }));
  expect(error.message).toContain('it sets 9600 baud instead of 921600');
  expect(Buffer.from(said).includes(Buffer.of(255, 250, 44, 1, 0, 0x0e, 0x10, 0, 255, 240))).toBe(true);
});
