import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tcpConsole } from '../console/tcp-port.ts';
import { pduDaemon } from '../power/pdu-daemon.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import { startShelly } from '../power/testing/shelly-server.ts';
import { until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { sshdPath, startSshd } from '../testing/sshd.ts';
import { context, freePort, listening, missing } from '../testing/wires.ts';
import { sshShell } from './ssh-shell.ts';

const reason = missing(sshdPath);

describe.skipIf(reason)(`through a jump host${reason ? ` (${reason})` : ''}`, () => {
  let sshd: Awaited<ReturnType<typeof startSshd>>;
  let config: string;
  const via = (host: string) => ({ host, config });
  beforeAll(async () => {
    sshd = await startSshd();
    const { port, user, keyFile, dir } = sshd;
    config = join(dir, 'ssh_config');
    const known = (await readFile(join(dir, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
    await writeFile(join(dir, 'known_hosts'), `[127.0.0.1]:${port} ${known}\n`);
    const same = `  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${keyFile}\n  IdentitiesOnly yes\n`;
    await writeFile(
      config,
      [
        `Host gateway second\n${same}  UserKnownHostsFile ${dir}/known_hosts\n`,
        `Host stranger\n${same}  UserKnownHostsFile ${dir}/none\n`,
        `Host board\n${same}  ProxyJump gateway\n`,
      ].join(''),
    );
  });
  afterAll(() => sshd?.[Symbol.asyncDispose]());

  test('SSH of a board', async () => {
    const { port, user, keyFile, dir } = sshd;
    await using host = await sshShell({ host: '127.0.0.1', port, user, keyFile, via: via('gateway,second') }).connect(context(dir));
    await using shell = await host.connect({ within: '60s' });
    expect((await shell.run('echo here')).stdout).toBe('here\n');
    await shell.put(Buffer.alloc(300_000, 7), join(dir, 'through'));
    expect(await readFile(join(dir, 'through'))).toEqual(Buffer.alloc(300_000, 7));
  });

  test("a board by OpenSSH's own configuration: name, port, key and jump host", async () => {
    const { user, dir } = sshd;
    const driver = sshShell({ host: 'board', user, config });
    expect(await driver.look!(context(dir))).toBe('127.0.0.1 will be asked through a jump host');
    await using host = await driver.connect(context(dir));
    await using shell = await host.connect({ within: '60s' });
    expect((await shell.run('echo here')).stdout).toBe('here\n');
  });

  test('a console, both ways, and its loss', async () => {
    const server = createServer();
    const { port } = await listening(server);
    const driver = tcpConsole({ host: '127.0.0.1', port, via: via('gateway') });
    expect(driver.wires()).toEqual([`tcp 127.0.0.1:${port} via gateway`]);
    const connected = once(server, 'connection') as Promise<[Socket]>;
    await using stream = await driver.connect(context());
    const [socket] = await connected;
    const heard: Uint8Array[] = [];
    stream.onData((chunk) => heard.push(chunk));
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    socket.write(everyByte);
    await until(() => Buffer.concat(heard).length >= 256);
    expect(Buffer.concat(heard)).toEqual(Buffer.from(everyByte));
    const answered = once(socket, 'data');
    await stream.write(everyByte);
    expect((await answered)[0]).toEqual(Buffer.from(everyByte));
    const lost = new Promise<Error>((resolve) => stream.onLost(resolve));
    socket.destroy();
    expect((await lost).message).toContain(`the console at 127.0.0.1:${port} was lost`);
    server.close();
  });

  test('relays', async () => {
    await using plug = await startShelly();
    const driver = shellyPlug({ host: plug.host, via: via('gateway') });
    expect(driver.wires()[0]).toContain(' via gateway');
    expect(await driver.look!(context())).toBe('answers and says off');
    await using relay = await driver.connect(context());
    await relay.on();
    expect([plug.contact, await relay.state()]).toEqual(['on', 'on']);
    const [host = '', port] = plug.host.split(':');
    expect(await pduDaemon({ host, port: Number(port), alias: 'x', via: via('gateway') }).look!(context())).toContain(
      'accepts connections',
    );
  });

  test('each refusal is told by whose it is', async () => {
    const port = await freePort();
    const console = (name: string) => rejection(tcpConsole({ host: '127.0.0.1', port, via: via(name) }).connect(context()));
    expect(await console('gateway')).toMatchObject({ fault: 'lab', message: `the console at 127.0.0.1:${port} refuses the connection` });
    const unknown = await console('stranger');
    expect(unknown).toMatchObject({
      fault: 'lab',
      message: expect.stringMatching(/the jump host stranger lets nobody through .*Host key verification failed/),
    });
    const relay = await shellyPlug({ host: `127.0.0.1:${port}`, via: via('gateway') }).connect(context());
    expect(await rejection(relay.off())).toMatchObject({ name: 'PowerError', evidence: [expect.stringMatching(/refused/i)] });
    expect(tcpConsole({ host: 'x', port: 1 }).schema.safeParse({ host: 'x', port: 1, via: '-oProxyCommand=id' }).success).toBe(false);
  });
});
