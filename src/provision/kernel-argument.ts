/**
 * The argument that keeps Linux from gating the CCM root clocks that a running M7 needs (drivers/clk/imx/clk-imx8mp.c).
 * `-` and `_` are equal in it, and without a value it is true.
 */
export const mcoreBootedArgument = 'clk-imx8mp.mcore_booted=1';

/** Where Linux says whether it took the argument: `Y` or `N`. The command line alone can carry a typing mistake silently. */
export const mcoreBootedParameter = '/sys/module/clk_imx8mp/parameters/mcore_booted';

const anyMcoreArgument = /^clk[-_]imx8mp\.mcore[-_]?booted(=\S*)?$/;

/**
 * The value for U-Boot's `tdxargs` that has `wanted` and no other form of the argument; undefined when nothing is left.
 * Whatever else the variable held stays, in its order.
 */
export const withMcoreArgument = (tdxargs: string | undefined, wanted: string | undefined): string | undefined => {
  const others = (tdxargs ?? '').split(/\s+/).filter((word) => word !== '' && !anyMcoreArgument.test(word) && word !== wanted);
  const words = wanted === undefined ? others : [...others, wanted];
  return words.length === 0 ? undefined : words.join(' ');
};

/** True when a kernel reading the argument would set the parameter. */
export const setsMcoreBooted = (argument: string | undefined): boolean => {
  const [, name, value] = /^([^=]+)(?:=(.*))?$/.exec(argument ?? '') ?? [];
  if (name?.replaceAll('-', '_') !== 'clk_imx8mp.mcore_booted') return false;
  // kstrtobool of lib/kstrtox.c: y, Y, t, T, 1, on; a bare name is true.
  return value === undefined || /^([yYtT1]|[oO][nN])/.test(value);
};
