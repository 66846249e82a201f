import { ConfigError } from '../core/errors.ts';
import { rememberSecret } from '../core/redaction.ts';
import { Secret } from '../core/secret.ts';
import { formatPath } from './issue-sentence.ts';
import type { LabDefinition } from './lab.ts';

type Path = readonly PropertyKey[];

/**
 * Reveals every secret that these boards need, so that all of them are redacted from the first byte on. Returns a warning for each that is an
 * ordinary word, or a name of this lab. Throws ConfigError that names the ones which are not set; other boards of the lab may lack theirs.
 */
export const requireSecrets = ({ boards }: Pick<LabDefinition, 'boards'>, names: readonly string[]): readonly string[] => {
  const secrets = names.flatMap((name) => secretsIn(boards[name]?.parts, ['boards', name]));
  const mistakes = secrets.flatMap(mistakeOf);
  const [first, ...others] = mistakes;
  if (!first) {
    const open = new Set(names.flatMap((name) => [name, ...openNames(boards[name]?.parts)]));
    return [...new Set(secrets.flatMap(([, secret]) => warningOf(secret, open)))];
  }
  const remedy = first.cause.remedy ? { remedy: first.cause.remedy } : {};
  if (others.length === 0) throw new ConfigError(first.sentence, { cause: first.cause, ...remedy });
  throw new ConfigError(`${mistakes.length} secrets of the lab file are not there`, {
    evidence: mistakes.map(({ sentence }) => sentence),
    ...remedy,
  });
};

// What everybody may read in a log: to blank it there would tell what the secret is.
const warningOf = (secret: Secret, open: ReadonlySet<string>): string[] => {
  const value = secret.reveal();
  const isName = open.has(value);
  if (isName) rememberSecret(value, secret.label, true);
  if (!isName && !secret.isOrdinary) return [];
  const what = isName ? 'is also a name in the lab file' : 'is an ordinary word or number, or very short';
  return [`the secret ${secret.label} ${what}: it is hidden only where it is used as a credential; choose one that no other text holds`];
};

const openKeys: ReadonlySet<string> = new Set(['user', 'host', 'hostname', 'place', 'pdu', 'alias', 'coordinator']);

const openNames = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return [];
  return Object.entries(value).flatMap(([key, inner]) => (openKeys.has(key) && typeof inner === 'string' ? [inner] : openNames(inner)));
};

const mistakeOf = ([path, secret]: readonly [Path, Secret]): { readonly sentence: string; readonly cause: ConfigError }[] => {
  try {
    secret.reveal();
    return [];
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return [{ sentence: `${formatPath(path)}: ${cause.message}`, cause }];
  }
};

/** A driver's settings are plain data; its schema is not, and holds no secrets. */
const secretsIn = (value: unknown, path: Path): (readonly [Path, Secret])[] => {
  if (value instanceof Secret) return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  const part = 'settings' in value && 'schema' in value ? value.settings : value;
  return Object.entries(part ?? {}).flatMap(([key, inner]) => secretsIn(inner, [...path, key]));
};
