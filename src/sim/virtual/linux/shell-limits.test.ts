import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NumberedNote } from '../../../core/model-limit.ts';
import { type BoardRig, rigOf, type SshTap } from '../testing/board-rig.ts';

let rig: BoardRig;
let ssh: SshTap;
beforeAll(async () => {
  rig = await rigOf();
  await rig.power(true);
  await rig.a53.until('login: ');
  ssh = await rig.ssh();
});
afterAll(() => rig[Symbol.asyncDispose]());

const met = async (): Promise<string[]> => {
  const notes = (await rig.get('/limits?after=0')) as readonly NumberedNote[];
  return notes.flatMap((note) =>
    note.kind === 'limit' && note.limit.by === 'linux' ? [`${note.limit.fatal ? 'fatal ' : ''}${note.limit.name}`] : [],
  );
};

test('what a shell of a board does without effort is done, and meets no limit', async () => {
  expect(await ssh.run('seq 1 150000 | tail -n 1')).toEqual({ code: 0, stdout: '150000\n', stderr: '' });
  expect(await ssh.run('f() { [ "$1" = 0 ] || f $(($1 - 1)); }; f 200; echo "$?"')).toEqual({ code: 0, stdout: '0\n', stderr: '' });
  expect(await ssh.run("awk 'BEGIN { for (i = 0; i < 150000; i++) s += 1; print s }'")).toMatchObject({ code: 0, stdout: '150000\n' });
  expect(await ssh.run("export A=1; env FOO='a b' sh -c 'echo $FOO $A'; env | grep -c ^A=")).toMatchObject({
    code: 0,
    stdout: 'a b 1\n1\n',
  });
  expect(await ssh.run('echo "rate limit exceeded" >&2; exit 126')).toMatchObject({ code: 126 });
  expect(await met()).toEqual([]);
});

test.each([
  ['f() { f; }; f', 'f (maximum recursion depth (500) exceeded)'],
  ['seq 1 1000001', 'seq (iteration limit exceeded (1000000))'],
  ["sh -c 'seq 1 1000001'", 'seq (iteration limit exceeded (1000000))'],
])('what is too large for it is told as a limit of the model: %s', async (script, name) => {
  expect(await ssh.run(script)).toMatchObject({ code: 126, stderr: expect.stringMatching(/exceeded/) });
  expect(await met()).toContain(`fatal ${name}`);
});
