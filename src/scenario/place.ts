import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the suites' own code stands in a stack: below the folder of the lab file, and not in what it depends on. */
export interface Ground {
  /** Folder of the lab file. */
  readonly root: string;
  /** The file whose frames come first; any other below the folder will do where it has none. */
  readonly file?: string | undefined;
}

/** The innermost frame of a stack that is the suite's own, as `suites/boot.ts:12:3`; undefined where none is. */
export const placeIn = (stack: string | undefined, { root, file }: Ground): string | undefined => {
  const own = ownFrames(stack, { root, file });
  const found = own.find(({ path }) => path === file) ?? own[0];
  return found && placeOf(found, root);
};

/** Every frame of a stack that is the suite's own, the innermost first. */
export const placesIn = (stack: string | undefined, ground: Ground): readonly string[] =>
  ownFrames(stack, ground).map((frame) => placeOf(frame, ground.root));

/** By which of the promises of Promise.all(), any() or allSettled() a stack came, as V8 writes it; undefined where none is named. */
export const branchIn = (stack: string | undefined): string | undefined =>
  (stack ?? '').match(/(?<=^\s+at async Promise\.\w+ \(index )\d+(?=\)$)/gm)?.join(' ');

/** Where the suite's own code called Node; undefined where anybody else did, such as a library that the suite uses. `asker`: file whose frames do not count. */
export const callerIn = (stack: unknown, asker: string, ground: Ground): string | undefined => {
  const lines = (typeof stack === 'string' ? stack : '').split('\n').filter((line) => !/[\s(]node:/.test(line));
  const caller = lines.flatMap(frameOf).find(({ path }) => path !== asker);
  const isOwn = caller && (caller.path === ground.file || isBelow(ground.root, caller.path));
  return isOwn ? placeOf(caller, ground.root) : undefined;
};

// A suite that came with the runner lies where its code does.
const ownFrames = (stack: string | undefined, { root, file }: Ground): Frame[] =>
  (stack ?? '')
    .split('\n')
    .flatMap(frameOf)
    .filter(({ path }) => path === file || isBelow(root, path));

const placeOf = ({ path, line, column }: Frame, root: string): string => `${relative(root, path)}:${line}:${column}`;

interface Frame {
  readonly path: string;
  readonly line: string;
  readonly column: string;
}

const frameOf = (text: string): Frame[] => {
  const [, url, line, column] = /^\s+at .*?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(text) ?? [];
  if (url === undefined) return [];
  const path = url.startsWith('file://') ? fileURLToPath(url) : url;
  return [{ path: path.replace(/\?.*$/, ''), line: line!, column: column! }];
};

// A lab file may lie in the project itself, beside the code that runs it.
const runnerCode = fileURLToPath(new URL('..', import.meta.url));

const isBelow = (root: string, path: string): boolean => {
  const below = relative(root, path);
  const isInside = !isAbsolute(below) && below !== '..' && !below.startsWith(`..${sep}`);
  return isInside && !path.includes('/node_modules/') && !path.startsWith(runnerCode);
};
