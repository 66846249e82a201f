import { scenario } from 'verdin-hil';
import { isStruck } from '../hold.ts';

scenario('passes before', {}, async ({ board }) => {
  await board.linux.run('true');
});

scenario('waits', { timeout: '2h' }, async ({ board, step }) => {
  if (isStruck()) return;
  step('waits now');
  await board.linux.run('sleep 100000', { timeout: '2h' });
});

scenario('passes after', {}, async ({ board }) => {
  await board.linux.run('true');
});
