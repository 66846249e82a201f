import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteStream } from '../../core/console.ts';
import type { DriverContext } from '../../core/driver.ts';
import { boardClock } from '../../core/time.ts';
import { commandConsole } from '../console/command-console.ts';
import { serialConsole } from '../console/serial-port.ts';
import { tcpConsole } from '../console/tcp-port.ts';
import { MemoryStream } from './memory-stream.ts';
import { endProcess, openPty, type Pty, socat, until } from './pty.ts';

/** A byte stream with its other end in the hands of a test. */
export interface Wire extends AsyncDisposable {
  readonly stream: ByteStream;
  /** What the other end says. */
  say(bytes: Uint8Array): void;
  /** What the other end has heard. */
  heard(): Buffer;
  /** The other end goes away. */
  hangUp(): Promise<void> | void;
}

export const context = (stateDir = tmpdir()): DriverContext => ({
  board: 'bench',
  clock: boardClock(),
  signal: new AbortController().signal,
  stateDir,
});

export const ser2net = '/usr/sbin/ser2net';

export const memoryWire = async (): Promise<Wire> => {
  const { near, far } = MemoryStream.pair();
  const heard: Uint8Array[] = [];
  far.onData((chunk) => heard.push(chunk));
  return {
    stream: near,
    say: (bytes) => void far.write(bytes),
    heard: () => Buffer.concat(heard),
    hangUp: () => far[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => near[Symbol.asyncDispose](),
  };
};

export const tcpWire = async (): Promise<Wire> => {
  const server = createServer();
  const { port } = await listening(server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const stream = await tcpConsole({ host: '127.0.0.1', port }).connect(context());
  const [socket] = await connected;
  const heard = collect(socket);
  return {
    stream,
    say: (bytes) => void socket.write(bytes),
    heard,
    hangUp: () => void socket.destroy(),
    async [Symbol.asyncDispose]() {
      await stream[Symbol.asyncDispose]();
      socket.destroy();
      server.close();
    },
  };
};

const ptyWire = async (connect: (pty: Pty) => Promise<ByteStream>): Promise<Wire> => {
  const pty = await openPty();
  const stream = await connect(pty);
  return {
    stream,
    say: (bytes) => void pty.input.write(bytes),
    heard: collect(pty.output),
    hangUp: () => pty.unplug(),
    async [Symbol.asyncDispose]() {
      await stream[Symbol.asyncDispose]();
      await pty[Symbol.asyncDispose]();
    },
  };
};

export const serialWire = (): Promise<Wire> => ptyWire(({ path }) => serialConsole({ path }).connect(context()));

/** A program between a pipe and a pty. */
export const commandWire = (): Promise<Wire> =>
  ptyWire(({ path }) => commandConsole({ command: `exec ${socat} - '${path},raw,echo=0'` }).connect(context()));

/** A pty behind the ser2net of this host. */
export const ser2netWire = async (protocol: 'raw' | 'telnet' | 'rfc2217'): Promise<Wire> => {
  const pty = await openPty();
  const dir = await mkdtemp(join(tmpdir(), 'ser2net-'));
  const port = await freePort();
  const accepter = { raw: 'tcp', telnet: 'telnet,tcp', rfc2217: 'telnet(rfc2217),tcp' }[protocol];
  const config = join(dir, 'ser2net.yaml');
  await writeFile(
    config,
    `connection: &uart\n  accepter: ${accepter},127.0.0.1,${port}\n  connector: serialdev,${pty.path},115200n81,local\n`,
  );
  const child = spawn(ser2net, ['-n', '-c', config, '-P', join(dir, 'pid')], { stdio: 'ignore' });
  const heard = collect(pty.output);
  let stream: ByteStream | undefined;
  await until(async () => {
    stream = await tcpConsole({ host: '127.0.0.1', port, protocol, ...(protocol === 'rfc2217' ? { baudRate: 115_200 } : {}) })
      .connect(context())
      .catch(() => undefined);
    return stream !== undefined;
  });
  return {
    stream: stream!,
    say: (bytes) => void pty.input.write(bytes),
    heard,
    hangUp: () => endProcess(child),
    async [Symbol.asyncDispose]() {
      await stream?.[Symbol.asyncDispose]();
      await endProcess(child);
      await pty[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

export const wires: readonly { readonly name: string; readonly open: () => Promise<Wire>; readonly needs?: string }[] = [
  { name: 'memory', open: memoryWire },
  { name: 'tcp', open: tcpWire },
  { name: 'serial', open: serialWire, needs: socat },
  { name: 'ser2net raw', open: () => ser2netWire('raw'), needs: ser2net },
  { name: 'ser2net telnet', open: () => ser2netWire('telnet'), needs: ser2net },
  { name: 'a command', open: commandWire, needs: socat },
  { name: 'ser2net rfc2217', open: () => ser2netWire('rfc2217'), needs: ser2net },
];

/** Why a wire cannot be tested on this host. */
export const missing = (needs: string | undefined): string | undefined =>
  needs && !(existsSync(needs) && existsSync(socat)) ? `${needs} is not installed` : undefined;

export const listening = async (server: ReturnType<typeof createServer>): Promise<AddressInfo> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
};

export const freePort = async (): Promise<number> => {
  const server = createServer();
  const { port } = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
};

const collect = (readable: Readable): (() => Buffer) => {
  const chunks: Buffer[] = [];
  readable.on('data', (chunk: Buffer) => chunks.push(chunk));
  readable.on('error', () => {});
  return () => Buffer.concat(chunks);
};
