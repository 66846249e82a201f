import type { Shell } from '../../core/shell.ts';

// As proc_net_tcp(5) has it: port 22 in hexadecimal, no peer, and TCP_LISTEN. A socket of systemd counts, as does one for both families.
const listening = /^\s*\d+: [\dA-F]+:0016 [\dA-F]+:0000 0A /m;

/** Whether somebody on the board takes connections at the port of SSH, asked where the network is not needed. */
export const listensForSsh = async (shell: Shell, signal: AbortSignal): Promise<boolean> => {
  const { stdout } = await shell.run('cat /proc/net/tcp /proc/net/tcp6', { reject: false, signal });
  return listening.test(stdout);
};
