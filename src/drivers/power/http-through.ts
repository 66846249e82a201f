import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { connect as tlsConnect } from 'node:tls';
import { throughJumpHost, type Via } from '../via/jump-host.ts';

/** As `fetch`, by a connection that a jump host makes. */
export const fetchThrough = async (via: Via, address: string, init: RequestInit, signal: AbortSignal): Promise<Response> => {
  const url = new URL(address);
  const isTls = url.protocol === 'https:';
  const end = { host: url.hostname, port: Number(url.port || (isTls ? 443 : 80)) };
  const stream = await throughJumpHost(via, end, signal);
  const wire = isTls ? tlsConnect({ socket: stream, servername: url.hostname }) : stream;
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = httpRequest(
        {
          host: url.hostname,
          path: `${url.pathname}${url.search}`,
          method: init.method ?? 'GET',
          headers: { host: url.host, connection: 'close', ...(init.headers as Record<string, string> | undefined) },
          createConnection: () => wire,
          signal,
        },
        resolve,
      );
      asked.on('error', reject).end(init.body ?? '');
    });
    const body = await buffer(answer);
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, String(one)] as [string, string]),
    );
    return new Response([204, 304].includes(answer.statusCode ?? 0) ? null : new Uint8Array(body), {
      status: answer.statusCode ?? 502,
      headers,
    });
  } finally {
    stream.destroy();
  }
};
