import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { virtualModel } from '../../board/models/verdin-imx8mp/virtual.ts';
import type { VirtualEndpoints } from '../../core/virtual.ts';

const model = JSON.stringify(virtualModel);

const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url)), '--model', model, ...args], {
    stdio: 'pipe',
  });

test('prints its endpoints as one line of JSON and ends with its standard input', async () => {
  const board = start('--json', '{"speed": 50, "seed": 4}');
  const [chunk] = (await once(board.stdout, 'data')) as [Buffer];
  const endpoints = JSON.parse(chunk.toString()) as VirtualEndpoints;
  expect(endpoints).toMatchObject({
    pid: board.pid,
    speed: 50,
    serialNumber: '15230204',
    ssh: { user: 'torizon', hostKey: expect.stringMatching(/^SHA256:/) },
  });
  const { port } = endpoints.relay;
  expect((await fetch(`http://127.0.0.1:${port}/rpc/Switch.Set?id=0&on=true`)).status).toBe(200);
  board.stdin.end();
  expect(await once(board, 'exit')).toEqual([0, null]);
  await expect(fetch(`http://127.0.0.1:${port}/rpc/Switch.GetStatus?id=0`)).rejects.toThrow();
});

test('ends on SIGTERM', async () => {
  const board = start('--json');
  await once(board.stdout, 'data');
  board.kill('SIGTERM');
  expect(await once(board, 'exit')).toEqual([0, null]);
});

test.each([
  ['{"speed": "fast"}', "at 'speed'"],
  ['{"faults": [{"kind": "panic", "at": "spl"}]}', "'panic' cannot happen at 'spl'"],
  ['{"colour": "red"}', 'colour'],
  ['{speed}', 'not JSON'],
])('refuses %s in one sentence', async (settings, sentence) => {
  const board = start('--json', settings);
  const [stderr, [code]] = await Promise.all([text(board.stderr), once(board, 'exit')]);
  expect(code).toBe(3);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
