import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, test, vi } from 'vitest';
import type { Driver } from '../../core/driver.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { fromEnv } from '../../core/secret.ts';
import { rejection } from '../testing/rejection.ts';
import { context, listening } from '../testing/wires.ts';
import { httpSwitch } from './http-switch.ts';
import { recipeSource, switchesAndReadsBack } from './testing/recipes.ts';

interface Asked {
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** How a make answers, and what its contact then does; undefined: 401. */
type Make = (asked: Asked, isOn: boolean) => { readonly isOn: boolean; readonly says: string } | undefined;

const rpc = (body: string): { readonly params: readonly [string, string, string, { readonly enable?: boolean }] } =>
  JSON.parse(body || '{"params":[]}');

const makes: Readonly<Record<string, readonly [base: string, Make]>> = {
  Tasmota: [
    'http://10.0.7.42',
    ({ url }, isOn) => {
      const [, word] = /^\/cm\?cmnd=Power(?:%20(On|Off))?$/.exec(url) ?? [];
      const next = word ? word === 'On' : isOn;
      return { isOn: next, says: JSON.stringify({ POWER: next ? 'ON' : 'OFF' }) };
    },
  ],
  'Shelly Gen1': [
    'http://10.0.7.43',
    ({ url }, isOn) => {
      const [, word] = /^\/relay\/0(?:\?turn=(on|off))?$/.exec(url) ?? [];
      const next = word ? word === 'on' : isOn;
      return { isOn: next, says: JSON.stringify({ ison: next, has_timer: false }) };
    },
  ],
  'ESPHome with its web server': [
    'http://10.0.7.44',
    ({ url }, isOn) => {
      const [, word] = /^\/switch\/relay(?:\/turn_(on|off))?$/.exec(url) ?? [];
      const next = word ? word === 'on' : isOn;
      return { isOn: next, says: word ? '' : JSON.stringify({ id: 'switch-relay', value: next, state: next ? 'ON' : 'OFF' }) };
    },
  ],
  'NETIO with its JSON API': [
    'http://10.0.7.45',
    ({ headers, body }, isOn) => {
      if (headers.authorization !== 'Basic bmV0aW8=') return undefined;
      const wanted = (JSON.parse(body || '{}') as { Outputs?: { ID: number; Action: number }[] }).Outputs?.find(({ ID }) => ID === 1);
      const next = wanted ? wanted.Action === 1 : isOn;
      const outputs = [
        { ID: 1, Name: 'one', State: next ? 1 : 0, Action: 6 },
        { ID: 2, Name: 'two', State: next ? 0 : 1, Action: 6 },
      ];
      return { isOn: next, says: JSON.stringify({ Agent: { Model: 'NETIO 4' }, Outputs: outputs }) };
    },
  ],
  'A PoE port of OpenWrt over ubus': [
    'http://10.0.7.46',
    ({ body }, isOn) => {
      const [, object, method, args] = rpc(body).params;
      if (object !== 'poe') return { isOn, says: '{"jsonrpc":"2.0","id":1,"result":[4]}' };
      const next = method === 'manage' ? args.enable === true : isOn;
      const ports = {
        lan1: { priority: 2, mode: 'PoE+', status: next ? 'Delivering power' : 'Disabled' },
        lan2: { status: 'Delivering power' },
      };
      return { isOn: next, says: JSON.stringify({ jsonrpc: '2.0', id: 1, result: method === 'info' ? [0, { ports }] : [0] }) };
    },
  ],
  'Home Assistant': [
    'http://ha.lab:8123',
    ({ url, headers }, isOn) => {
      if (headers.authorization !== 'Bearer ha-secret') return undefined;
      const [, word] = /^\/api\/services\/switch\/turn_(on|off)$/.exec(url) ?? [];
      const next = word ? word === 'on' : isOn;
      return { isOn: next, says: word ? '[]' : JSON.stringify({ entity_id: 'switch.board', state: next ? 'on' : 'off', attributes: {} }) };
    },
  ],
};

const served = async (make: Make) => {
  const relay = { isOn: false, breaks: undefined as string | undefined };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const answer = make({ url: request.url ?? '', body, headers: request.headers }, relay.isOn);
    if (!answer) return void response.writeHead(401).end();
    if (relay.breaks === undefined) relay.isOn = answer.isOn;
    response.end(relay.breaks ?? answer.says);
  });
  const { port } = await listening(server);
  return { relay, base: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
};

// The text of the documentation, run as a lab file would.
const recipe = (name: string, from: string, to: string): Driver<PowerSwitch> =>
  new Function('httpSwitch', 'fromEnv', `return ${recipeSource(name).replaceAll(from, to)}`)(httpSwitch, fromEnv) as Driver<PowerSwitch>;

test.each(Object.entries(makes))(
  '%s: the recipe of the documentation switches, reads back, and takes no nonsense for a state',
  async (name, [from, make]) => {
    vi.stubEnv('LAB_NETIO', 'Basic bmV0aW8=');
    vi.stubEnv('LAB_HA_TOKEN', 'Bearer ha-secret');
    using server = await served(make);
    const driver = recipe(name, from, server.base);
    expect(driver.schema.safeParse(driver.settings).success).toBe(true);
    await using power = await driver.connect(context());
    await switchesAndReadsBack(power, () => (server.relay.isOn ? 'on' : 'off'));
    for (const nonsense of ['', '<html>login</html>', '{"error":"busy"}', '{"jsonrpc":"2.0","id":1,"result":[6]}']) {
      server.relay.breaks = nonsense;
      expect(await rejection(power.state())).toMatchObject({ name: 'PowerError', fault: 'lab' });
    }
    vi.unstubAllEnvs();
  },
);
