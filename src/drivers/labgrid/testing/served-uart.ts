import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, socat, until } from '../../testing/pty.ts';
import { freePort, ser2net } from '../../testing/wires.ts';

/** What a host of a lab has of a UART: a device file, as of a USB adapter. */
export interface UartDevice extends AsyncDisposable {
  readonly path: string;
}

/** A device file for a UART that is reached over TCP. */
export const uartDevice = async (port: number): Promise<UartDevice> => {
  const dir = await mkdtemp(join(tmpdir(), 'hil-uart-'));
  const link = join(dir, 'uart');
  const child = spawn(socat, [`PTY,raw,echo=0,link=${link}`, `TCP:127.0.0.1:${port}`], { stdio: 'ignore' });
  await until(() => existsSync(link));
  return { path: realpathSync(link), [Symbol.asyncDispose]: () => end(child, dir) };
};

export interface ServedUart extends AsyncDisposable {
  readonly port: number;
}

/** A device file behind ser2net with RFC 2217, as labgrid's exporter serves it. */
export const servedUart = async ({ path }: UartDevice): Promise<ServedUart> => {
  const dir = await mkdtemp(join(tmpdir(), 'hil-ser2net-'));
  const port = await freePort();
  const lines = [
    'connection: &uart',
    `  accepter: telnet(rfc2217,mode=server),tcp,127.0.0.1,${port}`,
    `  connector: serialdev(nouucplock=true),${path},115200n81,local`,
    '  options:',
    '    max-connections: 10',
  ];
  await writeFile(join(dir, 'ser2net.yaml'), `${lines.join('\n')}\n`);
  const child = spawn(ser2net, ['-n', '-c', join(dir, 'ser2net.yaml'), '-P', join(dir, 'pid')], { stdio: 'ignore' });
  await until(() => existsSync(join(dir, 'pid')));
  return { port, [Symbol.asyncDispose]: () => end(child, dir) };
};

/** Why that cannot be had on this host. */
export const missingTools = (): string | undefined => {
  const tool = [socat, ser2net].find((file) => !existsSync(file));
  return tool && `${tool} is not installed`;
};

const end = async (child: ChildProcess, dir: string): Promise<void> => {
  await endProcess(child);
  await rm(dir, { recursive: true, force: true });
};
