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

test('each command says in the list of commands what its own help says', async () => {
  const listed = (await buildProgram([], () => {})).commands.map((command) => command.name());
  expect(listed.length).toBeGreaterThan(15);
  for (const name of listed) {
    const program = await buildProgram([name], () => {});
    const command = program.commands.find((each) => each.name() === name)!;
    expect(`${name} ${command.usage()}`).toBe(program.createHelp().subcommandTerm(command));
  }
});
