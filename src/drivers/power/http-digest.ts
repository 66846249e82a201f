import { createHash, randomBytes } from 'node:crypto';

export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  readonly user: string;
  readonly password: string;
}

/**
 * The `Authorization` header that answers a `WWW-Authenticate: Digest` challenge (RFC 7616, qop=auth). Shelly Gen2 asks for SHA-256.
 * Undefined for any other challenge.
 */
export const answerDigest = (challenge: string, { method, uri, user, password }: DigestRequest): string | undefined => {
  if (!/^Digest /i.test(challenge)) return undefined;
  const { realm, nonce, opaque, qop, algorithm = 'MD5' } = parseChallenge(challenge);
  const hash = hashers[algorithm.toUpperCase()];
  if (hash === undefined || realm === undefined || nonce === undefined) return undefined;
  const cnonce = randomBytes(8).toString('hex');
  const ha1 = hash(`${user}:${realm}:${password}`);
  const ha2 = hash(`${method}:${uri}`);
  const response = hash(qop === undefined ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`);
  const quoted = { username: user, realm, nonce, uri, response, ...(opaque === undefined ? {} : { opaque }) };
  const fields = Object.entries(quoted).map(([name, value]) => `${name}="${value}"`);
  return `Digest ${[...fields, `algorithm=${algorithm}`, ...(qop === undefined ? [] : ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`])].join(', ')}`;
};

const hashers: Readonly<Record<string, (text: string) => string>> = {
  MD5: (text) => createHash('md5').update(text).digest('hex'),
  'SHA-256': (text) => createHash('sha256').update(text).digest('hex'),
};

const parseChallenge = (challenge: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    [...challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name, quoted, bare]) => [name!.toLowerCase(), quoted ?? bare]),
  );
