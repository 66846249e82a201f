import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { buildProgram } from './program.ts';

/** What is loaded before a command is called: imports by value, and what is imported side by side with them, from the entry on. */
const loadedBy = (entry: string): { readonly files: Set<string>; readonly packages: Set<string> } => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (!file.endsWith('.ts')) return;
    for (const [, isType, from] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)( type)?(?:[^'";]*? from)? '([^']+)'/gm)) {
      if (isType) continue;
      if (from!.startsWith('.')) visit(resolve(dirname(file), from!));
      else if (!from!.startsWith('node:')) packages.add(from!);
    }
  };
  visit(resolve(import.meta.dirname, entry));
  return { files, packages };
};

test('hil --help loads commander and a few files of its own: none of vitest, ssh2, preact, just-bash and their kind', () => {
  const { files, packages } = loadedBy('main.ts');
  expect([...packages]).toEqual(['@commander-js/extra-typings']);
  expect([...files].filter((file) => file.endsWith('-command.ts'))).toEqual([]);
  expect(files.size).toBeLessThan(30);
  // Which proves that it would have been seen.
  expect([...loadedBy('run-command.ts').packages]).toContain('zod');
});

test('each command stands in the list of commands with the arguments that its file declares', async () => {
  const program = await buildProgram([], () => {});
  const help = program.createHelp();
  const listed = program.commands.map((command) => help.subcommandTerm(command));
  expect(listed.length).toBeGreaterThan(15);
  for (const term of listed) {
    const name = term.split(' ')[0]!;
    const source = readFileSync(resolve(import.meta.dirname, `${name}-command.ts`), 'utf8');
    const declared = source.slice(source.indexOf('export const declare'), source.indexOf('.action('));
    const args = [...declared.matchAll(/\.argument\('([^']+)'/g)].map(([, arg]) => arg!);
    expect([name, ...(/\.(?:requiredO|o)ption\(/.test(declared) ? ['[options]'] : []), ...args].join(' ')).toBe(term);
  }
});
