import { scenario } from 'verdin-hil';

scenario('runs out of time on the board', { timeout: '200ms' }, async ({ board }) => {
  await board.linux.run('hang');
});

scenario('runs out of time by itself', { timeout: '200ms' }, () => new Promise(() => {}));
