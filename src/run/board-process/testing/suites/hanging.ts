import { scenario } from 'verdin-hil';

scenario('passes', {}, async ({ board, measure }) => {
  await board.linux.run('true');
  measure('pid', process.pid, '');
});

scenario('hangs', {}, async ({ board }) => {
  await board.linux.run('hang');
});

scenario('comes too late', {}, async ({ board }) => {
  await board.linux.run('late');
});
