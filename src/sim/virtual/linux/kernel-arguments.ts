/** What `module_param(mcore_booted, bool, S_IRUGO)` of a clock driver, such as clk-imx8mp.c, makes of a command line: `-` and `_` are equal, the last one counts. */
export const mcoreBootedBy = (cmdline: string, driver: string): boolean => {
  const name = `${driver.replaceAll('-', '_')}.mcore_booted`;
  const values = cmdline
    .split(/\s+/)
    .map((word) => /^([^=]+)(?:=(.*))?$/.exec(word))
    .filter((match) => match?.[1]?.replaceAll('-', '_') === name)
    .map((match) => match?.[2]);
  const last = values.at(-1);
  return values.length > 0 && (last === undefined || /^(?:[yYtT1]|[oO][nN])/.test(last));
};

/**
 * Whether the kernel and its login speak on this UART. Where the command line names no console, the device tree's `stdout-path` does, which is this one
 * (drivers/of/base.c); systemd starts a getty on the kernel's consoles only.
 */
export const isConsoleBy = (cmdline: string, tty: string): boolean => {
  const named = [...cmdline.matchAll(/(?:^|\s)console=([^\s,]*)/g)].map(([, name]) => name);
  return named.length === 0 || named.includes(tty);
};

/** Whether udev is told not to load this module: `modprobe.blacklist=` on the command line, as modprobe(8) has it; `-` and `_` are equal. */
export const isBlacklistedBy = (cmdline: string, module: string): boolean => {
  const named = [...cmdline.matchAll(/(?:^|\s)modprobe\.blacklist=(\S*)/g)].flatMap(([, names]) => names!.split(','));
  return named.some((name) => name.replaceAll('-', '_') === module.replaceAll('-', '_'));
};
