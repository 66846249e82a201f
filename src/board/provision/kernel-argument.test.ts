import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setsMcoreBooted, withMcoreArgument } from './kernel-argument.ts';

const target = { clockDriver: 'clk-imx8mp' };
const mcoreBootedArgument = 'clk-imx8mp.mcore_booted=1';

describe('the kernel argument', () => {
  test.each([
    [undefined, mcoreBootedArgument, mcoreBootedArgument],
    ['debug', mcoreBootedArgument, `debug ${mcoreBootedArgument}`],
    [`${mcoreBootedArgument} debug`, undefined, 'debug'],
    [mcoreBootedArgument, undefined, undefined],
    ['clk_imx8mp.mcore_booted', mcoreBootedArgument, mcoreBootedArgument],
    ['clk-imx8mp.mcorebooted=1', mcoreBootedArgument, mcoreBootedArgument],
  ])('turns %j with %j into %j', (before, wanted, after) => {
    expect(withMcoreArgument(target, before, wanted)).toBe(after);
  });

  test('setting it twice changes nothing more, and taking it away gives the other words back', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}(=[a-z0-9]{1,4})?$/);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const before = words.join(' ') || undefined;
        const once = withMcoreArgument(target, before, mcoreBootedArgument);
        expect(withMcoreArgument(target, once, mcoreBootedArgument)).toBe(once);
        expect(withMcoreArgument(target, once, undefined)).toBe(before);
      }),
    );
  });

  test.each([
    ['clk-imx8mp.mcore_booted=1', true],
    ['clk_imx8mp.mcore_booted', true],
    ['clk-imx8mp.mcore-booted=Y', true],
    ['clk-imx8mp.mcore_booted=0', false],
    ['clk-imx8mp.mcorebooted=1', false],
    ['clk-imx8mm.mcore_booted=1', false],
    [undefined, false],
  ])('%j sets the parameter: %s', (argument, sets) => {
    expect(setsMcoreBooted(target, argument)).toBe(sets);
  });
});

test.each([
  ['foo bar=1', false],
  ['foo clk-imx8mp.mcore_booted=1 bar', true],
  ['clk-imx8mp.mcore_booted=1 clk_imx8mp.mcore_booted=0', false],
  ['clk-imx8mp.mcore_booted', true],
  ['', false],
])('among several arguments (%s) the last that names the parameter counts: %s', (argument, sets) => {
  expect(setsMcoreBooted(target, argument)).toBe(sets);
});
