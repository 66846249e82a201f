import { expect, test } from 'vitest';
import { CommandError } from '../../core/errors.ts';
import { rejection } from '../testing/rejection.ts';
import { type FileLink, putFile } from './remote-file.ts';

/** A board whose first command of this kind ends with such words. */
const linkThatSays = (stderr: string, of: RegExp): { readonly link: FileLink; readonly commands: string[] } => {
  const commands: string[] = [];
  const link: FileLink = {
    client: undefined,
    down: new AbortController().signal,
    run: async (command, options) => {
      commands.push(command);
      if (of.test(command) && options?.reject !== false) throw new CommandError(`'${command}' ended with exit status 1`, 1, stderr);
      return { stdout: '', stderr: '', exitCode: 0, durationMs: 1 };
    },
    pipe: async () => Promise.reject(new Error('nothing is sent')),
  };
  return { link, commands };
};

test.for<[said: string, sentence: RegExp]>([
  [
    "mkdir: cannot create directory '/a': No space left on device",
    /^the board has no room left for \/a\/b, 3 bytes: No space left on device$/,
  ],
  ["mkdir: cannot create directory '/a': Disk quota exceeded", /^the board has no room left for \/a\/b, 3 bytes: Disk quota exceeded$/],
  ["mkdir: cannot create directory '/a': Read-only file system", /^the board does not take \/a\/b, 3 bytes: Read-only file system$/],
  ["mkdir: cannot create directory '/a': Input/output error", /^the board does not take \/a\/b, 3 bytes: Input\/output error$/],
  ["mkdir: cannot create directory '/a': Structure needs cleaning", /^the board does not take \/a\/b, 3 bytes: Structure needs cleaning$/],
])('a file system that takes no file is the lab’s: %s', async ([said, sentence]) => {
  const { link, commands } = linkThatSays(said, /^mkdir/);
  const error = await rejection(putFile(link, new Uint8Array(3), '/a/b', { asRoot: true }));
  expect(error).toMatchObject({ fault: 'lab', message: expect.stringMatching(sentence), remedy: expect.any(String) });
  expect(commands.at(-1)).toMatch(/^rm -f -- /);
});

test('a refusal that is no file system’s stays what the command said', async () => {
  const { link } = linkThatSays("mkdir: cannot create directory '/a': Permission denied", /^mkdir/);
  expect(await rejection(putFile(link, new Uint8Array(3), '/a/b', {}))).toMatchObject({ name: 'CommandError', fault: 'dut' });
});
