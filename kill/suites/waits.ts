import { scenario } from 'verdin-hil';
import { isStruck } from '../hold.ts';

// Ways to wait for what never comes, one after the other until the stroke falls in one.

scenario('for a line on the console', { timeout: '1s' }, async ({ board, step }) => {
  if (isStruck()) return;
  step('waits for a line');
  await board.console.expect('this never comes', { within: '2h' }).catch(() => {});
});

scenario('for its own promise', { timeout: '1s' }, async ({ step }) => {
  if (isStruck()) return;
  step('waits for itself');
  await new Promise(() => {});
});

scenario('in an endless loop', { timeout: '1s' }, ({ step }) => {
  if (isStruck()) return;
  step('loops');
  return new Promise<void>(() => setTimeout(loop, 50));
});

const loop = (): void => {
  for (;;);
};

scenario('last', {}, async ({ board }) => {
  await board.linux.run('true');
});
