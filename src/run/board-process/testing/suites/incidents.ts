import { scenario } from 'verdin-hil';

scenario('waits for something else when the kernel panics', {}, async ({ board }) => {
  await board.linux.run('incident panic');
  await new Promise(() => {});
});

scenario('waits on the board when the kernel panics', {}, async ({ board, signal }) => {
  const waiting = board.linux.run('hang');
  await board.linux.run('incident oops');
  await waiting.finally(() => signal.throwIfAborted());
});

scenario('goes on over a warning', {}, async ({ board }) => {
  await board.linux.run('quiet-incident warning');
});

scenario('goes on over what it expects', { incidents: ['unexpected-reset'] }, async ({ board }) => {
  await board.linux.run('incident unexpected-reset');
  await board.waitForReset({ within: '1min' });
});
