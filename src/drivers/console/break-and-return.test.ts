import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PortError } from '../../core/errors.ts';
import { endProcess, socat, until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { context, listening, missing } from '../testing/wires.ts';
import { commandConsole } from './command-console.ts';
import { serialConsole } from './serial-port.ts';
import { tcpConsole } from './tcp-port.ts';
import { telnet } from './telnet-codec.ts';

const { iac, sb, se, will } = telnet;

/** A terminal server that answers every offer with `answer`, and keeps what came. */
const terminalServer = async (answer: (said: Buffer, socket: Socket) => void) => {
  const said: number[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        said.push(...chunk);
        answer(chunk, socket);
      });
  });
  const { port } = await listening(server);
  return { port, has: (...bytes: number[]) => Buffer.from(said).includes(Buffer.from(bytes)), [Symbol.dispose]: () => void server.close() };
};

test('a break over telnet is its own command, and text follows the rules of a terminal where the server refuses binary', async () => {
  using server = await terminalServer((said, socket) => {
    if (said[0] !== iac) return;
    socket.write(Uint8Array.of(iac, telnet.wont, 0, iac, telnet.dont, 0, ...Buffer.from('a\r\0b\r\n')));
  });
  await using stream = await tcpConsole({ host: '127.0.0.1', port: server.port, protocol: 'telnet' }).connect(context());
  const heard: Uint8Array[] = [];
  stream.onData((chunk) => heard.push(chunk));
  await until(() => Buffer.concat(heard).toString() === 'a\rb\r\n');
  await stream.write(Buffer.from('x\r'));
  await stream.sendBreak!();
  await until(() => server.has(120, 13, 0) && server.has(iac, 243));
});

test('a break over RFC 2217 is set and ended', async () => {
  using server = await terminalServer((said, socket) => {
    if (said.includes(Buffer.of(iac, will, 44))) socket.write(Uint8Array.of(iac, telnet.do, 44));
    if (said.includes(Buffer.of(iac, sb, 44, 1))) socket.write(Uint8Array.of(iac, sb, 44, 101, 0, 1, 0xc2, 0, iac, se));
  });
  await using stream = await tcpConsole({ host: '127.0.0.1', port: server.port, protocol: 'rfc2217' }).connect(context());
  await stream.sendBreak!();
  await until(() => server.has(iac, sb, 44, 5, 5, iac, se) && server.has(iac, sb, 44, 5, 6, iac, se));
});

test('telnet that refuses RFC 2217 is told as telnet, never as raw', async () => {
  using server = await terminalServer((_, socket) => void socket.write(Uint8Array.of(iac, telnet.dont, 44)));
  const error = await rejection(tcpConsole({ host: '127.0.0.1', port: server.port, protocol: 'rfc2217' }).connect(context()));
  expect(error).toMatchObject({ remedy: expect.stringContaining("protocol: 'telnet'") });
  expect(error.remedy).not.toContain('raw');
});

test.skipIf(missing(socat))('a USB adapter that comes back under its name is used again, and the gap is told', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-usb-'));
  const path = join(dir, 'usb-adapter');
  const plugged = async () => {
    const child = spawn(socat, [`PTY,raw,echo=0,link=${path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await until(() => existsSync(path));
    return child;
  };
  const first = await plugged();
  await using stream = await serialConsole({ path, reconnect: true }).connect(context());
  const heard: Uint8Array[] = [];
  const gaps: number[] = [];
  const losses: Error[] = [];
  stream.onData((chunk) => heard.push(chunk));
  stream.onGap!((ms) => gaps.push(ms));
  stream.onLost((error) => losses.push(error));
  first.stdin.write('before ');
  await until(() => Buffer.concat(heard).toString() === 'before ');
  await endProcess(first);
  rmSync(path, { force: true });
  const second = await plugged();
  await until(() => gaps.length === 1);
  second.stdin.write('after');
  await until(() => Buffer.concat(heard).toString() === 'before after');
  await stream.write(Buffer.from('typed'));
  expect(losses).toEqual([]);
  await endProcess(second);
  rmSync(dir, { recursive: true });
});

test('a console command that ends is told with its last words, and no secret', async () => {
  process.env.HIL_TEST_CONSOLE = 'never-seen';
  const stream = await commandConsole({
    command: 'echo "no route: $PASS -u me:hush-4711" >&2; exit 3',
    environment: { PASS: 'x' },
  }).connect(context());
  const error = (await new Promise<Error>((resolve) => stream.onLost(resolve))) as PortError;
  expect(error.message).toContain('ended with exit status 3');
  expect(error.evidence.join()).toContain('no route');
  expect(error.evidence.join()).not.toContain('hush-4711');
});
