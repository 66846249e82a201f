import { ConfigError } from '../core/errors.ts';

/** Why nobody can be given a board's console, as the end of a sentence; undefined where somebody sits at a terminal. */
export const noPersonAt = (screen: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const { CI = '' } = env;
  if (CI !== '' && CI !== 'false' && CI !== '0') return 'CI is set: nobody would ever leave it';
  return process.stdin.isTTY && screen.isTTY ? undefined : 'this run has no terminal';
};

/** Of `--debug`, which would keep a board on for nobody. */
export const noDebugging = (refusal: string): ConfigError =>
  new ConfigError(`--debug opens the console of a board for a person, and ${refusal}`, {
    remedy: refusal.startsWith('CI') ? 'leave --debug out' : 'start hil run on a terminal, without a pipe around it',
  });
