import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const vitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'));
const ownRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** The file of a part of this package's vitest, such as `vitest/suite` or `@vitest/spy`; undefined for all else, and for what it does not have. */
export const ownVitest = (name: string): string | undefined => {
  if (!/^(?:vitest|@vitest\/[^/]+)(?:\/|$)/.test(name) || name === 'vitest') return undefined;
  try {
    return vitest.resolve(name);
  } catch {
    return undefined;
  }
};

/**
 * A plug-in of vite: vitest itself looks for its parts where the lab lies, in which there may be another version of it. Vitest's own plug-in would be asked
 * before any other but one that is `pre` in its hook.
 */
export const ownVitestPlugin = (): {
  readonly name: string;
  readonly enforce: 'pre';
  readonly resolveId: { readonly order: 'pre'; readonly handler: (name: string) => string | undefined };
} => ({ name: 'verdin-hil:own-vitest', enforce: 'pre', resolveId: { order: 'pre', handler: ownVitest } });

/** Whether packages that a lab in this folder imports could find a `vitest` or a `verdin-hil` that is not this one, or none. */
export const mayMeetOthers = (labFolder: string): boolean => {
  const ours = new Set([...nodeModulesAbove(ownRoot), ...nodeModulesAbove(vitest.resolve('vitest/package.json'))]);
  return nodeModulesAbove(realpathSync(labFolder)).some(
    (folder) =>
      !ours.has(folder) ||
      isOther(folder, 'vitest', dirname(vitest.resolve('vitest/package.json'))) ||
      isOther(folder, 'verdin-hil', ownRoot),
  );
};

const isOther = (folder: string, name: string, own: string): boolean => {
  const there = join(folder, name);
  return existsSync(there) && realpathSync(there) !== realpathSync(own);
};

const nodeModulesAbove = (dir: string): readonly string[] => {
  const folder = join(dir, 'node_modules');
  const above = dirname(dir) === dir ? [] : nodeModulesAbove(resolve(dir, '..'));
  return existsSync(folder) ? [realpathSync(folder), ...above] : above;
};
