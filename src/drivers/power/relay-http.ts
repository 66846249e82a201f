import { PowerError } from '../../core/errors.ts';
import { anySignal } from '../../core/time.ts';

// A plug answers within tens of milliseconds, a PDU daemon that retries on its own may take seconds. Relays live in host time, whatever the board does.
const answerWithinMs = 10_000;

/**
 * One HTTP exchange with a relay; a connection that breaks before the answer is tried once more, since to switch twice is to switch once. `who` is how
 * errors call it. Throws PowerError when nobody answers, and the signal's reason.
 */
export const askRelay = async (who: string, url: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> => {
  signal?.throwIfAborted();
  const late = AbortSignal.timeout(answerWithinMs);
  const ask = (): Promise<Response> => fetch(url, { ...init, signal: anySignal(signal, late) });
  return await ask()
    .catch((cause: unknown) => (isDropped(cause) && !signal?.aborted ? ask() : Promise.reject(cause)))
    .catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new PowerError(`${who} does not answer`, {
        cause,
        evidence: [`${init.method ?? 'GET'} ${url}: ${reasonOf(cause)}`],
        remedy: `check that it has power and network: curl ${new URL(url).origin}`,
      });
    });
};

const isDropped = (cause: unknown): boolean =>
  cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause && droppedCodes.has(String(cause.cause.code));
const droppedCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** The body as text, whatever becomes of the connection. */
export const bodyOf = (response: Response): Promise<string> => response.text().catch((error: unknown) => `(no body: ${reasonOf(error)})`);

// fetch says 'fetch failed' and hides the errno in `cause`.
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
};
