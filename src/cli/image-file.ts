import { readFileSync } from 'node:fs';
import { ConfigError } from '../core/errors.ts';

const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file: give the path of the .elf that the build made',
  EISDIR: 'it is a directory: give the path of the .elf in it',
  EACCES: 'this user may not read it: change its mode (chmod +r), or copy it',
};

/** The bytes of an image that somebody named. Throws ConfigError, with what to do, where they cannot be had. */
export const readImage = (file: string): Uint8Array => {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const remedy = remedies[code];
    throw new ConfigError(`${file} cannot be read: ${code}${remedy ? `, ${remedy}` : ''}`, { cause });
  }
};
