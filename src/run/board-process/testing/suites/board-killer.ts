import { scenario } from 'verdin-hil';

scenario('passes', {}, async ({ board }) => {
  await board.linux.run('true');
});

scenario('loses the process that owns the board', {}, async ({ board }) => {
  await board.linux.run('kill-board-process');
});

scenario('never runs', {}, async ({ board }) => {
  await board.linux.run('never');
});
