import { expect, test } from 'vitest';
import { retriesOf } from './option-values.ts';

test('faults with their number of further attempts', () => {
  expect(retriesOf('lab=2')).toEqual({ lab: 2 });
  expect(retriesOf('lab=2, runner=1')).toEqual({ lab: 2, runner: 1 });
  expect(retriesOf('lab=0', { lab: 2, suite: 1 })).toEqual({ lab: 0, suite: 1 });
});

test.for(['', '2', 'lab', 'lab=', 'lab=-1', 'lab=1.5', 'lab=21', 'labs=1', 'lab=1,,dut=1', 'lab=1 dut=1'])('%j is refused', (text) => {
  expect(() => retriesOf(text)).toThrow('such as lab=2');
});
