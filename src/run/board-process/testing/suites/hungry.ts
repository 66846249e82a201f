import { scenario } from 'verdin-hil';

scenario('uses up the memory of the process that owns the board', {}, async ({ board }) => {
  await board.linux.run('use-up-memory');
});

scenario('never runs', {}, async ({ board }) => {
  await board.linux.run('never');
});
