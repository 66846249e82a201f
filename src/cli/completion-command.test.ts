import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { completionScript } from './completion-command.ts';
import { buildProgram } from './program.ts';

const program = (await buildProgram(['completion'], () => {})) as unknown as Parameters<typeof completionScript>[0];

const completed = (...words: readonly string[]): string[] => {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _hil; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: '/' }).trim().split('\n');
};

test('bash completes commands and the options of each', () => {
  expect(completed('hil', 'co')).toEqual(['console', 'completion', 'compare']);
  expect(completed('hil', 'run', '--sto')).toEqual(['--stop-below']);
  expect(completed('hil', 'bundle', '--with')).toEqual(['--with-firmware']);
});

test('every shell that is named has a script, and another one is refused', () => {
  for (const shell of ['bash', 'zsh', 'fish']) expect(completionScript(program, shell)).toContain('prune');
  expect(() => completionScript(program, 'tcsh')).toThrow("there is no completion for 'tcsh'");
});
