import { scenario } from 'verdin-hil';

let attempts = 0;

scenario('passes at the second attempt', {}, async ({ board, step }) => {
  attempts++;
  if (attempts === 1) throw new Error('the first attempt has a mistake');
  step('is tried again');
  await board.linux.run('sleep 100');
});

scenario('last', {}, async ({ board }) => {
  await board.linux.run('true');
});
