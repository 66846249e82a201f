import { randomUUID } from 'node:crypto';
import type { TreeNode } from '../device-tree/flat-tree.ts';
import type { AppliedOverlay } from '../device-tree/overlay.ts';
import type { Identity } from '../identity.ts';
import type { RemoteprocDevice } from '../remoteproc/types.ts';
import type { BoardSettings } from '../settings.ts';
import type { Uart } from '../wires/uart.ts';
import { addCharacterDevices } from './character-devices.ts';
import { addFailureNodes } from './failure-nodes.ts';
import { type FileTree, type NodeHandlers, newFile, newLink, newNode } from './file-tree.ts';
import { shellPid, showProcess } from './jobs.ts';
import type { Kernel } from './kernel.ts';
import type { MountTable } from './mount-table.ts';
import { addSystemNodes } from './system-nodes.ts';
import { addTerminals } from './terminal-nodes.ts';
import type { Troubles } from './troubles.ts';

export interface NodeSources {
  readonly troubles: Troubles;
  readonly kernel: Kernel;
  readonly settings: BoardSettings;
  readonly identity: Identity;
  readonly mounts: MountTable;
  readonly overlays: readonly AppliedOverlay[];
  readonly mcoreBooted: boolean;
  readonly remoteproc: RemoteprocDevice;
  readonly firmwarePath: { value: string };
  readonly uart: Uart;
  readonly sshd: { readonly isUp: boolean };
}

/** /proc, /sys, /dev, /run and /tmp of one boot. */
export const addNodes = (tree: FileTree, sources: NodeSources): void => {
  for (const name of ['tmp', 'run', 'dev', 'dev/shm']) tree.folder(`/${name}`);
  tree.folder('/tmp').mode = 0o1777;
  tree.folder('/dev/shm').mode = 0o1777;
  tree.folder(`/run/user`);
  addProc(tree, sources);
  addSys(tree, sources);
  addSystemNodes(tree, sources);
  const { console: uart, emmc } = sources.settings.model;
  addDevices(tree, emmc.number);
  addTerminals(tree, sources.kernel, sources.uart, uart);
  addFailureNodes(tree, sources.troubles);
};

const readable = (read: () => string): NodeHandlers => ({ read });

const addProc = (tree: FileTree, { kernel, identity, mounts, overlays, settings, sshd }: NodeSources): void => {
  const { console: uart } = settings.model;
  const files: Record<string, () => string> = {
    cmdline: () => `${kernel.cmdline}\n`,
    uptime: () => `${kernel.uptime().toFixed(2)} ${(kernel.uptime() * 3.7).toFixed(2)}\n`,
    version: () => `${kernel.banner}\n`,
    loadavg: () => '0.12 0.18 0.09 1/162 612\n',
    meminfo: () =>
      `MemTotal:       ${identity.ramBytes / 1024 - 262_144} kB\nMemFree:        ${identity.ramBytes / 1024 - 524_288} kB\nMemAvailable:   ${identity.ramBytes / 1024 - 393_216} kB\n`,
    interrupts: () => interrupts(kernel.uptime(), uart.address),
    mounts: () => mounts.mounted.map(({ device, folder, type, options }) => `${device} ${folder} ${type} ${options} 0 0\n`).join(''),
    'net/tcp': () => socketsOf(sshd),
    'sys/kernel/random/boot_id': () => `${kernel.bootId}\n`,
    'sys/kernel/random/uuid': () => `${randomUUID()}\n`,
    'sys/kernel/hostname': () => `${identity.hostName}\n`,
    'sys/kernel/osrelease': () => `${kernel.release}\n`,
    'device-tree/model': () => `${identity.model}\0`,
    'device-tree/serial-number': () => `${identity.serialNumber}\0`,
    'device-tree/toradex,product-id': () => `${identity.productId}\0`,
  };
  for (const [path, read] of Object.entries(files)) tree.put(`/proc/${path}`, newNode(readable(read), 0o444));
  tree.put('/proc/sys/kernel/printk', newNode(printkLevels(kernel), 0o644));
  tree.put('/proc/sys/kernel/tainted', newNode(taintFlags(kernel), 0o644));
  showProcess({ tree }, 1, 'systemd', '/sbin/init');
  showProcess({ tree }, shellPid, 'sh', 'sh');
  tree.put('/proc/self', newLink(String(shellPid)));
  tree.folder('/proc/device-tree/reserved-memory/linux,cma', 0o555);
  for (const { root } of overlays) for (const node of root) addTreeNode(tree, '/proc/device-tree', node);
};

// Columns of get_tcp4_sock() in net/ipv4/tcp_ipv4.c; 0A is TCP_LISTEN, 0016 port 22.
const socketsOf = (sshd: NodeSources['sshd']): string =>
  `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n${
    sshd.isUp
      ? '   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18211 1 00000000 100 0 0 10 0\n'
      : ''
  }`;

const addTreeNode = (tree: FileTree, folder: string, { properties, children }: TreeNode): void => {
  tree.folder(folder, 0o555);
  for (const [name, value] of properties) tree.put(`${folder}/${name}`, newFile(value, 0o444));
  for (const child of children) addTreeNode(tree, `${folder}/${child.name}`, child);
};

