import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** SHA-256 of a file of any size, in hexadecimal. */
export const fileSum = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
};

/** True for a file with this sum; false without one. */
export const hasSum = async (path: string, sum: string): Promise<boolean> => existsSync(path) && (await fileSum(path)) === sum;

/** SHA-256 over the names, modes and contents of small files and folders of them, by path or by `import.meta.url`. */
export const inputSum = (...paths: readonly (string | URL)[]): string => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesOf(String(path)))) {
    const content = readFileSync(file.path);
    hash.update(`${file.name} ${statSync(file.path).mode & 0o111} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
};

interface InputFile {
  readonly path: string;
  /** Below the folder that was named, so that the same files have the same sum wherever they are. */
  readonly name: string;
}

const filesOf = (named: string): InputFile[] => {
  const path = named.startsWith('file:') ? fileURLToPath(named) : named;
  if (!statSync(path).isDirectory()) return [{ path, name: '' }];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => ({ path: join(path, name), name })).filter((file) => statSync(file.path).isFile());
};
