import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';

// The argument keeps Linux from gating the CCM root clocks that a running core needs (drivers/clk/imx/clk-imx8mp.c and its siblings). `-` and `_` are
// equal in it, and without a value it is true.
type ClockDriver = Pick<FirmwareTarget, 'clockDriver'>;

const underscored = ({ clockDriver }: ClockDriver): string => clockDriver.replaceAll('-', '_');

/** Where Linux says whether it took the argument: `Y` or `N`. The command line alone can carry a typing mistake silently. */
export const mcoreBootedParameterOf = (target: ClockDriver): string => `/sys/module/${underscored(target)}/parameters/mcore_booted`;

/** An argument may be several, as they stand on a command line. */
export const wordsOf = (argument: string | undefined): readonly string[] => (argument ?? '').split(/\s+/).filter((word) => word !== '');

/**
 * The value for U-Boot's `tdxargs` that has `wanted` and no other form of the argument; undefined when nothing is left.
 * Whatever else the variable held stays, in its order.
 */
export const withMcoreArgument = (target: ClockDriver, tdxargs: string | undefined, wanted: string | undefined): string | undefined => {
  const anyMcoreArgument = new RegExp(`^${target.clockDriver.replaceAll('-', '[-_]')}\\.mcore[-_]?booted(=\\S*)?$`);
  const wantedWords = wordsOf(wanted);
  const others = wordsOf(tdxargs).filter((word) => !anyMcoreArgument.test(word) && !wantedWords.includes(word));
  const words = [...others, ...wantedWords];
  return words.length === 0 ? undefined : words.join(' ');
};

/** True when a kernel reading the argument would set the parameter; of several that name it, the last counts. */
export const setsMcoreBooted = (target: ClockDriver, argument: string | undefined): boolean => {
  const wanted = `${underscored(target)}.mcore_booted`;
  const named = wordsOf(argument).filter((word) => word.split('=')[0]?.replaceAll('-', '_') === wanted);
  const [, value] = /=(.*)$/.exec(named.at(-1) ?? '') ?? [];
  if (named.length === 0) return false;
  // kstrtobool of lib/kstrtox.c: y, Y, t, T, 1, on; a bare name is true.
  return value === undefined || /^([yYtT1]|[oO][nN])/.test(value);
};
