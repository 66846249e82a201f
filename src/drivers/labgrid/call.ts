import type { Client, MethodDefinition } from '@grpc/grpc-js';
import { explainCall } from './call-failures.ts';

// Wall time. To acquire or release a place the coordinator asks the exporter of each of its resources in turn, and gives each 10 s.
const answerWithinMs = 35_000;

export interface Call<Request, Response> {
  readonly client: Client;
  readonly address: string;
  readonly method: MethodDefinition<Request, Response>;
  readonly request: Request;
  readonly signal: AbortSignal;
}

/** One request and its answer. Throws PlaceError, or the signal's reason. */
export const callOnce = async <Request, Response>({
  client,
  address,
  method,
  request,
  signal,
}: Call<Request, Response>): Promise<Response> => {
  signal.throwIfAborted();
  let cancel = (): void => {};
  const answer = new Promise<Response>((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const deadline = Date.now() + answerWithinMs;
    const running = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, { deadline }, (error, response) => {
      if (error) reject(signal.aborted ? signal.reason : explainCall(error, address));
      else resolve(response!);
    });
    cancel = () => running.cancel();
  });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await answer;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
