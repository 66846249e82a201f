import { expect, test } from 'vitest';
import { scanText } from './log-scan.ts';

test.each([
  ['PASS', []],
  ['FAIL', ['m7-fault: MPU fault']],
])('a fault that a test of Zephyr provokes: %s', (how, told) => {
  const log = [
    'START - test_fatal',
    'E: ***** MPU FAULT *****',
    'E: >>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 0',
    'Caught system error -- reason 2',
    ` ${how} - test_fatal in 0.010 seconds`,
    'PROJECT EXECUTION SUCCESSFUL',
    '',
  ];
  expect(scanText(log.join('\n')).map(({ title }) => title)).toEqual(told);
});

test.each([
  ['ok 5 - test_use_after_free_read', []],
  ['ok 5 - test_double_free', ['KFENCE: use-after-free read in test_use_after_free_read']],
  ['not ok 5 - test_use_after_free_read', ['KFENCE: use-after-free read in test_use_after_free_read']],
])('a fault in the very function that is a test of KUnit: %s', (result, told) => {
  const log = ['BUG: KFENCE: use-after-free read in test_use_after_free_read+0xb3/0x143', ' test_alloc+0xf0/0x6ff', `    ${result}`];
  expect(scanText(log.map((line) => `[    4.250880] ${line}\n`).join('')).map(({ title }) => title)).toEqual(told);
});

test.each([
  ['regression_1010.11 OK', 0],
  ['regression_1010.11 FAIL', 1],
])('an abort that a test of OP-TEE provokes: %s', (result, told) => {
  const log = `o regression_1010.11 Invalid memory access 4\nE/TC:? 0 User mode undef-abort at address 0x0\n  ${result}\n`;
  expect(scanText(log)).toHaveLength(told);
});
