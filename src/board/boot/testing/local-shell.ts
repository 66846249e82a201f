import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CommandError } from '../../../core/errors.ts';
import type { Output, Shell } from '../../../core/shell.ts';

/** The host's own sh as a shell over a link, with `folder` first on its PATH. */
export const localShell = (folder: string): Shell => ({
  via: 'ssh',
  run: async (command, { reject = true } = {}) => {
    const child = spawn('sh', ['-c', command], { env: { PATH: `${folder}:${process.env.PATH}` }, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 128)));
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    const output: Output = { exitCode, stdout, stderr, durationMs: 0 };
    if (reject && exitCode !== 0) throw new CommandError(`'${command}' ended with status ${exitCode}`, exitCode, stderr);
    return output;
  },
  [Symbol.asyncDispose]: async () => {},
});
