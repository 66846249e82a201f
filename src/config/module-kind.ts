import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { ConfigError } from '../core/errors.ts';

/**
 * Throws ConfigError for a file that Node takes for CommonJS. Loaded that way, it would get copies of its own of every module it imports, and the
 * runner would neither know its errors nor its secrets.
 */
export const requireEsModule = (path: string): void => {
  const extension = extname(path);
  if (extension === '.mts' || extension === '.mjs') return;
  const manifest = extension.startsWith('.c') ? undefined : nearestManifest(dirname(path));
  if (manifest && typeOf(manifest) === 'module') return;
  throw new ConfigError(`${path} is not an ES module`, {
    remedy: manifest ? `add "type": "module" to ${manifest}, or rename the file to end in .mts` : 'rename the file to end in .mts',
  });
};

const nearestManifest = (dir: string): string | undefined => {
  const manifest = join(dir, 'package.json');
  if (existsSync(manifest)) return manifest;
  return dirname(dir) === dir ? undefined : nearestManifest(dirname(dir));
};

const typeOf = (manifest: string): unknown => {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly type?: unknown }).type;
  } catch {
    return undefined;
  }
};
