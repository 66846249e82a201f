import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { literalSecret } from '../../core/secret.ts';
import { rejection } from '../testing/rejection.ts';
import { context, listening } from '../testing/wires.ts';
import { type HttpSwitchSettings, httpSwitch } from './http-switch.ts';

/** A relay of some make: it holds a contact, answers as `say` does, and may be stuck. */
const served = async (say: (isOn: boolean, url: string) => string, { stuck = false, token = '' } = {}) => {
  let isOn = false;
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    if (token && request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end('no');
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const wanted = /turn_?(on|off)|Power (On|Off)|turn=(on|off)/i.exec(`${url} ${body}`);
      const word = wanted?.slice(1).find(Boolean)?.toLowerCase();
      if (word && !stuck) isOn = word === 'on';
      response.end(say(isOn, url));
    });
  });
  const { port } = await listening(server);
  return { base: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
};

const makes: Readonly<Record<string, readonly [(isOn: boolean, url: string) => string, (base: string) => HttpSwitchSettings]>> = {
  Tasmota: [
    (isOn) => JSON.stringify({ POWER: isOn ? 'ON' : 'OFF' }),
    (base) => ({
      on: { url: `${base}/cm?cmnd=Power%20On` },
      off: { url: `${base}/cm?cmnd=Power%20Off` },
      done: '"POWER"',
      state: { ask: { url: `${base}/cm?cmnd=Power` }, on: '"ON"', off: '"OFF"' },
    }),
  ],
  'Shelly Gen1': [
    (isOn) => JSON.stringify({ ison: isOn }),
    (base) => ({
      on: { url: `${base}/relay/0?turn=on` },
      off: { url: `${base}/relay/0?turn=off` },
      state: { ask: { url: `${base}/relay/0` }, on: '"ison":true', off: '"ison":false' },
    }),
  ],
  ESPHome: [
    (isOn) => JSON.stringify({ id: 'switch-relay', state: isOn ? 'ON' : 'OFF' }),
    (base) => ({
      on: { method: 'POST', url: `${base}/switch/relay/turn_on` },
      off: { method: 'POST', url: `${base}/switch/relay/turn_off` },
      state: { ask: { url: `${base}/switch/relay` }, on: /"state":"ON"/, off: /"state":"OFF"/ },
    }),
  ],
};

test.for(Object.entries(makes))('%s is switched and read back', async ([, [say, settingsOf]]) => {
  using server = await served(say);
  const driver = httpSwitch(settingsOf(server.base));
  expect(driver.schema.safeParse(driver.settings).success).toBe(true);
  await using relay = await driver.connect(context());
  await relay.on();
  expect(await relay.state()).toBe('on');
  await relay.off();
  expect(await relay.state()).toBe('off');
  expect(await driver.look!(context())).toBe('answers and says off');
});

test('an answer that every relay gives is no setting', () => {
  const at = (path: string) => ({ url: `http://plug.lab/${path}` });
  const state = { ask: at('state'), on: /"on"/, off: /"off"|/ };
  const settings: HttpSwitchSettings = { on: at('on'), off: at('off'), done: /done/, state: { ...state, off: '"off"' } };
  const takes = (asked: HttpSwitchSettings): boolean => httpSwitch(asked).schema.safeParse(asked).success;
  expect([settings, { ...settings, done: /done|/g }, { ...settings, state }].map(takes)).toEqual([true, false, false]);
});

test('one request that switches over is no setting', () => {
  const url = 'http://plug.lab/toggle';
  const mistakes = (asked: HttpSwitchSettings): unknown => httpSwitch(asked).schema.safeParse(asked).error?.issues;
  expect(mistakes({ on: { url }, off: { url, method: 'GET' } })).toMatchObject([
    { path: ['off'], message: expect.stringContaining('expected another request than that of `on`') },
  ]);
  expect(mistakes({ on: { url, method: 'PUT' }, off: { url } })).toBeUndefined();
  expect(
    mistakes({ on: { url, method: 'POST', body: '{"on":true}' }, off: { url, method: 'POST', body: '{"on":false}' } }),
  ).toBeUndefined();
});

test('a token is sent and never told, and what is refused or makes no sense is an error of the lab', async () => {
  using server = await served(() => 'maybe', { token: 'a-long-token-of-home-assistant' });
  const headers = { authorization: literalSecret('token', 'Bearer a-long-token-of-home-assistant') };
  const url = `${server.base}/api/services/switch/turn_on`;
  const driver = httpSwitch({
    on: { method: 'POST', url, headers },
    off: { method: 'POST', url: `${server.base}/api/services/switch/turn_off` },
    state: { ask: { url: `${server.base}/api/states/switch.board`, headers }, on: '"on"', off: '"off"' },
  });
  await using relay = await driver.connect(context());
  await relay.on();
  expect(await rejection(relay.off())).toMatchObject({ fault: 'lab', message: expect.stringContaining('refuses: HTTP 401') });
  expect(await rejection(relay.state())).toMatchObject({ fault: 'lab', message: expect.stringContaining('says neither on nor off') });
  expect(driver.wires().join()).not.toContain('a-long-token');
});
