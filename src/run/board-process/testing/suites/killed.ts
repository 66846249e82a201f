import { scenario } from 'verdin-hil';

scenario('passes before', {}, async ({ measure }) => measure('pid', process.pid, ''));

scenario('loses its process', {}, async ({ board }) => {
  await board.linux.run('last words');
  process.kill(process.pid, 'SIGKILL');
});

scenario('passes after', {}, async ({ measure }) => measure('pid', process.pid, ''));
