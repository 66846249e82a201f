/** What `module_param(mcore_booted, bool, S_IRUGO)` of clk-imx8mp.c makes of a command line: `-` and `_` are equal, the last one counts. */
export const mcoreBootedBy = (cmdline: string): boolean => {
  const values = cmdline
    .split(/\s+/)
    .map((word) => /^([^=]+)(?:=(.*))?$/.exec(word))
    .filter((match) => match?.[1]?.replaceAll('-', '_') === 'clk_imx8mp.mcore_booted')
    .map((match) => match?.[2]);
  const last = values.at(-1);
  return values.length > 0 && (last === undefined || /^(?:[yYtT1]|[oO][nN])/.test(last));
};
