import { basename, relative } from 'node:path';
import { ConfigError } from '../../core/errors.ts';

/** `cold-boot` for `suites/cold-boot.ts`. */
export const suiteNameOf = (file: string): string => basename(file).replace(/\.[cm]?tsx?$/, '');

/**
 * The suite files that the patterns name, by path. A pattern is a suite's name, a file, a folder, or any part of a path.
 * Throws ConfigError for one that names nothing.
 */
export const selectSuites = (files: readonly string[], patterns: readonly string[], root: string): readonly string[] => {
  const sorted = [...files].sort();
  if (sorted.length === 0)
    throw new ConfigError(`there are no suites below ${root}`, {
      remedy: "see `suites` in the lab file; it is 'suites/**/*.ts' by default",
    });
  const strange = sorted.filter((file) => /[#?]/.test(relative(root, file)));
  if (strange.length > 0)
    throw new ConfigError(`Vitest loads no file with # or ? in its path: ${strange.map((file) => relative(root, file)).join(', ')}`, {
      remedy: 'give the suite another name',
    });
  if (patterns.length === 0) return sorted;
  const chosen = new Set(patterns.flatMap((pattern) => matching(sorted, pattern, root)));
  return sorted.filter((file) => chosen.has(file));
};

const matching = (files: readonly string[], pattern: string, root: string): readonly string[] => {
  const path = (file: string): string => relative(root, file);
  const plain = pattern.replace(/^\.\//, '').replace(/\/$/, '');
  const found = [
    files.filter((file) => suiteNameOf(file) === plain || path(file) === plain || file === pattern),
    files.filter((file) => path(file).startsWith(`${plain}/`)),
    files.filter((file) => path(file).includes(plain)),
  ].find((some) => some.length > 0);
  if (found) return found;
  throw new ConfigError(`no suite is called '${pattern}'`, { remedy: `there are: ${files.map(suiteNameOf).join(', ')}` });
};
