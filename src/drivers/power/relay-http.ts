import { PowerError } from '../../core/errors.ts';
import { anySignal } from '../../core/time.ts';

// A plug answers within tens of milliseconds, a PDU daemon that retries on its own may take seconds. Relays live in host time, whatever the board does.
const answerWithinMs = 10_000;

/** One HTTP exchange with a relay. `who` is how errors call it. Throws PowerError when nobody answers, and the signal's reason. */
export const askRelay = async (who: string, url: string, init: RequestInit = {}, signal?: AbortSignal): Promise<Response> => {
  signal?.throwIfAborted();
  const request = { ...init, signal: anySignal(signal, AbortSignal.timeout(answerWithinMs)) };
  return await fetch(url, request).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new PowerError(`${who} does not answer`, {
      cause,
      evidence: [`${init.method ?? 'GET'} ${url}: ${reasonOf(cause)}`],
      remedy: `check that it has power and network: curl ${new URL(url).origin}`,
    });
  });
};

/** The body as text, whatever becomes of the connection. */
export const bodyOf = (response: Response): Promise<string> => response.text().catch((error: unknown) => `(no body: ${reasonOf(error)})`);

// fetch says 'fetch failed' and hides the errno in `cause`.
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
};
