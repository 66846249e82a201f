import { fileURLToPath } from 'node:url';

/** A module of this package as an entry of its own: for a child process, or for a tool that takes a file name. */
export interface OwnModule {
  readonly file: string;
  /** What Node needs on its command line to run the file: nothing for compiled modules, the loader of TypeScript in a checkout. */
  readonly nodeFlags: readonly string[];
}

/** `path` without extension, relative to the module whose `import.meta.url` is given: sources run as TypeScript in a checkout and as JavaScript once packed. */
export const ownModule = (path: string, from: string): OwnModule => {
  const isSource = from.endsWith('.ts');
  const loader = new URL('../../bin/from-source.js', import.meta.url).href;
  return {
    file: fileURLToPath(new URL(`${path}${isSource ? '.ts' : '.js'}`, from)),
    nodeFlags: isSource ? ['--import', loader] : [],
  };
};
