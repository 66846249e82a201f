/** What to do where a lab's own module cannot be loaded for what it imports, by the message of Node or of vitest; undefined for all else. */
export const loadRemedy = (message: string): string | undefined => {
  const [, missing] = /^Cannot find package '([^']+)'/.exec(message) ?? [];
  if (missing !== undefined) return `install it where the lab lies: npm install --save-dev ${missing}`;
  if (/^Cannot find module /.test(message)) return 'correct the path of the import; it ends in .ts where the file does';
  const [, from] = /^The requested module '([^']+)' does not provide an export/.exec(message) ?? [];
  if (from !== undefined) return `see what ${from} exports, and import types with import type`;
  if (message.startsWith('Vitest failed to'))
    return 'a lab file is loaded outside of tests: leave test(), describe() and hooks to the suites';
  return undefined;
};
