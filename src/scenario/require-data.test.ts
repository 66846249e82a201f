import { expect, test } from 'vitest';
import { requireData } from './require-data.ts';

test.each<readonly [string, readonly unknown[], string]>([
  ['a function', [() => 1], 'board.linux.run() takes data alone, and its first argument is a function'],
  ['a promise', [Promise.resolve('true')], 'board.linux.run() takes data alone, and its first argument is a promise'],
  ['a symbol', ['true', Symbol('x')], 'board.linux.run() takes data alone, and its second argument is a symbol'],
  [
    'a function in an option',
    ['true', { timeout: () => '5s' }],
    'board.linux.run() takes data alone, and its second argument is an object that holds what is no data, such as a function',
  ],
])('%s is a mistake of the suite', (_, args, message) => {
  const call = (): void => requireData('board.linux.run', args);
  expect(call).toThrow(expect.objectContaining({ message, fault: 'suite', remedy: expect.any(String) }));
});

test('data passes, in circles, too', () => {
  const circle: Record<string, unknown> = { of: undefined };
  circle.of = circle;
  expect(() => requireData('board.linux.run', ['true', /x/g, undefined, 5n, new Uint8Array(3), circle])).not.toThrow();
});
