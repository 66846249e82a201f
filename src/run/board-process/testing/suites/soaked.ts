import { expect, scenario } from 'verdin-hil';

scenario('holds twice', {}, async ({ board }) => {
  const { stdout } = await board.linux.run('count soak');
  expect(Number(stdout)).toBeLessThan(3);
});

scenario('never holds', { tags: ['bad'] }, async ({ board }) => {
  const { stdout } = await board.linux.run('uname');
  expect(stdout).toBe('arm64');
});
