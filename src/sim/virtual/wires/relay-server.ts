import { type HttpAnswer, type HttpEndpoint, type HttpRequest, serveJson } from './http.ts';

export interface RelayHooks {
  /** The new state of the contact; false when the contact is stuck and only the electronics believe it. What it throws is answered as 500. */
  switched(on: boolean): boolean | Promise<boolean>;
}

/** A plug that speaks the Gen2 RPC of Shelly over HTTP. The board begins without power. */
export const serveRelay = (hooks: RelayHooks): Promise<HttpEndpoint> => {
  const relay = { output: false };
  return serveJson((request) => {
    const [, method] = /^\/rpc\/([\w.]+)$/.exec(request.path) ?? [];
    if (method === undefined) return { status: 404, body: { code: 404, message: `No handler for ${request.path}` } };
    const params = paramsOf(request);
    return method === 'Shelly.GetDeviceInfo' ? ok(deviceInfo) : switchCall(relay, hooks, method, params);
  });
};

const switchCall = async (
  relay: { output: boolean },
  hooks: RelayHooks,
  method: string,
  params: Record<string, unknown>,
): Promise<HttpAnswer> => {
  if (method !== 'Switch.Set' && method !== 'Switch.GetStatus')
    return { status: 404, body: { code: 404, message: `No handler for ${method}` } };
  if (Number(params.id) !== 0) return failed(-105, `Argument 'id', value ${String(params.id)} not found!`);
  if (method === 'Switch.GetStatus') return ok(status(relay.output));
  const on = asBoolean(params.on);
  if (on === undefined) return failed(-103, "Missing required argument 'on'!");
  const before = relay.output;
  await hooks.switched(on);
  relay.output = on;
  return ok({ was_on: before });
};

const paramsOf = ({ query, body }: HttpRequest): Record<string, unknown> => ({
  ...Object.fromEntries(query),
  ...(typeof body === 'object' && body !== null ? body : {}),
});

const asBoolean = (value: unknown): boolean | undefined =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;

const ok = (body: unknown): HttpAnswer => ({ status: 200, body });
const failed = (code: number, message: string): HttpAnswer => ({ status: 500, body: { code, message } });

// The figures of a module that idles; the contact's state is all that is modelled of the plug.
const status = (output: boolean): object => ({
  id: 0,
  source: 'HTTP_in',
  output,
  apower: output ? 2.9 : 0,
  voltage: 230.1,
  current: output ? 0.031 : 0,
  temperature: { tC: 38.4, tF: 101.1 },
});

const deviceInfo = {
  name: null,
  id: 'shellyplusplugs-virtual',
  mac: 'A8032ABE0000',
  model: 'SNPL-00112EU',
  gen: 2,
  app: 'PlusPlugS',
  auth_en: false,
  auth_domain: null,
};
