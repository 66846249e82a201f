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
