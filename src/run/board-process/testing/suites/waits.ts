import { setTimeout as wait } from 'node:timers/promises';
import { expect, scenario } from 'verdin-hil';

scenario('for a while', {}, async () => {
  expect(1).toBe(1);
  await wait(3500);
});
