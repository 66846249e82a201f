import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ShellyServer extends AsyncDisposable {
  readonly host: string;
  readonly contact: 'on' | 'off';
  break(how: 'unreachable' | 'refuses' | 'nonsense'): Promise<void>;
  /** From now on the contact stays closed, whatever it says. */
  stick(): void;
}

const realm = 'shellyplusplugs-test';
const nonce = '60dc59c6';

/** A server that speaks as much Shelly Gen2 RPC as a plug with one channel. */
export const startShelly = async ({ password }: { readonly password?: string } = {}): Promise<ShellyServer> => {
  let output = false;
  let broken: string | undefined;
  let isStuck = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { id, on } = JSON.parse((await text(request)) || '{}') as { id?: number; on?: boolean };
    if (password !== undefined && !isAuthorized(request, password)) return challenge(response);
    if (broken === 'nonsense') return void response.end('<html>router login</html>');
    if (broken === 'refuses') return fail(response, { code: -114, message: 'Resource unavailable' });
    if (id !== 0) return fail(response, { code: -105, message: `Argument 'id', value ${id} not found!` });
    if (request.url === '/rpc/Switch.GetStatus') return json(response, { id, source: 'http', output, apower: output || isStuck ? 3.1 : 0 });
    if (request.url !== '/rpc/Switch.Set' || on === undefined)
      return fail(response, { code: 404, message: `No handler for ${request.url}` });
    const was = output;
    output = on;
    json(response, { was_on: was });
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return {
    host: `127.0.0.1:${port}`,
    get contact() {
      return output ? 'on' : 'off';
    },
    break: async (how) => {
      broken = how;
      if (how === 'unreachable') await close();
    },
    stick: () => {
      isStuck = true;
    },
    [Symbol.asyncDispose]: close,
  };
};

const json = (response: ServerResponse, body: object): void =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
const fail = (response: ServerResponse, body: object): void => void response.writeHead(500).end(JSON.stringify(body));
const challenge = (response: ServerResponse): void =>
  void response.writeHead(401, { 'www-authenticate': `Digest qop="auth", realm="${realm}", nonce="${nonce}", algorithm=SHA-256` }).end();

const isAuthorized = ({ method, url, headers }: IncomingMessage, password: string): boolean => {
  const fields = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="?([^",]+)"?/g)].map(([, name, value]) => [name!, value!]),
  );
  const secret = sha256(`admin:${realm}:${password}`);
  return fields.response === sha256(`${secret}:${nonce}:${fields.nc}:${fields.cnonce}:auth:${sha256(`${method}:${url}`)}`);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
