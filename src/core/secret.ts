import { inspect } from 'node:util';
import { ConfigError } from './errors.ts';

const revealed = new Set<string>();

/** A value that must never be printed. Every rendering of it says `[secret NAME]`; `redact` hides it in any text. */
export class Secret {
  readonly label: string;
  readonly #read: () => string;
  constructor(label: string, read: () => string) {
    this.label = label;
    this.#read = read;
  }
  /** The value. From now on `redact` knows it. Throws ConfigError when it is not set. */
  reveal(): string {
    const value = this.#read();
    // Redacting one or two characters would garble every log and hide nothing.
    if (value.length > 2) revealed.add(value);
    return value;
  }
  toString(): string {
    return `[secret ${this.label}]`;
  }
  toJSON(): string {
    return this.toString();
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** A secret read from the environment when it is first needed. */
export const fromEnv = (name: string): Secret =>
  new Secret(name, () => {
    const value = process.env[name];
    if (value === undefined || value === '') {
      throw new ConfigError(`the environment variable ${name} is not set`, { remedy: `export ${name} before starting hil` });
    }
    return value;
  });

/** A secret whose value the config itself holds, such as the throw-away password of a simulated board. */
export const literalSecret = (label: string, value: string): Secret => new Secret(label, () => value);

/** The text with every secret revealed so far replaced. */
export const redact = (text: string): string => {
  let result = text;
  for (const value of revealed) result = result.replaceAll(value, '[secret]');
  return result;
};

/** The longest secret known, in characters: how much of a stream must be held back to redact across chunk borders. */
export const longestSecret = (): number => Math.max(0, ...[...revealed].map((value) => value.length));

/** The bytes with the UTF-8 form of every secret revealed so far replaced. Bytes that are no text come through as they are. */
export const redactBytes = (bytes: Uint8Array): Uint8Array => {
  if (revealed.size === 0) return bytes;
  let text = Buffer.from(bytes).toString('latin1');
  for (const value of revealed) text = text.replaceAll(Buffer.from(value).toString('latin1'), '[secret]');
  return Buffer.from(text, 'latin1');
};

/** How many of the last bytes may be the beginning of a secret whose rest is still to come. */
export const secretBegun = (bytes: Uint8Array): number => {
  const tail = Buffer.from(bytes);
  const begun = [...revealed].map((value) => {
    const secret = Buffer.from(value);
    let length = Math.min(secret.length - 1, tail.length);
    while (length > 0 && !tail.subarray(tail.length - length).equals(secret.subarray(0, length))) length--;
    return length;
  });
  return Math.max(0, ...begun);
};
