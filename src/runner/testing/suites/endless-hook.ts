import { scenario } from 'verdin-hil';
import { afterEach } from 'vitest';

// Node has no other way to be busy for ever.
afterEach(() => {
  for (;;);
});

scenario('passes', {}, async ({ board }) => {
  await board.linux.run('work');
});

scenario('comes too late', {}, async ({ board }) => {
  await board.linux.run('work');
});