// proc_taint() adds flags and takes none away.
const taintFlags = (kernel: Kernel): NodeHandlers => ({
  read: () => `${kernel.tainted}\n`,
  write: (data) => {
    const wanted = Number.parseInt(Buffer.from(data).toString(), 10);
    if (!Number.isInteger(wanted)) return -22;
    kernel.tainted |= wanted;
    return 0;
  },
});

const printkLevels = (kernel: Kernel): NodeHandlers => ({
  read: () => `${kernel.consoleLevel}\t4\t1\t7\n`,
  write: (data) => {
    const wanted = Number.parseInt(Buffer.from(data).toString(), 10);
    if (!Number.isInteger(wanted)) return -22;
    kernel.consoleLevel = wanted;
    return 0;
  },
});

const interrupts = (uptime: number, serial: string): string => {
  const row = (number: string, perSecond: number, name: string): string =>
    `${number.padStart(4)}: ${[1, 0.4, 0.3, 0.3].map((share) => String(Math.floor(uptime * perSecond * share)).padStart(10)).join(' ')}     GICv3 ${name}\n`;
  return `           CPU0       CPU1       CPU2       CPU3       \n${row('11', 100, ' 30 Level     arch_timer')}${row('21', 4, ` 60 Level     ${serial}.serial`)}${row('54', 0, '120 Level     30aa0000.mailbox')}`;
};

const addSys = (tree: FileTree, sources: NodeSources): void => {
  const { kernel, mcoreBooted, remoteproc, firmwarePath, settings } = sources;
  const { clocks } = settings.model;
  tree.put(
    `/sys/module/${clocks.driver.replaceAll('-', '_')}/parameters/mcore_booted`,
    newNode(
      readable(() => (mcoreBooted ? 'Y\n' : 'N\n')),
      0o444,
    ),
  );
  tree.put('/sys/module/firmware_class/parameters/path', newNode(firmwarePathNode(kernel, firmwarePath), 0o644));
  tree.put(
    '/sys/kernel/debug/clk/clk_summary',
    newNode(
      readable(() => clockSummary(remoteproc, clocks.core, mcoreBooted)),
      0o400,
    ),
  );
  tree.folder('/sys/class/remoteproc');
};

/** What appears when the driver has probed. */
export const addRemoteproc = (
  tree: FileTree,
  node: string,
  remoteproc: RemoteprocDevice,
  writeState: (word: string) => Promise<number>,
): void => {
  const folder = `/sys/class/remoteproc/${node}`;
  const word = (data: Uint8Array): string => Buffer.from(data).toString('utf8');
  tree.put(`${folder}/state`, newNode({ read: () => `${remoteproc.state}\n`, write: (data) => writeState(word(data)) }, 0o644));
  tree.put(
    `${folder}/firmware`,
    newNode({ read: () => `${remoteproc.firmware}\n`, write: (data) => remoteproc.writeFirmware(word(data)) }, 0o644),
  );
  tree.put(
    `${folder}/name`,
    newNode(
      readable(() => `${remoteproc.name}\n`),
      0o444,
    ),
  );
  tree.put(
    `${folder}/coredump`,
    newNode(
      readable(() => 'disabled\n'),
      0o644,
    ),
  );
  tree.put(
    `${folder}/recovery`,
    newNode(
      readable(() => 'enabled\n'),
      0o644,
    ),
  );
};

// A newline stays in the path on older kernels, and then no file is found there: drivers/base/firmware_loader/main.c.
const firmwarePathNode = (kernel: Kernel, path: { value: string }): NodeHandlers => ({
  read: () => `${path.value}\n`,
  write: (data) => {
    const text = Buffer.from(data).toString('utf8');
    path.value = /^(5|6\.1)\./.test(kernel.release) || kernel.release.startsWith('6.1.') ? text : text.replace(/\n$/, '');
    return 0;
  },
});

// Of all clocks only the core's root is modelled: off until somebody enables it, and never gated where `mcore_booted` says so.
const clockSummary = ({ state }: RemoteprocDevice, coreClock: string, mcoreBooted: boolean): string => {
  const users = state === 'running' || state === 'attached' || mcoreBooted ? 1 : 0;
  const row = (name: string, enabled: number, hz: number): string =>
    `${`    ${name}`.padEnd(40)}${String(enabled).padStart(8)}${String(enabled).padStart(9)}${String(hz).padStart(13)}\n`;
  return `${'   clock'.padEnd(40)}enable_cnt prepare_cnt      rate\n${row('sys_pll1_800m', 1, 800_000_000)}${row(`  ${coreClock}`, users, 800_000_000)}`;
};

const addDevices = (tree: FileTree, emmc: number): void => {
  const disk = `mmcblk${emmc}`;
  addCharacterDevices(tree);
  for (const name of [disk, `${disk}p1`, `${disk}boot0`, 'emmc-boot0', 'tty1']) tree.put(`/dev/${name}`, newNode({}, 0o600));
  tree.put('/run/motd', newFile(new Uint8Array()));
};
