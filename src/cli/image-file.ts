import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../core/errors.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** The bytes of an image that somebody named. Throws ConfigError, with what to do, where they cannot be had. */
export const readImage = (file: string): Uint8Array => {
  try {
    // A pipe that nobody fills and a device without an end would be read for ever.
    const stats = statSync(file);
    if (!stats.isFile() && !stats.isDirectory()) throw new Error('it is a pipe, a socket or a device, and no file');
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: ${whyUnreadable(cause)}`, {
      cause,
      remedy: 'give the path of the .elf that the build made',
    });
  }
};
