import { once } from 'node:events';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { ByteStream } from '../core/console.ts';
import type { Driver } from '../core/driver.ts';
import { ConfigError } from '../core/errors.ts';
import { anySignal, boardClock, monotonicMs } from '../core/time.ts';
import { serialConsole } from '../drivers/console/serial-port.ts';
import { tcpConsole } from '../drivers/console/tcp-port.ts';

const everyMs = 250;

export interface Follower {
  /** `at` in host milliseconds. */
  chunk(bytes: Uint8Array, at: number): void;
  /** Nothing came for a while. */
  idle(now: number): void;
}

/**
 * Reads what grows until `signal` aborts or it ends by itself: a file, also one that is rotated; a serial port; `tcp://host:port` or
 * `rfc2217://host:port`; standard input for `-`. Throws PortError for a port that cannot be opened or is lost.
 */
export const follow = async (
  source: string,
  stdin: NodeJS.ReadableStream,
  baudRate: number | undefined,
  to: Follower,
  signal: AbortSignal,
): Promise<void> => {
  const done = new AbortController();
  const ticking = tick(to, anySignal(signal, done.signal));
  try {
    if (source === '-') await followStdin(stdin, to, signal);
    else {
      const port = await portOf(source, baudRate);
      await (port ? followPort(port, to, signal) : followFile(source, to, signal));
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  } finally {
    done.abort();
    await ticking;
  }
};

const tick = async (to: Follower, signal: AbortSignal): Promise<void> => {
  const clock = boardClock();
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch(() => {});
    to.idle(monotonicMs());
  }
};

const portOf = async (source: string, baudRate: number | undefined): Promise<Driver<ByteStream> | undefined> => {
  const address = /^(tcp|rfc2217):\/\/(.+):(\d+)\/?$/.exec(source);
  const rate = baudRate === undefined ? {} : { baudRate };
  if (address) {
    const [, protocol, host, port] = address;
    const settings = { host: host!, port: Number(port) };
    return tcpConsole(protocol === 'tcp' ? settings : { ...settings, protocol: 'rfc2217', ...rate });
  }
  if (/^\w+:\/\//.test(source))
    throw new ConfigError(`${source} is no source`, { remedy: 'a file, a serial port, tcp://host:port or rfc2217://host:port' });
  const isDevice = (await stat(source).catch(() => undefined))?.isCharacterDevice() ?? false;
  return isDevice ? serialConsole({ path: source, ...rate }) : undefined;
};

const followPort = async (driver: Driver<ByteStream>, to: Follower, signal: AbortSignal): Promise<void> => {
  await using stream = await driver.connect({ board: 'scan', clock: boardClock(), signal, stateDir: tmpdir() });
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    stream.onLost(reject);
    stream.onData((bytes) => to.chunk(bytes, monotonicMs()));
  });
};

const followStdin = async (stdin: NodeJS.ReadableStream, to: Follower, signal: AbortSignal): Promise<void> => {
  stdin.on('data', (bytes: Uint8Array | string) => to.chunk(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, monotonicMs()));
  await once(stdin, 'end', { signal });
};

/** A file that is shorter than it was, or another one of the same name, is read from its beginning. */
const followFile = async (file: string, to: Follower, signal: AbortSignal): Promise<void> => {
  const clock = boardClock();
  for (let inode: number | undefined, at = 0; ; await clock.sleep(everyMs, signal)) {
    const now = await stat(file).catch((cause) => {
      if (inode === undefined) throw cause;
      return undefined;
    });
    if (!now) continue;
    if (inode !== now.ino || now.size < at) at = 0;
    inode = now.ino;
    at = await readOn(file, at, to, signal);
  }
};

const readOn = async (file: string, from: number, to: Follower, signal: AbortSignal): Promise<number> => {
  await using handle = await open(file);
  const buffer = Buffer.alloc(65_536);
  for (let at = from; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return at;
    to.chunk(Buffer.from(buffer.subarray(0, bytesRead)), monotonicMs());
    at += bytesRead;
  }
};
