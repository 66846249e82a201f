import { scenario } from 'verdin-hil';

scenario('pauses', {}, async ({ board, pause }) => {
  await pause();
  await board.linux.run('behind the pause');
});
