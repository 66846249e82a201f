import type { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { guardProcess } from './guarded-process.ts';

test('whoever ends the process is told that it is not theirs', () => {
  using _ = guardProcess(() => {});
  expect(() => process.exit(0)).toThrow(/code of the lab called process\.exit\(0\)/);
});

test('what nobody listens to is taken, and afterwards everything is as it was', () => {
  const before = { exit: process.exit, heard: process.listeners('uncaughtException') };
  const taken: unknown[] = [];
  const thrown = new Error('thrown in a timer');
  {
    using _ = guardProcess((cause) => taken.push(cause));
    (process as EventEmitter).emit('uncaughtException', thrown);
    (process as EventEmitter).emit('unhandledRejection', 'a text', Promise.resolve());
  }
  expect(taken).toEqual([thrown, 'a text']);
  expect({ exit: process.exit, heard: process.listeners('uncaughtException') }).toEqual(before);
});
