import { writeFileSync } from 'node:fs';
import { scenario } from 'verdin-hil';
import { afterEach } from 'vitest';

// Node has no other way to be busy for ever.
afterEach(() => {
  writeFileSync(new URL('../hook-began', import.meta.url), '');
  for (;;);
});

scenario('has a hook that never ends', {}, async ({ board }) => {
  await board.linux.run('work');
});

scenario('comes too late', {}, async ({ board }) => {
  await board.linux.run('work');
});
