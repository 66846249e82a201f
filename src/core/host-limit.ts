/** What the host refused, by its code in errno(3): none of it says anything of a board, a suite or a lab file. */
interface Limit {
  /** A sentence's end. */
  readonly why: string;
  readonly remedy: string;
}

const room = 'make room on the disk';
const limits: Readonly<Record<string, Limit>> = {
  ENOSPC: { why: 'the disk is full', remedy: room },
  EDQUOT: { why: 'the disk quota is used up', remedy: `${room}, or have the quota raised` },
  EFBIG: {
    why: 'files may not grow that large here',
    remedy: 'raise the limit of file sizes (ulimit -f), or use a file system without one',
  },
  EROFS: {
    why: 'the file system is read-only',
    remedy: 'make it writable; after an error of its medium a disk becomes read-only by itself',
  },
  EMFILE: { why: 'this process may open no more files', remedy: 'allow it more open files: ulimit -n 1024' },
  ENFILE: { why: 'the host may open no more files', remedy: 'look for a program that leaves files open, or raise fs.file-max' },
  ENOMEM: { why: 'the host has no memory left', remedy: 'end other programs, or give the host more memory' },
  EIO: { why: 'the disk does not work (input/output error)', remedy: 'look into the kernel log of this host' },
};

export interface HostLimit extends Limit {
  readonly code: string;
  /** The words of the system call, in one line; with the file, where it names one. */
  readonly said: string;
}

/** Finds one in an error, in what caused it, or in the words that another process passed on. Undefined where the host refused nothing. */
export const hostLimitOf = (cause: unknown, depth = 0): HostLimit | undefined => {
  if (typeof cause !== 'object' || cause === null || depth > deepest) return undefined;
  const { code, message, cause: inner } = cause as { code?: unknown; message?: unknown; cause?: unknown };
  const [, said] = typeof message === 'string' ? (/^([A-Z]{3,9}): /.exec(message) ?? []) : [];
  const name = [code, said].find((each): each is string => typeof each === 'string' && Object.hasOwn(limits, each));
  if (name === undefined) return hostLimitOf(inner, depth + 1);
  return { code: name, said: typeof message === 'string' ? message.split('\n')[0]! : name, ...limits[name]! };
};

// Of causes of causes; one may be its own.
const deepest = 5;
