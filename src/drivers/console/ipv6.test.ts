import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { pduDaemon } from '../power/pdu-daemon.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import { context } from '../testing/wires.ts';
import { tcpConsole } from './tcp-port.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'));

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  return (server.address() as AddressInfo).port;
};

describe.skipIf(!hasIpv6)('an IPv6 address, in brackets or not', () => {
  test('of a terminal server', async () => {
    const server = createServer((socket) => socket.end());
    const port = await listening(server);
    for (const host of ['::1', '[::1]']) {
      await using _ = await tcpConsole({ host, port }).connect(context());
    }
    server.close();
  });

  test('of a relay', async () => {
    const asked: string[] = [];
    const server = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(request.url?.startsWith('/rpc') ? '{ "output": true }' : 'OK - accepted request');
    });
    const port = await listening(server);
    await using plug = await shellyPlug({ host: `[::1]:${port}` }).connect(context());
    expect(await plug.state()).toBe('on');
    for (const host of ['::1', '[::1]']) {
      const driver = pduDaemon({ host, port, pdu: 'apc', outlet: 1 });
      expect(await driver.look!(context())).toContain('accepts connections');
      await using outlet = await driver.connect(context());
      await outlet.off();
    }
    server.close();
    expect(asked.map((url) => url.split('?')[0])).toEqual(['/rpc/Switch.GetStatus', '/power/control/off', '/power/control/off']);
  });
});
