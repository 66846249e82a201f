import { withoutCredentials } from '../../core/credential-places.ts';
import { HilError, PowerError } from '../../core/errors.ts';
import { redact } from '../../core/secret.ts';
import { type Endpoint, explainFailure, failureCode } from '../console/tcp-socket.ts';

/** Nobody took what was asked of a relay: why, in its first sentence. `asked`: the request, for the evidence. */
export const notReached = (who: string, endpoint: Endpoint, asked: string, thrown: unknown): PowerError => {
  const cause = innermost(thrown);
  const evidence = [withoutCredentials(redact(`${asked}: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`))];
  // A jump host that lets nobody through has said what to do.
  if (cause instanceof HilError)
    return new PowerError(`${who} cannot be asked: ${cause.message}`, {
      cause,
      evidence,
      ...(cause.remedy ? { remedy: cause.remedy } : {}),
    });
  const { what, remedy } = ofHttp(cause, endpoint) ?? explainFailure(cause, endpoint);
  return new PowerError(`${who} does not answer: ${what}`, { cause, evidence, remedy });
};

// fetch says 'fetch failed' and hides what it met in `cause`.
const innermost = (error: unknown): unknown => (error instanceof TypeError && error.cause instanceof Error ? error.cause : error);

const ofHttp = (cause: unknown, { host, port }: Endpoint): { readonly what: string; readonly remedy: string } | undefined => {
  // The fetch standard has no code for it.
  const code = cause instanceof Error && cause.message === 'bad port' ? 'ERR_BAD_PORT' : failureCode(cause);
  const found = mistakes.find(([codes]) => codes.test(code));
  if (!found) return undefined;
  const [, what, remedy] = found;
  return { what: `${host}:${port} ${what}`, remedy };
};

const mistakes: readonly (readonly [codes: RegExp, what: string, remedy: string])[] = [
  [/^HPE_/, 'answers in another protocol than HTTP', 'check the port in the lab file, that it is not one of https://'],
  [/^(?:EPROTO|ERR_SSL_)/, 'speaks no TLS', 'write http:// in place of https:// in the lab file'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/,
    'has a certificate that this host does not trust',
    'name the certificate in NODE_EXTRA_CA_CERTS, or write http:// in the lab file',
  ],
  [/^UND_ERR_SOCKET$/, 'ends the connection without an answer', 'check the port in the lab file, whether it is one of https://'],
  [
    /^ERR_BAD_PORT$/,
    'is a port that HTTP clients refuse',
    'correct the port in the lab file; ports of other services, such as 1, 22 or 23, are not asked',
  ],
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'takes no connection', 'check its power, its address, the cable and any firewall on the way'],
];
