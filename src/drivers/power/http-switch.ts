import { z } from 'zod';
import { withoutCredentials } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import { findsNothing } from '../../core/finds-nothing.ts';
import { hostName } from '../../core/host-name.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { redact, Secret } from '../../core/secret.ts';
import { viaName, viaSchema } from '../via/jump-host.ts';
import { type Refusal, type RequestField, refusalOf } from './http-refusal.ts';
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
const answer = z.union([
  z.string().min(1),
  z
    .instanceof(RegExp)
    .refine((pattern) => !findsNothing(pattern), { message: 'expected a pattern that does not find nothing at all, too' }),
]);
/** Headers are left out: a relay is told what to do in the request itself. */
const asksTheSame = (one: z.infer<typeof request>, other: z.infer<typeof request>): boolean =>
  one.url === other.url && (one.method ?? 'GET') === (other.method ?? 'GET') && one.body === other.body;
const schema = z
  .strictObject({
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
  })
  .refine(({ on, off }) => !asksTheSame(on, off), {
    path: ['off'],
    message: 'expected another request than that of `on`: where one request switches over, nobody knows what the relay does',
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
  const { body, refusal } = await asked(settings, what, signal);
  if (settings.done === undefined ? refusal === undefined : has(body, settings.done)) return;
  if (refusal !== undefined) throw unexpected(settings[what], refusal, body);
  throw unexpected(settings[what], { what: `did not answer '${what}' with ${String(settings.done)}`, field: `'${what}' and 'done'` }, body);
};

const stateOf = async (settings: HttpSwitchSettings, signal?: AbortSignal): Promise<PowerState> => {
  const { state } = settings;
  if (!state) return 'unknown';
  const { body, refusal } = await asked(settings, 'state.ask', signal);
  const [isOn, isOff] = [has(body, state.on), has(body, state.off)];
  if (isOn !== isOff) return isOn ? 'on' : 'off';
  const what = isOn ? 'says both on and off: what `on` and `off` of its state look for is in one answer' : 'says neither on nor off';
  throw unexpected(state.ask, refusal ?? { what, field: '`on` and `off` of its `state`' }, body);
};

const asked = async (
  settings: HttpSwitchSettings,
  field: RequestField,
  signal?: AbortSignal,
): Promise<{ readonly body: string; readonly refusal: Refusal | undefined }> => {
  const request = field === 'state.ask' ? settings.state!.ask : settings[field];
  const { method = 'GET', url, body, headers = {} } = request;
  const { timeout: within, via } = settings;
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
  const refusal = refusalOf(response, text, { field, headers });
  if (!response.ok && refusal !== undefined) throw unexpected(request, refusal, text);
  return { body: text, refusal };
};

const has = (text: string, pattern: string | RegExp): boolean =>
  typeof pattern === 'string' ? text.includes(pattern) : new RegExp(pattern.source, pattern.flags.replace('g', '')).test(text);

const nameOf = (url: string): string => `the relay at ${new URL(url).host}`;

const unexpected = ({ url }: Pick<HttpRequest, 'url'>, { what, remedy, field }: Refusal, body: string): PowerError =>
  new PowerError(`${nameOf(url)} ${what}`, {
    evidence: [`got ${withoutCredentials(redact(body)).trim().slice(0, 300)}`],
    remedy: remedy ?? `try the request by hand with curl -v, and compare its answer with ${field} of the httpSwitch in the lab file`,
  });
