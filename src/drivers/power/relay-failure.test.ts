import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { literalSecret } from '../../core/secret.ts';
import { rejection } from '../testing/rejection.ts';
import { context, freePort, listening } from '../testing/wires.ts';
import { type HttpSwitchSettings, httpSwitch } from './http-switch.ts';
import { pduDaemon } from './pdu-daemon.ts';
import { shellyPlug } from './shelly-plug.ts';

const served = async (server: Server): Promise<number> => {
  onTestFinished(() => void server.close());
  return (await listening(server)).port;
};

const web = async (answer: RequestListener): Promise<string> => `http://127.0.0.1:${await served(createServer(answer))}`;

const switching = async (base: string, more: Partial<HttpSwitchSettings> = {}) => {
  await using relay = await httpSwitch({ on: { url: `${base}/on` }, off: { url: `${base}/off` }, ...more }).connect(context());
  return rejection(relay.on());
};

describe('a relay that nobody reaches says why in its first sentence', () => {
  test('refused, whichever driver asks', async () => {
    const port = await freePort();
    const drivers = [
      shellyPlug({ host: `127.0.0.1:${port}` }),
      pduDaemon({ host: '127.0.0.1', port, alias: 'a' }),
      httpSwitch({ on: { url: `http://127.0.0.1:${port}/on` }, off: { url: `http://127.0.0.1:${port}/off` } }),
    ];
    for (const driver of drivers) {
      await using relay = await driver.connect(context());
      expect(await rejection(relay.on())).toMatchObject({
        fault: 'lab',
        message: expect.stringMatching(/ does not answer: 127\.0\.0\.1:\d+ refuses the connection$/),
        remedy: expect.stringContaining('listens on port'),
      });
    }
    expect((await rejection(drivers[1]!.look!(context()))).message).toMatch(/^pdudaemon .* refuses the connection$/);
  });

  test('a name that nobody knows', async () => {
    expect(await switching('http://relay.invalid')).toMatchObject({
      message: expect.stringMatching(/^the relay at relay\.invalid does not answer: relay\.invalid:80 has a name that .*resolve/),
    });
  });

  test('something that speaks another protocol, or no TLS', async () => {
    const other = await served(createTcpServer((socket) => void socket.on('error', () => {}).write('220 ready\r\n')));
    expect((await switching(`http://127.0.0.1:${other}`)).message).toContain('answers in another protocol than HTTP');
    const plain = await web((_, response) => void response.end('ok'));
    expect(await switching(plain.replace('http:', 'https:'))).toMatchObject({
      message: expect.stringContaining('speaks no TLS'),
      remedy: expect.stringContaining('http://'),
    });
  });
});

describe('a relay that does not do it says why', () => {
  test.for([
    [401, "refuses: HTTP 401 for 'on': it wants a login", "headers: { authorization: fromEnv('LAB_RELAY_LOGIN') }"],
    [403, 'this login may not do that', "'on' of the httpSwitch"],
    [404, 'there is nothing at this path', "correct 'url' in 'on' of the httpSwitch"],
    [405, 'it does not take this method', "method: 'POST'"],
    [503, 'it has a trouble of its own', 'log of the relay'],
  ] as const)('HTTP %i', async ([status, why, remedy]) => {
    const base = await web((_, response) => void response.writeHead(status).end('no'));
    const error = await switching(base);
    expect(error.message).toContain(why);
    expect(error.remedy).toContain(remedy);
  });

  test('a login that is refused is told from none', async () => {
    const base = await web((_, response) => void response.writeHead(401).end());
    const headers = { authorization: literalSecret('token', 'Bearer a-long-token-of-the-lab') };
    expect((await switching(base, { on: { url: `${base}/on`, headers } })).message).toContain('it does not take this login');
  });

  const loginPage: RequestListener = (request, response) =>
    void (request.url === '/login'
      ? response.end('<form>switch on or off <input type="password"></form>')
      : response.writeHead(302, { location: '/login' }).end());

  test('a page for a login, to which it sends, is no relay that has switched', async () => {
    const base = await web(loginPage);
    expect(await switching(base)).toMatchObject({
      fault: 'lab',
      message: expect.stringMatching(/ answers 'on' with its login page$/),
      remedy: expect.stringContaining("give 'on' of the httpSwitch a login"),
    });
  });

  test('nor does it say what the state is', async () => {
    const base = await web(loginPage);
    const state = { ask: { url: `${base}/state` }, on: 'is on', off: 'is off' };
    await using relay = await httpSwitch({ on: { url: `${base}/on` }, off: { url: `${base}/off` }, state }).connect(context());
    expect((await rejection(relay.state())).message).toContain("answers 'state.ask' with its login page");
  });

  test('a page to which it sends when it has switched is no page for a login', async () => {
    const base = await web(
      (request, response) => void (request.url === '/' ? response.end('outlet 1: on') : response.writeHead(302, { location: '/' }).end()),
    );
    await using relay = await httpSwitch({ on: { url: `${base}/on` }, off: { url: `${base}/off` } }).connect(context());
    await relay.on();
  });
});
