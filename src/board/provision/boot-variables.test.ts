import { describe, expect, test } from 'vitest';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { differences, wantedVariables } from './boot-variables.ts';

const { target } = verdinImx8mp.model;

const torizon = { tdxargs: undefined, m4boot: undefined, bootcmd: 'run distro_bootcmd' };
const preload = { m4boot: 'load mmc 2:1 0x80000000 m7.bin && bootaux 0x80000000', bootcmd: 'run m4boot; run distro_bootcmd' };

describe('the variables of a boot', () => {
  test('a scenario without wishes wants the argument and no preload', () => {
    expect(wantedVariables(target, torizon, {}, undefined)).toEqual({ ...torizon, tdxargs: 'clk-imx8mp.mcore_booted=1' });
  });

  test('a preload comes with its variables', () => {
    expect(wantedVariables(target, torizon, { mcoreBooted: false }, preload)).toEqual({ tdxargs: undefined, ...preload });
  });

  test('a board that came with a preload of its own gets none where none is wanted', () => {
    expect(wantedVariables(target, { tdxargs: 'debug', ...preload }, { mcoreBooted: false }, undefined)).toEqual({
      tdxargs: 'debug',
      m4boot: undefined,
      bootcmd: 'run distro_bootcmd',
    });
  });

  test('a mistyped argument stands instead of the right one', () => {
    expect(wantedVariables(target, torizon, { kernelArgument: 'clk-imx8mp.mcorebooted=1' }, undefined).tdxargs).toBe(
      'clk-imx8mp.mcorebooted=1',
    );
  });

  test('of several arguments each stands once, in their order, behind what was there', () => {
    const wanted = (tdxargs: string | undefined, kernelArgument: string): string | undefined =>
      wantedVariables(target, { ...torizon, tdxargs }, { kernelArgument }, undefined).tdxargs;
    expect(wanted('quiet foo', '  foo   bar=1 ')).toBe('quiet foo bar=1');
    expect(wanted('quiet clk-imx8mp.mcore_booted=1', 'foo clk-imx8mp.mcore_booted=0')).toBe('quiet foo clk-imx8mp.mcore_booted=0');
    expect(wanted('quiet', ' ')).toBe('quiet');
  });

  test('what is already right is no difference', () => {
    expect(differences({ a: '1', b: undefined, c: 'x' }, { a: '1', b: undefined, c: 'y' })).toEqual({ c: 'y' });
  });
});
