/** Which request of an httpSwitch. */
export type RequestField = 'on' | 'off' | 'state.ask';

/** What a relay made of a request that it did not carry out, as the end of a sentence that begins with its name. */
export interface Refusal {
  readonly what: string;
  /** The fields of the lab file that this is of. */
  readonly field: string;
  readonly remedy?: string;
}

interface Asked {
  readonly field: RequestField;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Why an answer is none of a relay that did what it was asked: its status, or a page that wants a login. Undefined for any other answer. */
export const refusalOf = (response: Response, body: string, { field, headers }: Asked): Refusal | undefined => {
  const { status } = response;
  const place = `'${field}' of the httpSwitch`;
  const isLogin = isLoginPage(response, body);
  if (response.ok) {
    if (!isLogin) return undefined;
    return { what: `answers '${field}' with its login page`, field: place, remedy: loginRemedy(place, headers) };
  }
  const [why, remedy] =
    isLogin || isLoginElsewhere(response) ? ['it wants a login', loginRemedy(place, headers)] : meaning(status, place, headers);
  return { what: `refuses: HTTP ${status} for '${field}': ${why}`, field: place, remedy };
};

const meaning = (status: number, place: string, headers: Asked['headers']): readonly [why: string, remedy: string] => {
  if (status === 401 || status === 407)
    return [hasLogin(headers) ? 'it does not take this login' : 'it wants a login', loginRemedy(place, headers)];
  if (status === 403)
    return ['this login may not do that', `give ${place} a login that may switch, or allow it in the settings of the relay`];
  if (status === 404 || status === 410)
    return ['there is nothing at this path', `correct 'url' in ${place}: its path is none of this relay`];
  if (status === 405 || status === 501)
    return ['it does not take this method', `write the method that it wants into ${place}: method: 'POST', 'PUT' or 'GET'`];
  if (status >= 300 && status < 400) return ['it sends elsewhere', `write where it sends to (curl -v tells) into 'url' of ${place}`];
  if (status >= 500) return ['it has a trouble of its own', 'look at the log of the relay, or switch it by its own page'];
  return ['it does not understand the request', `compare 'url', 'body' and 'headers' of ${place} with the manual of the relay`];
};

const loginRemedy = (place: string, headers: Asked['headers']): string =>
  hasLogin(headers)
    ? `check the login in the headers of ${place}: whether it is still good, and that this relay takes one in a header`
    : `give ${place} a login: headers: { authorization: fromEnv('LAB_RELAY_LOGIN') }, with 'Basic …' or 'Bearer …' in the variable`;

const hasLogin = (headers: Asked['headers']): boolean =>
  Object.keys(headers).some((name) => /^(?:authorization|cookie)$|key|token/i.test(name));

const loginPath = /(?:log|sign)[-_]?(?:in|on)\b|\bauth\b/i;

// A relay's own page may have a field for a password beside its switches: only one that was sent in place of what was asked is a login page.
const isLoginPage = ({ redirected, url }: Response, body: string): boolean =>
  redirected && (loginPath.test(new URL(url).pathname) || /<input[^>]*type=["']?password/i.test(body));

const isLoginElsewhere = ({ status, headers }: Response): boolean =>
  status >= 300 && status < 400 && loginPath.test(headers.get('location') ?? '');
