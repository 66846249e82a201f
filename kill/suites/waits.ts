import { scenario } from 'verdin-hil';
import { waitsHere } from '../hold.ts';

// Ways to wait for what never comes; a case waits in one of them until the stroke falls.

scenario('for a line on the console', { timeout: '2h' }, async ({ board, step }) => {
  if (!waitsHere('for a line')) return;
  step('waits for a line');
  await board.console.expect('this never comes', { within: '2h' }).catch(() => {});
});

scenario('for its own promise', { timeout: '2h' }, async ({ step }) => {
  if (!waitsHere('for itself')) return;
  step('waits for itself');
  await new Promise(() => {});
});

scenario('in an endless loop', { timeout: '2h' }, ({ step }) => {
  if (!waitsHere('in a loop')) return undefined;
  step('loops');
  return new Promise<void>(() => setTimeout(loop, 50));
});

const loop = (): void => {
  for (;;);
};

scenario('last', {}, async ({ board }) => {
  await board.linux.run('true');
});
