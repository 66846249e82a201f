import type { errnoWords } from './file-tree.ts';

/** Names of errno by number, for what drivers answer. */
export const errnoNames: Record<number, keyof typeof errnoWords> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  8: 'ENOEXEC',
  11: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  16: 'EBUSY',
  17: 'EEXIST',
  19: 'ENODEV',
  20: 'ENOTDIR',
  21: 'EISDIR',
  22: 'EINVAL',
  28: 'ENOSPC',
  30: 'EROFS',
  36: 'ENAMETOOLONG',
  39: 'ENOTEMPTY',
  40: 'ELOOP',
  62: 'ETIME',
  95: 'EOPNOTSUPP',
  110: 'ETIMEDOUT',
};
