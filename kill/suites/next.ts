import { scenario } from 'verdin-hil';

scenario('finds the board in order', {}, async ({ board }) => {
  await board.linux.run('true');
});
