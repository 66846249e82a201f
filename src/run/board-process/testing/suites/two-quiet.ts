import { scenario } from 'verdin-hil';

scenario('first', {}, async ({ board }) => {
  await board.linux.run('true');
});

scenario('second', {}, async ({ board }) => {
  await board.linux.run('true');
});
