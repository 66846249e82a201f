import { PowerError } from '../../core/errors.ts';
import { anySignal, type Duration, toMs } from '../../core/time.ts';
import type { Endpoint } from '../console/tcp-socket.ts';
import type { Via } from '../via/jump-host.ts';
import { fetchThrough } from './http-through.ts';
import { notReached } from './relay-failure.ts';

// A plug answers within tens of milliseconds. Relays live in host time, whatever the board does.
const usualWithin: Duration = '10s';

export interface RelayRequest extends RequestInit {
  /** A host on the way. */
  readonly via?: Via | undefined;
  /** Host time for the answer; '10s' by default. Whoever takes no connection at all within 10 s is not there, however long an answer may take. */
  readonly within?: Duration | undefined;
}

/**
 * One HTTP exchange with a relay; a connection that breaks before the answer is tried once more, since to switch twice is to switch once. `who` is how
 * errors call it. Throws PowerError when nobody answers, and the signal's reason.
 */
export const askRelay = async (
  who: string,
  url: string,
  { within = usualWithin, via, ...init }: RelayRequest = {},
  signal?: AbortSignal,
): Promise<Response> => {
  signal?.throwIfAborted();
  const late = AbortSignal.timeout(toMs(within));
  const over = anySignal(signal, late);
  const ask = (): Promise<Response> => (via === undefined ? fetch(url, { ...init, signal: over }) : fetchThrough(via, url, init, over));
  return await ask()
    .catch((cause: unknown) => (isDropped(cause) && !signal?.aborted ? ask() : Promise.reject(cause)))
    .catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw late.aborted ? notAnswered(who, url, within, cause) : notReached(who, endpointOf(url), `${init.method ?? 'GET'} ${url}`, cause);
    });
};

// It may be a network that swallows everything, or a relay that is slow: only the second will still switch.
const notAnswered = (who: string, url: string, within: Duration, cause: unknown): PowerError =>
  new PowerError(`${who} does not answer within ${within}; if it took the request, it may still switch later`, {
    cause,
    evidence: [`asked ${new URL(url).origin}`],
    remedy: `check that it has power and network: curl ${new URL(url).origin}; for a slow PDU, or many outlets in its queue, raise timeout in the lab file`,
  });

const endpointOf = (url: string): Endpoint => {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
};

// fetch hides the code in the cause of its error.
const isDropped = (cause: unknown): boolean =>
  cause instanceof Error && (('code' in cause && droppedCodes.has(String(cause.code))) || isDropped(cause.cause));
const droppedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The body as text, whatever becomes of the connection. */
export const bodyOf = (response: Response): Promise<string> => response.text().catch((error: unknown) => `(no body: ${reasonOf(error)})`);

// fetch says 'fetch failed' and hides the errno in `cause`.
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
};
