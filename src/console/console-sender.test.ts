import { expect, test } from 'vitest';
import type { ByteStream } from '../core/console.ts';
import { ConsoleSender } from './console-sender.ts';

/** A driver of the lab's own, of which only this part is used. */
const sender = (write: ByteStream['write']): ConsoleSender => new ConsoleSender({ write } as ByteStream, 20);

test('a driver that never takes what is written is the lab’s fault, and holds nobody up a second time until it has taken it', async () => {
  let take = (): void => {};
  let asked = 0;
  const console = sender(() => {
    asked++;
    return new Promise((resolve) => {
      take = resolve;
    });
  });
  const stuck = { fault: 'lab', message: expect.stringMatching(/did not take what was written to it/), remedy: expect.anything() };
  await expect(console.send('a')).rejects.toMatchObject(stuck);
  await expect(console.send('b')).rejects.toMatchObject(stuck);
  expect(asked).toBe(1);
  take();
  await new Promise((resolve) => setImmediate(resolve));
  await expect(console.send('c')).rejects.toMatchObject(stuck);
  expect(asked).toBe(2);
});

test.each([
  [
    'at once',
    () => {
      throw 'no room in the line';
    },
  ],
  ['as a promise', () => Promise.reject('no room in the line')],
  ['in an error', () => Promise.reject(new Error('no room in the line'))],
])('a driver that throws a text %s is the lab’s fault, in its own words', async (_, write) => {
  await expect(sender(write).send('a')).rejects.toMatchObject({ fault: 'lab', message: expect.stringContaining('no room in the line') });
});
