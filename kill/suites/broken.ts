import { scenario } from 'verdin-hil';

scenario('panics', { firmware: 'tcm-hello' }, async ({ m7, step }) => {
  step('panics soon');
  await m7.start('tcm-hello');
});

scenario('comes after it', {}, async ({ board }) => {
  await board.linux.run('true');
});
