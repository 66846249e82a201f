import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import { hostName, urlHost } from '../../core/host-name.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { Secret } from '../../core/secret.ts';
import { monotonicMs } from '../../core/time.ts';
import { hostWithPort } from '../console/host-setting.ts';
import { viaName, viaSchema } from '../via/jump-host.ts';
import { answerDigest } from './http-digest.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { askRelay, bodyOf } from './relay-http.ts';

const schema = z
  .strictObject({
    /** Name or address, with `:port` where it is not 80. */
    host: hostWithPort,
    channel: z.int().min(0).optional(),
    /** 'admin' on every Gen2 device. */
    user: z.string().min(1).optional(),
    password: z.instanceof(Secret).optional(),
    /** A host on the way, as ssh takes it. */
    via: viaSchema.optional(),
  })
  .refine(({ user, password }) => user === undefined || password !== undefined, {
    path: ['user'],
    message: 'expected a `password` beside it: without one nobody logs in',
  });
export type ShellySettings = z.infer<typeof schema>;

/** Shelly Gen2 and later: RPC over HTTP, methods Switch.Set and Switch.GetStatus. Gen1 devices speak another protocol. */
export const shellyPlug = (settings: ShellySettings): Driver<PowerSwitch> => ({
  driver: 'shelly',
  settings,
  schema,
  wires: () => [`shelly ${hostName(settings.host)} channel ${settings.channel ?? 0}${viaName(settings.via)}`],
  look: async ({ signal }) => `answers and says ${await stateOf(settings, signal)}`,
  connect: async () => {
    const id = settings.channel ?? 0;
    const call = (method: string, params: object, signal?: AbortSignal) => callShelly(settings, method, { id, ...params }, signal);
    return oneAtATime({
      on: async (signal) => void (await call('Switch.Set', { on: true }, signal)),
      off: async (signal) => void (await call('Switch.Set', { on: false }, signal)),
      state: (signal) => stateOf(settings, signal),
      lastSwitch: async (signal) => (await statusOf(settings, signal)).source,
      limitsCalls: true,
      [Symbol.asyncDispose]: async () => {},
    });
  },
});

const stateOf = async (settings: ShellySettings, signal?: AbortSignal): Promise<'on' | 'off'> => {
  const ask = (): Promise<Status> => statusOf(settings, signal);
  let { output, apower = 0 } = await ask();
  const until = monotonicMs() + meterWithinMs;
  while (!output && apower > leastWatts) {
    if (monotonicMs() > until) throw stillDraws(settings, apower);
    await pause(500, undefined, signal ? { signal } : {});
    ({ output, apower = 0 } = await ask());
  }
  return output ? 'on' : 'off';
};

const statusOf = async (settings: ShellySettings, signal?: AbortSignal): Promise<Status> =>
  statusSchema.parse(await callShelly(settings, 'Switch.GetStatus', { id: settings.channel ?? 0 }, signal));

// Its meter lags by a second or two, and shows fractions of a watt where nothing is plugged in.
const meterWithinMs = 5000;
const leastWatts = 1;

const stillDraws = ({ host }: ShellySettings, watts: number): PowerError =>
  new PowerError(`shelly ${host} says that it is off, and measures ${watts} W on its outlet: its contact is stuck`, {
    evidence: [`apower ${watts} with output false, for ${meterWithinMs / 1000} s`],
    remedy: 'cut the power by hand, and change the plug: what draws so much is not switched by it',
  });

// `source` of the last command: init, button, timer, WS_in, HTTP_in and others, by what the device calls them.
const statusSchema = z.looseObject({ output: z.boolean(), apower: z.number().optional(), source: z.string().optional() });
type Status = z.infer<typeof statusSchema>;
// Switch.Set answers with the state before it; other methods answer with more.
const answers = { 'Switch.Set': z.looseObject({ was_on: z.boolean() }), 'Switch.GetStatus': statusSchema } as const;

const callShelly = async (settings: ShellySettings, method: string, params: object, signal?: AbortSignal): Promise<object> => {
  const who = `shelly ${settings.host}`;
  const response = await post(settings, `/rpc/${method}`, JSON.stringify(params), signal);
  const body = await bodyOf(response);
  if (response.status === 401) throw refusedLogin(who, settings);
  if (!response.ok) {
    throw new PowerError(`${who} refuses ${method}: HTTP ${response.status}`, {
      evidence: [`sent ${JSON.stringify(params)}`, `got ${body.slice(0, 300)}`],
      remedy: `check the channel (${settings.channel ?? 0}) and that ${settings.host} is a Shelly of generation 2 or later`,
    });
  }
  const answer = answers[method as keyof typeof answers].safeParse(parseJson(body));
  if (answer.success) return answer.data;
  throw new PowerError(`${who} answers ${method} with something else than a Shelly would`, {
    evidence: [body.slice(0, 300)],
    remedy: `check that ${settings.host} is the plug and not another device at its address`,
  });
};

const post = async (settings: ShellySettings, path: string, body: string, signal?: AbortSignal): Promise<Response> => {
  const who = `shelly ${settings.host}`;
  const url = `http://${urlHost(settings.host)}${path}`;
  const headers = { 'content-type': 'application/json' };
  const response = await askRelay(who, url, { method: 'POST', headers, body, via: settings.via }, signal);
  const challenge = response.headers.get('www-authenticate');
  if (response.status !== 401 || challenge === null || settings.password === undefined) return response;
  await bodyOf(response);
  const login = { method: 'POST', uri: path, user: settings.user ?? 'admin', password: settings.password.reveal() };
  const authorization = answerDigest(challenge, login);
  return authorization === undefined
    ? response
    : await askRelay(who, url, { method: 'POST', headers: { ...headers, authorization }, body, via: settings.via }, signal);
};

const refusedLogin = (who: string, { user, password }: ShellySettings): PowerError =>
  new PowerError(password === undefined ? `${who} asks for a password` : `${who} refuses the password of '${user ?? 'admin'}'`, {
    remedy: password === undefined ? "give it in the lab file: password: fromEnv('LAB_SHELLY_PASSWORD')" : `check ${password}`,
  });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
