import { expect, scenario } from 'verdin-hil';

scenario('passes', {}, async ({ board }) => {
  await board.linux.run('true');
});
scenario('breaks', {}, async ({ board }) => {
  expect((await board.linux.run('x86')).stdout).toBe('aarch64');
});
scenario('after', {}, async ({ board }) => {
  await board.linux.run('true');
});
