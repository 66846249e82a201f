import { expect, scenario } from 'verdin-hil';

for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'])
  (globalThis as Record<string, unknown>)[name] = () => 0;

scenario('asserts', {}, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('uname');
});

scenario('fails', {}, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
});
