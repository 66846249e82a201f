import { inspect } from 'node:util';
import { isOrdinary } from './credential-places.ts';
import { ConfigError } from './errors.ts';
import { rememberSecret } from './redaction.ts';

export { redact, redactStrings } from './redaction.ts';

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
    rememberSecret(value, this.label, this.isOrdinary);
    return value;
  }
  /** It is a word that other text holds as well, such as a user's name; hidden only where it is used as a credential. Throws as `reveal`. */
  get isOrdinary(): boolean {
    return isOrdinary(this.#read());
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

/** Of what may be public, such as the password that every fresh system has. */
export const revealed = (value: string | Secret): string => (typeof value === 'string' ? value : value.reveal());

/** A secret whose value the config itself holds, such as the throw-away password of a simulated board. */
export const literalSecret = (label: string, value: string): Secret => new Secret(label, () => value);

/** Of a login in a lab file: a fresh system wants another password than that of its factory, and has to be given one. */
export const choosesPassword = ({
  factoryPassword,
  password,
}: {
  readonly factoryPassword?: unknown;
  readonly password?: unknown;
}): boolean => factoryPassword === undefined || password !== undefined;
export const withoutPassword = { path: ['factoryPassword'], message: 'expected a `password` beside it, which is chosen in its place' };
