import { basename, dirname, extname, join } from 'node:path';

/** Where a file goes on once it is large: `events.ndjson`, `events.2.ndjson`, `events.3.ndjson`. */
export const partPath = (path: string, part: number): string => {
  if (part === 1) return path;
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.${part}${extension}`);
};

/** A file that may be a part of another: the path of its first part, and which one it is. */
export const partOf = (path: string): { readonly first: string; readonly part: number } => {
  const [, start, part, extension] = /^(.+)\.(\d+)(\.\w+)$/.exec(path) ?? [];
  return start === undefined ? { first: path, part: 1 } : { first: `${start}${extension}`, part: Number(part) };
};
