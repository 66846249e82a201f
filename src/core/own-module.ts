import { fileURLToPath } from 'node:url';

/** A module of this package as an entry of its own: for a child process, or for a tool that takes a file name. */
export interface OwnModule {
  readonly file: string;
  /** What Node is given to run it: the file alone where it is compiled, what loads TypeScript before it in a checkout. */
  readonly command: readonly [string, ...string[]];
}

/** `path` without extension, relative to the module whose `import.meta.url` is given: sources run as TypeScript in a checkout and as JavaScript once packed. */
export const ownModule = (path: string, from: string): OwnModule => {
  const isSource = from.endsWith('.ts');
  const file = fileURLToPath(new URL(`${path}${isSource ? '.ts' : '.js'}`, from));
  const loader = fileURLToPath(new URL('../../bin/from-source.js', import.meta.url));
  return { file, command: isSource ? [loader, file] : [file] };
};
