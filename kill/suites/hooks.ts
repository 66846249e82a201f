import { scenario } from 'verdin-hil';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { hold } from '../hold.ts';

beforeEach(() => hold('a hook before'));
afterEach(() => hold('a hook after'));
afterAll(() => hold('the last hook'));

scenario('first', {}, async ({ board }) => {
  await board.linux.run('true');
});

scenario('second', {}, async ({ board }) => {
  await board.linux.run('true');
});
