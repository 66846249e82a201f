import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TasmotaServer extends AsyncDisposable {
  readonly host: string;
}

/** A plug that speaks Tasmota's commands and passes them on to a relay. */
export const serveTasmota = async (relay: (state: 'on' | 'off') => Promise<void>): Promise<TasmotaServer> => {
  let state: 'on' | 'off' = 'off';
  const server = createServer(async (request, response) => {
    const [, wanted] = /^Power\d? ?(on|off)?$/i.exec(new URL(request.url ?? '', 'http://plug').searchParams.get('cmnd') ?? '') ?? [];
    if (wanted !== undefined) {
      state = wanted.toLowerCase() === 'on' ? 'on' : 'off';
      await relay(state);
    }
    response.end(JSON.stringify({ POWER1: state.toUpperCase() }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
