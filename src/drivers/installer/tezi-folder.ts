import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import type { OsImage } from '../../core/os-image.ts';
import { filesOf, type ImageJson, imageJson } from './image-json.ts';

const description = 'image.json';

/** What is wrong with the folder of an image for Toradex Easy Installer, a sentence each; reads image.json and looks whether its files are there. */
export const mistakesIn = (folder: string): readonly string[] => {
  const read = readImage(folder);
  return isBad(read) ? read.mistakes : filesOf(read).flatMap((name) => mistakeOf(folder, name));
};

/** Throws ConfigError that names every mistake in the folder. Reads every byte of it. */
export const openTeziFolder = async (folder: string): Promise<OsImage> => {
  const mistakes = mistakesIn(folder);
  const image = readImage(folder);
  if (mistakes.length > 0 || isBad(image))
    throw new ConfigError(`${folder} holds no image that can be installed: ${mistakes[0]}`, { evidence: mistakes });
  const paths = [description, ...filesOf(image)];
  const files = paths.map((path) => ({ path, bytes: statSync(join(folder, path)).size }));
  return { name: image.name, version: image.version, folder, files, sha256: await digestOf(folder, paths) };
};

interface Mistakes {
  readonly isBad: true;
  readonly mistakes: readonly string[];
}

const isBad = (read: ImageJson | Mistakes): read is Mistakes => read.isBad === true;

const bad = (...mistakes: readonly string[]): Mistakes => ({ isBad: true, mistakes });

const readImage = (folder: string): ImageJson | Mistakes => {
  const path = join(folder, description);
  if (!existsSync(path)) return bad(`there is no ${description} in it: unpack the image's tar file, and name its folder`);
  let plain: unknown;
  try {
    plain = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    return bad(`${description} is no JSON: ${(cause as Error).message}`);
  }
  const read = imageJson.safeParse(plain);
  if (read.success) return read.data;
  return bad(
    ...read.error.issues.map(({ path: where, message }) => `${description}: ${where.length > 0 ? `${where.join('.')}: ` : ''}${message}`),
  );
};

const mistakeOf = (folder: string, name: string): readonly string[] => {
  if (name.startsWith('/') || normalize(name).startsWith('..')) return [`${description} names '${name}', which is outside of the folder`];
  const path = join(folder, name);
  if (!existsSync(path)) return [`${description} names '${name}', which is not there`];
  if (!statSync(path).isFile()) return [`${description} names '${name}', which is no file`];
  return statSync(path).size === 0 ? [`'${name}' is empty`] : [];
};

const digestOf = async (folder: string, paths: readonly string[]): Promise<string> => {
  const whole = createHash('sha256');
  for (const path of [...paths].sort()) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(join(folder, path))) one.update(chunk as Buffer);
    whole.update(`${path}\0${one.digest('hex')}\n`);
  }
  return whole.digest('hex');
};
