import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** What is wrong with a file that a lab file names, with the path into it. `mistakeIn`: what is wrong with its content. */
export const fileMistakes = (place: string, path: string, dir: string, mistakeIn: (file: string) => string | undefined): string[] => {
  const resolved = resolve(dir, path);
  const wrong = (what: string): string[] => [`${place}: ${what} (${resolved})`];
  if (!existsSync(resolved)) return wrong(`there is no file '${path}'`);
  if (!statSync(resolved).isFile()) return wrong(`'${path}' is a folder`);
  try {
    const mistake = mistakeIn(resolved);
    return mistake ? wrong(`'${path}' ${mistake}`) : [];
  } catch (cause) {
    return wrong(`'${path}' cannot be read: ${(cause as Error).message}`);
  }
};
