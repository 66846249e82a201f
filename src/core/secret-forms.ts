import { isOrdinary } from './credential-places.ts';

/** How a secret may stand in a text: as itself, as a URL, JSON and a shell write it, in base64, and each line of a long one, since logs come line by line. */
export const formsOf = (value: string): string[] => [value, ...partsOf(value)].flatMap(writtenForms);

// What goes into a header is a scheme and a credential, and each of both ends may be printed without the other.
const partsOf = (value: string): string[] => {
  const [, scheme, credential] = /^(Basic|Bearer|Token|ApiKey)\s+(\S+)$/i.exec(value) ?? [];
  if (scheme === undefined || credential === undefined) return [];
  // RFC 7617: user and password with a colon between, which the user cannot hold.
  const password = scheme.toLowerCase() === 'basic' ? Buffer.from(credential, 'base64').toString().split(':').slice(1).join(':') : '';
  return [credential, password].filter((part) => part !== '' && !isOrdinary(part));
};

const writtenForms = (value: string): string[] => [
  value,
  encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\ufffd')),
  new URLSearchParams({ v: value }).toString().slice(2),
  JSON.stringify(value).slice(1, -1),
  value.replaceAll("'", "'\\''"),
  ...value.split(/\r?\n/).filter((line) => line.length > 11 && !line.startsWith('-----')),
  ...base64Forms(value),
];

// Fewer could stand in any text.
const leastBase64 = 7;

/** What base64 makes of it whatever stands before and behind, such as `user:` in a header: three bytes are four characters, so that there are three ways. */
const base64Forms = (value: string): string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const own = bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return own.length < leastBase64 ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
