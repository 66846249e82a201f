import { setTimeout as wait } from 'node:timers/promises';
import { expect, scenario } from 'verdin-hil';

const thrown: string[] = [];

scenario('goes on writing after its end', { timeout: '300ms' }, async ({ board }) => {
  for (;;) {
    await board.linux.run('zombie').catch((error: Error) => thrown.push(error.name));
    await wait(5);
  }
});

scenario('has the board for itself', {}, async ({ board, measure }) => {
  for (let round = 0; round < 50; round++) {
    await board.linux.run('living');
    await wait(10);
  }
  expect(new Set(thrown)).toContain('RevokedError');
  measure('revoked', thrown.length, 'calls');
});
