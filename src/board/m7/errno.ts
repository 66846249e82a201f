import { constants } from 'node:os';

// strerror texts of glibc and musl (busybox) for what the remoteproc sysfs files answer with.
const texts: readonly (readonly [RegExp, number])[] = [
  [/Operation not permitted/, constants.errno.EPERM],
  [/No such file or directory/, constants.errno.ENOENT],
  [/Input\/output error|I\/O error/, constants.errno.EIO],
  [/Cannot allocate memory|Out of memory/, constants.errno.ENOMEM],
  [/Permission denied/, constants.errno.EACCES],
  [/Device or resource busy|Resource busy/, constants.errno.EBUSY],
  [/Invalid argument/, constants.errno.EINVAL],
  [/File name too long|Filename too long/, constants.errno.ENAMETOOLONG],
  [/Timer expired/, constants.errno.ETIME],
  [/Operation not supported|Not supported/, constants.errno.EOPNOTSUPP],
  [/Connection timed out|Operation timed out/, constants.errno.ETIMEDOUT],
];

/** The errno behind a shell's `write error: …`; undefined when the text names none that we know. */
export const errnoOf = (stderr: string): number | undefined => texts.find(([text]) => text.test(stderr))?.[1];

/** `ENOENT` for 2; the number itself when it has no name here. */
export const errnoName = (errno: number): string =>
  Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? String(errno);
