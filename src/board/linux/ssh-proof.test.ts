import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Output, RemoteShell, Shell } from '../../core/shell.ts';
import { admission, sshTrouble, troubleOf } from './ssh-proof.ts';

const { signal } = new AbortController();

const admitted = admission({ admit: async () => {} });

/** A real shell behind an SSH that makes this of every answer. */
const shell = (spoil: (output: Output) => Partial<Output>): Shell => ({
  via: 'ssh',
  run: async (command) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    const output = { exitCode: status ?? -1, stdout, stderr, durationMs: 1 };
    return { ...output, ...spoil(output) };
  },
  [Symbol.asyncDispose]: async () => {},
});

test('an SSH that tells what commands print and end with is sound, whatever the login says on standard error', async () => {
  expect(
    await sshTrouble(
      shell(() => ({})),
      signal,
    ),
  ).toBeUndefined();
  await admitted(
    shell(() => ({ stderr: 'Could not chdir to home directory' })),
    signal,
  );
});

test.for<[string, (output: Output) => Partial<Output>, RegExp]>([
  ['always success', () => ({ exitCode: 0 }), /exit status \d+ is told to have ended with 0/],
  ['always 1', () => ({ exitCode: 1 }), /told to have ended with 1/],
  ['a greeting', ({ stdout }) => ({ stdout: `Welcome\n${stdout}` }), /told to have printed 'Welcome' as well/],
  ['a farewell', ({ stdout }) => ({ stdout: `${stdout}logout\n` }), /'logout'/],
  ['carriage returns', ({ stdout }) => ({ stdout: stdout.replaceAll('\n', '\r\n') }), /not as they were printed/],
  ['nothing at all', () => ({ stdout: '' }), /of \d+ bytes of output 0 came/],
  [
    'what a shell says that does not know the words of sh',
    () => ({ exitCode: 127, stdout: '', stderr: 'fish: Missing end to balance this for loop\nfor i in' }),
    /of output 0 came.*it says 'fish: Missing end to balance this for loop'$/,
  ],
  ['the first packet alone', ({ stdout }) => ({ stdout: stdout.slice(0, 32_768) }), /32768 came/],
])('an SSH that makes %s of an answer is told, as the fault of the lab', async ([, spoil, says]) => {
  const trouble = await sshTrouble(shell(spoil), signal);
  expect(trouble).toMatchObject({ name: 'PortError', fault: 'lab', message: expect.stringMatching(says), remedy: expect.any(String) });
  await expect(admitted(shell(spoil), signal)).rejects.toThrow(says);
});

test('an SSH that answers with what it said before is told', async () => {
  const said = new Map<string, Output>();
  const sound = shell(() => ({}));
  const run: Shell['run'] = async (command) => said.get(command) ?? said.set(command, await sound.run(command)).get(command)!;
  expect(await sshTrouble({ ...sound, run }, signal)).toMatchObject({ fault: 'lab', message: expect.stringContaining('an earlier one') });
});

test('only a link that is open is asked, and one that does not answer tells nothing', async () => {
  const link = (isUp: boolean, ssh: Shell) => ({ isUp, shell: async () => ssh as RemoteShell });
  const spoilt = shell(() => ({ exitCode: 0 }));
  expect(await troubleOf(undefined)).toBeUndefined();
  expect(await troubleOf(link(false, spoilt))).toBeUndefined();
  expect(await troubleOf(link(true, spoilt))).toMatchObject({ fault: 'lab' });
  const broken = { ...spoilt, run: () => Promise.reject(new Error('it is down')) };
  expect(await troubleOf(link(true, broken))).toBeUndefined();
});
