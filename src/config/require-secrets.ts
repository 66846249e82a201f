import { ConfigError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { formatPath } from './issue-sentence.ts';
import type { LabDefinition } from './lab.ts';

type Path = readonly PropertyKey[];

/**
 * Reveals every secret that these boards need, so that all of them are redacted from the first byte on.
 * Throws ConfigError that names the ones which are not set; other boards of the lab may lack theirs.
 */
export const requireSecrets = ({ boards }: Pick<LabDefinition, 'boards'>, names: readonly string[]): void => {
  const mistakes = names.flatMap((name) => secretsIn(boards[name]?.parts, ['boards', name])).flatMap(mistakeOf);
  const [first, ...others] = mistakes;
  if (!first) return;
  const remedy = first.cause.remedy ? { remedy: first.cause.remedy } : {};
  if (others.length === 0) throw new ConfigError(first.sentence, { cause: first.cause, ...remedy });
  throw new ConfigError(`${mistakes.length} secrets of the lab file are not there`, {
    evidence: mistakes.map(({ sentence }) => sentence),
    ...remedy,
  });
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
