import { type ServiceError, status } from '@grpc/grpc-js';
import { PlaceError } from './place-error.ts';

/** The coordinator heard the request and says no. */
export class PlaceRefusedError extends PlaceError {}

export const isRefusal = (thrown: unknown): thrown is PlaceRefusedError => thrown instanceof PlaceRefusedError;

/** A failed call in words, the coordinator's own among them. */
export const explainCall = (error: ServiceError, address: string): PlaceError => {
  const evidence = [`gRPC status ${status[error.code] ?? error.code}: ${error.details.replace(/ Resolution note: $/, '')}`];
  const who = `the labgrid coordinator ${address}`;
  if (refusals.has(error.code)) return new PlaceRefusedError(`${who} refuses: ${error.details}`, { cause: error, evidence });
  if (error.code === status.UNIMPLEMENTED || isOtherProtocol(error)) {
    return new PlaceError(`what answers at ${address} is no labgrid coordinator of version 25.0 or later`, {
      cause: error,
      evidence,
      remedy: 'older coordinators (up to 24.0) speak WAMP through crossbar: update the coordinator, or check the address',
    });
  }
  if (error.code === status.UNAVAILABLE && neverConnected.test(error.details)) {
    const code = /Name resolution failed/.test(error.details) ? 'its name does not resolve' : /\bE[A-Z]{4,}\b/.exec(error.details)?.[0];
    return new PlaceError(`${who} cannot be reached${code ? ` (${code})` : ''}`, {
      cause: error,
      evidence,
      remedy: 'check the address, and that labgrid-coordinator runs there and listens on an address that this host can reach',
    });
  }
  return new PlaceError(`the connection to ${who} broke`, {
    cause: error,
    evidence,
    remedy: 'check whether the coordinator was restarted (it forgets who held which place), and the network on the way',
  });
};

const refusals: ReadonlySet<number> = new Set([status.FAILED_PRECONDITION, status.INVALID_ARGUMENT, status.PERMISSION_DENIED]);

const neverConnected =
  /No connection established|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|Name resolution failed|ENOTFOUND|EAI_AGAIN/;

// A web server answers with a status or a page instead of HTTP/2 frames.
const isOtherProtocol = ({ details }: ServiceError): boolean => /HTTP status code|Protocol error|NGHTTP2|ERR_HTTP2/i.test(details);
