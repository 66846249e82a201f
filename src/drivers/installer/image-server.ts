import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { OsImage } from '../../core/os-image.ts';
import { InstallError } from './install-error.ts';

export interface ImageServer extends AsyncDisposable {
  /** Of image.json. */
  readonly url: string;
  /** Bytes that were fetched. */
  readonly sent: number;
  /** What was asked for and is not part of the image. */
  readonly refused: readonly string[];
}

/** Gives the files of an image, and nothing else, to whoever knows a word that is made up each time, at one address of this host. Throws InstallError. */
export const serveImage = async (
  image: OsImage,
  address: { readonly host: string; readonly port?: number | undefined },
): Promise<ImageServer> => {
  const word = randomBytes(16).toString('hex');
  const refused: string[] = [];
  let sent = 0;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const asked = pathIn(request.url ?? '');
    const file = image.files.find(({ path }) => asked === `/${word}/${path}`);
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) {
      refused.push(asked.replace(word, '…'));
      response.writeHead(file ? 405 : 404).end();
      return;
    }
    response.writeHead(200, {
      'content-length': file.bytes,
      'content-type': file.path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    });
    if (request.method === 'HEAD') return void response.end();
    const content = createReadStream(join(image.folder, file.path));
    content.on('data', (chunk) => {
      sent += chunk.length;
    });
    content.on('error', () => response.destroy());
    content.pipe(response);
  };
  const server = createServer(onRequest);
  server.listen(address.port ?? 0, address.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new InstallError(`the image cannot be offered at ${address.host}: ${(cause as Error).message}`, {
      cause,
      remedy: '`serve.host` must be an address of this host that the board reaches, such as 192.168.11.2 over USB',
    });
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${isIPv6(address.host) ? `[${address.host}]` : address.host}:${port}/${word}/image.json`,
    get sent() {
      return sent;
    },
    refused,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
};

const pathIn = (url: string): string => {
  try {
    return decodeURIComponent(new URL(url, 'http://image').pathname);
  } catch {
    return url;
  }
};
