import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanText } from './log-scan.ts';
import { builtInRules } from './rules/index.ts';

const seen = (log: string): boolean => scanText(log).length > 0;
const missed = (lines: readonly string[], prefix: string): string[] => lines.filter((line) => !seen(`${prefix}${line}\n`));

const all = builtInRules.map((rule) => rule.test);
const kernels = builtInRules.filter(({ from }) => (from ?? 'kernel') === 'kernel').map((rule) => rule.test);
// What a program prints is its own only where a line begins, and so are words that anybody may write.
const anywhere = builtInRules.filter(({ from, onlyAtStart }) => from !== 'program' && !onlyAtStart).map((rule) => rule.test);

describe('every headline of every row behind a prefix that consoles and capture tools print', () => {
  test.each([
    '',
    '2024-09-23T10:11:12.123456+02:00 ',
    '[2024-09-23 10:11:12.123] ',
    '[10:11:12] ',
    'Sep 23 10:11:12 ',
    '2024-09-23 10:11:12,123 INFO - ',
    '> ',
    '| ',
    '**',
  ])('%s', (prefix) => {
    expect(missed(all, prefix)).toEqual([]);
  });
});

describe('every headline of the kernel behind what stamps its lines', () => {
  test.each([
    '[   12.345678] ',
    '<4>[   12.345678] ',
    '[   12.345678][   T12] ',
    '[   12.345678 ][   T12 ] ',
    '[   12.345678@1] ',
    '[   12.345678]- ',
    '[   12.345678] [c3] ',
    '[   12.345678s][pid:1,cpu0,swapper/0]',
    '[Mon Sep 23 10:11:12 2024] ',
    '[Sep23 10:11] ',
    '[  +0.000012] ',
    '4,1234,12345678,-;',
    '4,1234,12345678,-,caller=T12;',
    'Sep 23 10:11:12 cam kernel: ',
    'Sep 23 10:11:12 cam kernel: [   12.345678] ',
    'sept. 23 10:11:12 cam kernel: ',
    'Sep 23 10:11:12 :cam_1: kernel: ',
    'Mon 2024-09-23 10:11:12 CEST cam kernel: ',
    'Jan  1 00:00:12 cam user.alert kernel: ',
    'Thu Jan  1 00:00:12 1970 kern.warn kernel: [   12.345678] ',
    '<4>1 2024-09-23T10:11:12.123456Z cam kernel - - - ',
    'kern  :warn  : [   12.345678] ',
    '<2>[   12.345678] I[7:      swapper/0:    1] ',
    '<6>[   12.345678]  (2)[135:kworker/2:1]',
    '09-23 10:11:12.123     0     0 W         : ',
    '- [   12.345678] ',
    '[rig7/uart0] [   12.345678] ',
  ])('%s', (prefix) => {
    expect(missed(kernels, prefix)).toEqual([]);
  });
});

const tag = fc
  .tuple(fc.constantFrom('rig', 'uart', 'dut', 'node', 'slot', 'serial', 'ttyUSB', 'Lab', 'x'), fc.constantFrom('', '0', '_1', '-17', '3a'))
  .map((parts) => parts.join(''));
const number = fc.integer({ min: 0, max: 99_999 }).map(String);
const separator = fc.constantFrom('|', '/', ':', ' ', '-', '.', ' | ');
const closing = fc.constantFrom(': ', '> ', '| ', '] ', ') ', ' | ', ' > ', ';', '>> ');
const unknown = fc
  .tuple(fc.constantFrom('', '[', '(', '<', '#', '@', '{'), tag, separator, number, fc.option(tag, { nil: '' }), closing)
  .map((parts) => parts.join(''));

test('every headline that is no program\u2019s behind a prefix that nobody knows is an incident, if an unverified one', () => {
  fc.assert(
    fc.property(unknown, fc.constantFrom(...anywhere), (prefix, line) => {
      expect(missed([line], prefix)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
