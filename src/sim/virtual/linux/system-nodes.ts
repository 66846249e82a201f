import type { Identity } from '../identity.ts';
import type { BoardSettings } from '../settings.ts';
import { type FileTree, newNode } from './file-tree.ts';
import type { Kernel } from './kernel.ts';

export interface SystemSources {
  readonly kernel: Kernel;
  readonly identity: Identity;
  readonly settings: BoardSettings;
}

/** What suites of labs ask a kernel for beside the M7: processors, memory, temperatures, the network's names. */
export const addSystemNodes = (tree: FileTree, { identity, kernel, settings }: SystemSources): void => {
  const { soc } = settings.model;
  const files: Record<string, () => string> = {
    '/proc/cpuinfo': () => processors.map(cpuText).join(''),
    '/proc/iomem': () => ioMemory(settings, identity.ramBytes),
    '/proc/stat': () => statText(kernel.uptime()),
    '/proc/filesystems': () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdebugfs\nnodev\toverlay\n\text4\n\tvfat\n',
    '/sys/devices/system/cpu/online': () => '0-3\n',
    '/sys/devices/system/cpu/possible': () => '0-3\n',
    '/sys/devices/soc0/soc_id': () => `i.MX${soc.slice('imx'.length).toUpperCase()}\n`,
    '/sys/devices/soc0/machine': () => `${identity.model}\n`,
    '/sys/class/net/lo/operstate': () => 'unknown\n',
    '/sys/class/net/eth0/operstate': () => 'up\n',
    '/sys/class/net/eth0/address': () => `${macAddress(identity.serialNumber)}\n`,
  };
  // The iMX8MP has two sensors (drivers/thermal/imx8mm_thermal.c), the iMX8M Mini one.
  for (const [index, type] of (soc === 'imx8mp' ? ['cpu-thermal', 'soc-thermal'] : ['cpu-thermal']).entries()) {
    const zone = `/sys/class/thermal/thermal_zone${index}`;
    files[`${zone}/type`] = () => `${type}\n`;
    files[`${zone}/temp`] = () => `${celsius * 1000}\n`;
  }
  for (const [path, read] of Object.entries(files)) tree.put(path, newNode({ read }, 0o444));
};

const celsius = 48;
const processors = [0, 1, 2, 3];

// c_show() of arch/arm64/kernel/cpuinfo.c for a Cortex-A53 r0p4.
const cpuText = (cpu: number): string =>
  `processor\t: ${cpu}\nBogoMIPS\t: 16.00\nFeatures\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: 0xd03\nCPU revision\t: 4\n\n`;

const hex = (address: number): string => address.toString(16).padStart(8, '0');

// DRAM begins at 1 GB on both; what the overlay takes for the M-core is no System RAM.
const ioMemory = ({ model }: BoardSettings, ramBytes: number): string => {
  const [begin, end] = [0x4000_0000, 0x4000_0000 + Math.min(ramBytes, 0xc000_0000)];
  const uart = Number.parseInt(model.console.address, 16);
  const row = (from: number, to: number, what: string): string => `${hex(from)}-${hex(to - 1)} : ${what}\n`;
  return `${row(uart, uart + 0x1_0000, `${model.console.address}.serial serial@${model.console.address}`)}${row(begin, end, 'System RAM')}`;
};

// proc(5): user, nice, system, idle and so on in hundredths of a second.
const statText = (uptime: number): string => {
  const idle = Math.floor(uptime * 100);
  const row = (name: string, share: number): string =>
    `${name} ${Math.floor((idle * share) / 100)} 0 ${Math.floor((idle * share) / 80)} ${idle * share} 12 0 3 0 0 0\n`;
  return `${row('cpu ', 4)}${processors.map((cpu) => row(`cpu${cpu}`, 1)).join('')}ctxt 184211\nbtime ${Math.floor(Date.now() / 1000 - uptime)}\nprocesses 612\nprocs_running 1\nprocs_blocked 0\n`;
};

// Of Toradex's own range 00:14:2d, and behind it the serial number of the module.
const macAddress = (serial: string): string => {
  const digits = Number(serial).toString(16).padStart(6, '0').slice(-6);
  return `00:14:2d:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
};
