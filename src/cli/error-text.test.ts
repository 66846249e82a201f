import { expect, test } from 'vitest';
import { ConfigError, PortError } from '../core/errors.ts';
import { literalSecret } from '../core/secret.ts';
import { errorText } from './error-text.ts';
import { exitCodes } from './exit-codes.ts';
import { InterruptedError } from './signals.ts';

test('an error of ours: the sentence, the evidence, the remedy', () => {
  const error = new PortError('/dev/ttyUSB7 does not exist', { evidence: ['there are: ttyUSB0'], remedy: 'plug it in' });
  expect(errorText(error)).toBe('hil: /dev/ttyUSB7 does not exist\n  there are: ttyUSB0\n  -> plug it in');
});

test('an unexpected error is one line with its place, never a stack', () => {
  const text = errorText(new TypeError('x is not a function'));
  expect(text.split('\n')).toHaveLength(1);
  expect(text).toMatch(/^hil: unexpected: x is not a function \(.*error-text\.test\.ts/);
});

test('who ended the command is told so, and no place in our sources', () => {
  expect(errorText(new InterruptedError('interrupted by SIGINT'))).toBe('hil: interrupted by SIGINT');
});

test('secrets do not get onto the terminal', () => {
  literalSecret('password', 'correct-horse').reveal();
  expect(errorText(new PortError('login correct-horse refused'))).not.toContain('correct-horse');
});

test('exit codes say whom to wake', () => {
  expect([exitCodes.of(new ConfigError('x')), exitCodes.of(new PortError('x')), exitCodes.of(new Error('x'))]).toEqual([3, 2, 2]);
});
