import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Address, listenOnLoopback } from './tcp-server.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON body; undefined without one. */
  readonly body: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface HttpEndpoint extends AsyncDisposable {
  readonly address: Address;
}

/** A small JSON server on loopback. What throws is answered as 500 with its sentence. */
export const serveJson = async (answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): Promise<HttpEndpoint> => {
  const server: Server = createServer((request, response) => {
    read(request)
      .then(answer, (error: unknown) => ({ status: 400, body: { code: 400, message: String(error) } }))
      .catch((error: unknown) => ({ status: 500, body: { code: 500, message: String(error) } }))
      .then((result) => send(response, result))
      .catch(() => response.destroy());
  });
  const address = await listenOnLoopback(server);
  return {
    address,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
};

const read = async (request: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > 65_536) throw new RangeError('the request is too long');
    chunks.push(chunk as Buffer);
  }
  const url = new URL(request.url ?? '/', 'http://board');
  const text = Buffer.concat(chunks).toString('utf8').trim();
  return { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, body: text === '' ? undefined : JSON.parse(text) };
};

const send = (response: ServerResponse, { status, body }: HttpAnswer): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
};
