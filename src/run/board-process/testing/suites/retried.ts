import { scenario } from 'verdin-hil';
import { beforeEach, expect } from 'vitest';

let hooks = 0;
beforeEach(() => void hooks++);

scenario('passes at the second attempt', {}, async ({ board, measure }) => {
  measure('hooks', hooks, '');
  await board.linux.run('lab-trouble 1');
  expect((await board.linux.run('uname')).stdout).toBe('uname');
});

scenario('never passes', {}, async ({ board }) => {
  await board.linux.run('lab-trouble 9');
});

scenario('fails by the product after trouble in the lab', {}, async ({ board }) => {
  await board.linux.run('lab-trouble 2');
  expect((await board.linux.run('uname -m')).stdout).toBe('aarch64');
});

scenario('has a mistake in it', {}, () => {
  throw new TypeError('undefined is not a function');
});

scenario('leaves a soft expectation behind', {}, async ({ board }) => {
  if ((await board.linux.run('count soft')).stdout === '1') {
    expect.soft(1).toBe(2);
    await board.linux.run('lab-trouble 3');
    await board.linux.run('lab-trouble 3');
  }
  expect.soft(1).toBe(1);
});

scenario('goes on in the attempt after it', {}, async ({ board }) => {
  const attempt = (await board.linux.run('count zombie')).stdout;
  if (attempt === '1') {
    // Nobody awaits it: it goes on while the next attempt has the board.
    void (async () => {
      for (;;) {
        await board.linux.run('zombie').catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    await board.linux.run('lab-trouble 1.0');
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
});

scenario('loses its process once', {}, async ({ board }) => {
  if ((await board.linux.run('count process')).stdout === '1') process.kill(process.pid, 'SIGKILL');
});
