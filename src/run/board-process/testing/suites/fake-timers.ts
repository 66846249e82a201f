import { expect, scenario } from 'verdin-hil';
import { vi } from 'vitest';

vi.useFakeTimers({
  toFake: ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'queueMicrotask', 'Date', 'performance', 'hrtime'],
});

scenario('asserts', {}, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('uname');
});

scenario('fails', {}, async ({ board }) => {
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
});

scenario('leaves a rejection', {}, async ({ board }) => {
  void Promise.reject(new Error('nobody waits'));
  await board.linux.run('pause 20');
});

scenario('fails over the lab', {}, async ({ board }) => {
  await board.linux.run('lab-trouble 9');
});
