import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import { hostName, urlHost } from '../../core/host-name.ts';
import type { PowerSwitch } from '../../core/power.ts';
import type { Duration } from '../../core/time.ts';
import { hostSetting } from '../console/host-setting.ts';
import { viaName, viaSchema } from '../via/jump-host.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { reachable } from './reachable.ts';
import { askRelay, bodyOf } from './relay-http.ts';

const server = {
  host: hostSetting,
  port: z.int().min(1).max(65_535).optional(),
  /** A host on the way, as ssh takes it. */
  via: viaSchema.optional(),
  /** For an answer, which comes when the outlet has switched and everything before it in the PDU's queue; '2min' by default. */
  timeout: z.templateLiteral([z.number().positive(), z.enum(['ms', 's', 'min', 'h'])]).optional(),
};
const schema = z.union([
  z.strictObject({ ...server, pdu: z.string().min(1), outlet: z.union([z.int().min(0), z.string().min(1)]) }),
  z.strictObject({ ...server, alias: z.string().min(1) }),
]);
export type PduDaemonSettings = z.infer<typeof schema>;

/** An outlet behind a pdudaemon whose listener is `http` (its default is `tcp`). It reads no state back: only the consoles prove what it did. */
export const pduDaemon = (settings: PduDaemonSettings): Driver<PowerSwitch> => ({
  driver: 'pdudaemon',
  settings,
  schema,
  wires: () => [`pdudaemon ${hostName(settings.host)}:${settings.port ?? defaultPort} ${outletName(settings)}${viaName(settings.via)}`],
  // Its HTTP interface offers nothing to ask that would not switch, so only its port is tried.
  look: async ({ signal }) => {
    await reachable(`pdudaemon ${settings.host}`, { host: settings.host, port: settings.port ?? defaultPort, via: settings.via }, signal);
    return 'accepts connections; it reads no state back';
  },
  connect: async () =>
    oneAtATime({
      on: (signal) => command(settings, 'on', signal),
      off: (signal) => command(settings, 'off', signal),
      state: async () => 'unknown',
      limitsCalls: true,
      [Symbol.asyncDispose]: async () => {},
    }),
});

const outletName = (settings: PduDaemonSettings): string =>
  'alias' in settings ? `alias ${settings.alias}` : `${settings.pdu} outlet ${settings.outlet}`;

const defaultPort = 16_421;
// An outlet may take 6 s, a PDU works its outlets off one by one, and the daemon tries five times with pauses of 5 s.
const answerWithin: Duration = '2min';

const command = async (settings: PduDaemonSettings, what: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
  const origin = `http://${urlHost(settings.host)}:${settings.port ?? defaultPort}`;
  const who = `pdudaemon ${settings.host}`;
  const outlet = 'alias' in settings ? { alias: settings.alias } : { hostname: settings.pdu, port: String(settings.outlet) };
  const url = `${origin}/power/control/${what}?${new URLSearchParams(outlet)}`;
  const response = await askRelay(who, url, { within: settings.timeout ?? answerWithin, via: settings.via }, signal);
  const body = await bodyOf(response);
  // Failures come as 500 'Invalid request'; a server that is not pdudaemon may well say 200.
  if (response.ok && body.startsWith('OK')) return;
  throw new PowerError(`${who} did not switch ${Object.values(outlet).join(' outlet ')} ${what}: HTTP ${response.status}`, {
    evidence: [`GET ${url}`, `got ${body.trim().slice(0, 300)}`],
    remedy: "check the outlet in pdudaemon's configuration and its log; its listener must be 'http'",
  });
};
