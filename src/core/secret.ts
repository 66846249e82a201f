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
