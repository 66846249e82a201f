import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

/** Files of one folder over HTTP, on loopback and for whoever knows the token in the address alone: other users of this host do not. */
export class PageServer implements AsyncDisposable {
  readonly url: string;
  readonly #close: () => Promise<void>;
  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async start(dir: string): Promise<PageServer> {
    const token = randomBytes(24).toString('base64url');
    const root = realpathSync(dir);
    const server = createServer(({ url = '/', method, headers }, response) => {
      const [, given = '', ...path] = url.split('?')[0]!.split('/');
      if (!isLoopback(headers.host)) refuse(response, 421);
      else if (method !== 'GET' || !isSame(given, token)) refuse(response, 403);
      else serve(root, path, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new PageServer(`http://127.0.0.1:${port}/${token}/index.html`, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

// A page of somebody else's whose name was pointed at this host (DNS rebinding) asks under that name; RFC 6761 keeps the names below `localhost` here.
const isLoopback = (host = ''): boolean => /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[\w-]+\.)*localhost\.?)(?::\d+)?$/i.test(host);

const isSame = (given: string, token: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const serve = (root: string, path: readonly string[], response: ServerResponse): void => {
  const file = fileBelow(root, path);
  if (file === undefined) {
    refuse(response, 404);
    return;
  }
  response.writeHead(200, {
    // What a board said stays text: only our own files are more.
    'content-type': types[extname(file)] ?? 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
};

/** Undefined for what is no file of the folder, also by way of a link. */
const fileBelow = (root: string, path: readonly string[]): string | undefined => {
  try {
    const file = realpathSync(join(root, ...path.map(decodeURIComponent)));
    return file.startsWith(`${root}${sep}`) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
};

const refusals = {
  403: 'the token in the address is missing or wrong',
  404: 'there is no such file',
  421: 'this page answers on this host alone: open it as localhost or 127.0.0.1',
} as const;

const refuse = (response: ServerResponse, status: keyof typeof refusals): void => {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${refusals[status]}\n`);
};
