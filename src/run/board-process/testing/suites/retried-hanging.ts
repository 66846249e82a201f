import { scenario } from 'verdin-hil';

scenario('hangs at the second attempt', {}, async ({ board }) => {
  await board.linux.run('lab-trouble 1');
  await board.linux.run('hang');
});

scenario('comes too late', {}, () => {});
