import { expect, test } from 'vitest';
import { titleOf } from './title.ts';

test.for([
  ['%i bytes', 262144, '262144 bytes'],
  ['round %# of %s', 'three', 'round 7 of three'],
  ['%s at %d %%', ['ddr', 40], 'ddr at 40 %'],
  ['$image.name in $memory', { image: { name: '100%' }, memory: 'tcm' }, '100% in tcm'],
  ['costs $missing', {}, 'costs $missing'],
  ['no case', 1, 'no case'],
] as const)('%s', ([template, value, title]) => {
  expect(titleOf(template, value, 7)).toBe(title);
});
