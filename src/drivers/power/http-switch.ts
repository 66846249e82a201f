import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import { hostName } from '../../core/host-name.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { redact, Secret } from '../../core/secret.ts';
import { viaName, viaSchema } from '../via/jump-host.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { askRelay, bodyOf } from './relay-http.ts';
import { wireDigest } from './wire-digest.ts';

const request = z.strictObject({
  /** GET by default. */
  method: z.enum(['GET', 'POST', 'PUT']).optional(),
  url: z.url({ protocol: /^https?$/ }),
  body: z.string().optional(),
  headers: z.record(z.string(), z.union([z.string(), z.instanceof(Secret)])).optional(),
});
const answer = z.union([z.string().min(1), z.instanceof(RegExp)]);
const schema = z.strictObject({
  on: request,
  off: request,
  /** In the answer to both; any answer of status 200 to 299 will do without it. */
  done: answer.optional(),
  /** What is asked for the state, and what the answer has then. */
  state: z.strictObject({ ask: request, on: answer, off: answer }).optional(),
  /** A host on the way, as ssh takes it. */
  via: viaSchema.optional(),
  /** For each answer; '10s' by default. */
  timeout: z.templateLiteral([z.number().positive(), z.enum(['ms', 's', 'min', 'h'])]).optional(),
});
export type HttpSwitchSettings = z.infer<typeof schema>;
type HttpRequest = z.infer<typeof request>;

/** Any relay that is switched by an HTTP request: what is asked, and what must be answered, is data. Recipes: docs/power.md. */
export const httpSwitch = (settings: HttpSwitchSettings): Driver<PowerSwitch> => ({
  driver: 'http',
  settings,
  schema,
  // One host may have many outlets, told apart by path, query or body, each of which may hold a credential.
  wires: () => [
    `http ${hostName(new URL(settings.on.url).host)} ${wireDigest(`${settings.on.url} ${settings.on.body ?? ''}`)}${viaName(settings.via)}`,
  ],
  ...(settings.state ? { look: async ({ signal }) => `answers and says ${await stateOf(settings, signal)}` } : {}),
  connect: async () =>
    oneAtATime({
      on: (signal) => switched(settings, 'on', signal),
      off: (signal) => switched(settings, 'off', signal),
      state: (signal) => stateOf(settings, signal),
      limitsCalls: true,
      [Symbol.asyncDispose]: async () => {},
    }),
});

const switched = async (settings: HttpSwitchSettings, what: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
  const body = await asked(settings[what], settings, signal);
  if (settings.done === undefined || has(body, settings.done)) return;
  throw unexpected(settings[what], `did not answer '${what}' with ${String(settings.done)}`, body);
};

const stateOf = async (settings: HttpSwitchSettings, signal?: AbortSignal): Promise<PowerState> => {
  const { state } = settings;
  if (!state) return 'unknown';
  const body = await asked(state.ask, settings, signal);
  const [isOn, isOff] = [has(body, state.on), has(body, state.off)];
  if (isOn !== isOff) return isOn ? 'on' : 'off';
  throw unexpected(state.ask, isOn ? 'says both on and off' : 'says neither on nor off', body);
};

const asked = async (
  { method = 'GET', url, body, headers = {} }: HttpRequest,
  { timeout: within, via }: HttpSwitchSettings,
  signal?: AbortSignal,
): Promise<string> => {
  const revealed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]),
  );
  const response = await askRelay(
    nameOf(url),
    url,
    { method, headers: revealed, within, via, ...(body === undefined ? {} : { body }) },
    signal,
  );
  const text = await bodyOf(response);
  if (response.ok) return text;
  throw unexpected({ url }, `refuses: HTTP ${response.status}`, text);
};

const has = (text: string, pattern: string | RegExp): boolean =>
  typeof pattern === 'string' ? text.includes(pattern) : new RegExp(pattern.source, pattern.flags.replace('g', '')).test(text);

const nameOf = (url: string): string => `the relay at ${new URL(url).host}`;

const unexpected = ({ url }: Pick<HttpRequest, 'url'>, what: string, body: string): PowerError =>
  new PowerError(`${nameOf(url)} ${what}`, {
    evidence: [`got ${redact(body).trim().slice(0, 300)}`],
    remedy: 'try the request of the httpSwitch by hand with curl -v, and compare its answer with the lab file',
  });
