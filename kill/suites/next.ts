import { scenario } from '#lab';

scenario('finds the board in order', {}, async ({ board }) => {
  await board.linux.run('true');
});
