import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Whether the other end of a loopback connection is a process of our own user, or of root: nobody else on this host may cut a board's power or read
 * its consoles. The kernel says so (proc_net_tcp(5)); where it says nothing, as on systems without /proc, everybody on this host is let in.
 */
export const isOwnUser = ({ remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>, read = readTable): boolean => {
  const peer = `0100007F:${hex(remotePort)} 0100007F:${hex(localPort)} `;
  let line: string | undefined;
  // The table is read in pieces, and what comes and goes meanwhile may hide a line from one reading.
  for (let reading = 0; line === undefined && reading < mostReadings; reading++) {
    const table = read();
    if (table === undefined) return true;
    line = table.split('\n').find((each) => each.includes(peer));
  }
  const [, , , , , , , uid, , inode] = line?.trim().split(/\s+/) ?? [];
  // A socket that its process has closed already is shown as root's, without an inode.
  return uid !== undefined && inode !== '0' && (Number(uid) === 0 || Number(uid) === process.getuid?.());
};

const mostReadings = 10;

const hex = (port = 0): string => port.toString(16).toUpperCase().padStart(4, '0');

const readTable = (): string | undefined => {
  try {
    return readFileSync('/proc/net/tcp', 'latin1');
  } catch {
    return undefined;
  }
};
