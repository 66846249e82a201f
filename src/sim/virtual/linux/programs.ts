import { getCommandNames } from 'just-bash';
import { type FileTree, newFile } from './file-tree.ts';
import { helper } from './shell-helpers.ts';

// Programs of the shell library that no image of the board has.
const absent = new Set([
  'rg',
  'jq',
  'yq',
  'xan',
  'sqlite3',
  'html-to-markdown',
  'curl',
  'python',
  'python3',
  'js-exec',
  'node',
  'tree',
  'file',
]);

const ours = [
  'sudo',
  'timeout',
  'nohup',
  'setsid',
  'umask',
  'dmesg',
  'logger',
  'fw_printenv',
  'fw_setenv',
  'uname',
  'hostname',
  'whoami',
  'id',
  'groups',
  'uptime',
  'nproc',
  'cksum',
  'df',
  'free',
  'lsmod',
  'ps',
  'tdx-info',
  'ostree',
  'reboot',
  'poweroff',
  'halt',
  'shutdown',
  'journalctl',
  'systemctl',
  'kill',
  'killall',
  'pkill',
  'pgrep',
  'pidof',
  'sync',
  'mount',
  'fuser',
  'modprobe',
  'insmod',
  'sysctl',
  'watchdog',
  'stty',
  'resize',
  'dd',
  'yes',
  'mktemp',
  'truncate',
  'jobs',
  'disown',
  'cmp',
  'chown',
  'install',
  'docker',
];

/** A file for every program there is: the shell finds programs by their path, and so does whoever looks for them. */
export const installPrograms = (tree: FileTree): void => {
  const names = new Set([...getCommandNames().filter((name) => !absent.has(name)), ...ours, ...Object.values(helper)]);
  for (const name of names) tree.put(`/usr/bin/${name}`, newFile(Buffer.from('\x7fELF'), 0o755));
};
