import { type Driver, hostName, PowerError, type PowerState, type PowerSwitch } from 'verdin-hil';
import { z } from 'zod';

const schema = z.strictObject({
  /** Name or address, with `:port` where it is not 80. */
  host: z.string().min(1),
  /** Of a device with several relays; from 1. */
  relay: z.int().min(1).max(8).optional(),
});

/** A plug with Tasmota's firmware: `GET /cm?cmnd=Power1 On` answers `{"POWER":"ON"}`, or `{"POWER1":"ON"}` where there are several. */
export const tasmotaPlug = (settings: z.infer<typeof schema>): Driver<PowerSwitch> => ({
  driver: 'tasmota',
  settings,
  schema,
  wires: () => [`tasmota ${hostName(settings.host)} relay ${settings.relay ?? 1}`],
  connect: async () => {
    const power = (argument: string, signal?: AbortSignal) => command(settings.host, `Power${settings.relay ?? 1} ${argument}`, signal);
    const switched = async (wanted: 'on' | 'off', signal?: AbortSignal): Promise<void> => {
      const answer = await power(wanted, signal);
      if (answer !== wanted) throw new PowerError(`tasmota ${settings.host} was told to switch ${wanted} and says ${answer}`);
    };
    return {
      on: (signal) => switched('on', signal),
      off: (signal) => switched('off', signal),
      state: (signal) => power('', signal),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

const command = async (host: string, text: string, signal?: AbortSignal): Promise<PowerState> => {
  const url = `http://${host}/cm?${new URLSearchParams({ cmnd: text.trim() })}`;
  const ends = [AbortSignal.timeout(10_000), ...(signal ? [signal] : [])];
  const response = await fetch(url, { signal: AbortSignal.any(ends) }).catch((cause: unknown) => {
    throw new PowerError(`tasmota ${host} does not answer`, { cause, remedy: 'open its page in a browser on this host' });
  });
  const body = await response.text();
  const [, state] = /"POWER\d?"\s*:\s*"(ON|OFF)"/.exec(body) ?? [];
  if (response.ok && state) return state === 'ON' ? 'on' : 'off';
  throw new PowerError(`tasmota ${host} refuses '${text}': HTTP ${response.status}`, { evidence: [body.slice(0, 300)] });
};
