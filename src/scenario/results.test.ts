import { inspect, isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { asResult, requireComparable } from './results.ts';
import { workerState } from './worker-state.ts';

const file = import.meta.filename;
// This file stands for a suite, which lies outside of the runner's code.
workerState().root = '/nowhere';

const output = () => asResult({ exitCode: 0, stdout: 'aarch64\n', stderr: '', durationMs: 3 }, 'board.linux.run', file);
const suiteError = (message: string): object => expect.objectContaining({ fault: 'suite', message: expect.stringContaining(message) });
const read = (value: object, key: string): unknown => Reflect.get(value, key);

test('what a result never has is a mistake of the suite that reads it', () => {
  const value = output() as unknown as { readonly sterr?: string; readonly leftOutBytes?: number };
  expect(() => value.sterr).toThrow(suiteError("board.linux.run() gives no 'sterr'"));
  expect(() => value.sterr).toThrow(expect.objectContaining({ remedy: expect.stringContaining('stderr') }));
  expect(value.leftOutBytes).toBeUndefined();
});

test('all else is as with any object', () => {
  const value = output();
  const plain = { exitCode: 0, stdout: 'aarch64\n', stderr: '', durationMs: 3 };
  expect(value).toStrictEqual(plain);
  expect(isDeepStrictEqual({ ...value }, plain)).toBe(true);
  expect(JSON.stringify(value)).toBe(JSON.stringify(plain));
  expect(structuredClone(value)).toEqual(plain);
  expect(serialize(value)).toEqual(serialize(plain));
  expect(inspect(value)).toBe(inspect(plain));
  expect(String(value)).toBe('[object Object]');
  expect([read(value, 'then'), read(value, 'toJSON'), 'sterr' in value]).toEqual([undefined, undefined, false]);
});

test('texts, lists and what other calls give are as they were', () => {
  const list = [{ text: 'a' }];
  expect(asResult(list, 'board.console.tail', file)).toBe(list);
  expect(asResult('running', 'board.m7.state', file)).toBe('running');
  expect(asResult(undefined, 'board.linux.run', file)).toBeUndefined();
});

test.for<[string, unknown, string]>([
  ['toBe', 'aarch64', "toBe() compares all that board.linux.run() gives with 'aarch64'"],
  ['toEqual', 0, 'compares all'],
  ['toMatch', /aarch64/, 'compares all'],
  ['toMatchObject', { code: 0 }, "gives no 'code'"],
  ['toHaveProperty', 'error.code', "gives no 'error'"],
  ['toEqual', { exitCode: 0, stdout: 'aarch64\n', stderr: '' }, "with an object without 'durationMs', which it can never be"],
  ['deepStrictEqual', { stdout: 'aarch64\n' }, "without 'exitCode'"],
])('%s(%j) is nothing to ask of a whole result', ([matcher, wanted, says]) => {
  expect(() => requireComparable(matcher, output(), [wanted])).toThrow(suiteError(says));
  expect(() => requireComparable(matcher, { exitCode: 0 }, [wanted])).not.toThrow();
});

test.for<[string, unknown]>([
  ['toEqual', { exitCode: 0, stdout: 'x', stderr: '', durationMs: 7 }],
  ['toEqual', expect.objectContaining({ stdout: 'aarch64\n' })],
  ['toBeTruthy', undefined],
  ['toBe', undefined],
  ['toMatchObject', { exitCode: 0, leftOutBytes: 3 }],
  ['toHaveProperty', 'stdout'],
  ['toSatisfy', () => true],
])('%s(%j) is', ([matcher, wanted]) => {
  expect(() => requireComparable(matcher, output(), [wanted])).not.toThrow();
});

test.for([
  ['toBeTruthy', undefined],
  ['toBeDefined', undefined],
  ['ok', undefined],
  ['toMatchObject', {}],
])('%s(%j) says nothing of a command that failed', ([matcher, wanted]) => {
  const failed = asResult({ exitCode: 3, stdout: '', stderr: '', durationMs: 3 }, 'board.linux.run', file);
  expect(() => requireComparable(matcher as string, failed, [wanted])).toThrow(
    suiteError('which it does whatever comes of it; here it is exit status 3'),
  );
  const mute = asResult({ outcome: 'mute' }, 'board.m7.start', file);
  expect(() => requireComparable(matcher as string, mute, [wanted])).toThrow(suiteError("here it is 'mute'"));
});
