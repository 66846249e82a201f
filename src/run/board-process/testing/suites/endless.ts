import { scenario } from 'verdin-hil';

scenario('never comes back', { timeout: '200ms' }, () => {
  for (;;);
});

scenario('runs in another process', {}, async ({ board, measure }) => {
  await board.linux.run('true');
  measure('pid', process.pid, '');
});
