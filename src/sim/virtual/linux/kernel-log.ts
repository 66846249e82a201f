import type { VirtualModel, VirtualRegion } from '../../../core/virtual-model.ts';
import type { Identity } from '../identity.ts';
import type { Initramfs } from '../u-boot/initramfs.ts';
import { type Kernel, level } from './kernel.ts';

export interface BootLine {
  /** Milliseconds since the kernel began. */
  readonly at: number;
  readonly level: number;
  readonly text: string;
}

/** What the kernel says on its way up; `remoteproc` and modules speak for themselves. */
export const kernelBootLog = (
  model: VirtualModel,
  identity: Identity,
  { banner, cmdline, initramfs }: Pick<Kernel, 'banner' | 'cmdline' | 'initramfs'>,
  reserved: readonly VirtualRegion[],
): readonly BootLine[] => {
  const { console: uart, emmc, network, soc } = model;
  const disk = emmc.number;
  const { info, notice } = level;
  const gib = identity.ramBytes / 1024 ** 3;
  const lines: (readonly [number, number, string])[] = [
    [0, info, 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]'],
    [0, notice, banner],
    [0, info, `Machine model: ${identity.model}`],
    [0, info, 'efi: UEFI not found.'],
    ...reservedMemory(reserved).map((text) => [0, info, text] as const),
    [0, info, 'psci: probing for conduit method from DT.'],
    [0, info, 'psci: PSCIv1.1 detected in firmware.'],
    [0, notice, `Kernel command line: ${cmdline}`],
    [0, info, 'rcu: Preemptible hierarchical RCU implementation.'],
    [0, info, 'GICv3: 160 SPIs implemented'],
    [0, info, 'arch_timer: cp15 timer(s) running at 8.00MHz (phys).'],
    [45, info, 'smp: Bringing up secondary CPUs ...'],
    [60, info, 'CPU1: Booted secondary processor 0x0000000001 [0x410fd034]'],
    [70, info, 'CPU2: Booted secondary processor 0x0000000002 [0x410fd034]'],
    [80, info, 'CPU3: Booted secondary processor 0x0000000003 [0x410fd034]'],
    [82, info, 'smp: Brought up 1 node, 4 CPUs'],
    [210, info, `Memory: ${gib * 1024 * 1024 - 262_144}K/${gib * 1024 * 1024}K available (18944K kernel code, 2442K rwdata, 8896K rodata)`],
    ...unpacking(initramfs).map(([lineLevel, text]) => [600, lineLevel, text] as const),
    [640, info, 'Serial: AMBA PL011 UART driver'],
    [890, info, `${soc}-pinctrl 30330000.pinctrl: initialized IMX pinctrl driver`],
    [1010, info, `${uart.address}.serial: ${uart.tty} at MMIO 0x${uart.address} (irq = ${uart.interrupt}, base_baud = 1500000) is a IMX`],
    [1020, info, `printk: console [${uart.tty}] enabled`],
    [1180, info, 'imx-sdma 30bd0000.dma-controller: external firmware not found, using ROM firmware'],
    [1240, info, 'imx2-wdt 30280000.watchdog: timeout 60 sec (nowayout=0)'],
    [1420, info, `mmc${disk}: new HS400 Enhanced strobe MMC card at address 0001`],
    [1430, info, `mmcblk${disk}: mmc${disk}:0001 G1M15L 29.6 GiB`],
    [1435, info, `mmcblk${disk}boot0: mmc${disk}:0001 G1M15L 31.5 MiB`],
    [1610, info, network.linux],
    [1790, info, `EXT4-fs (mmcblk${disk}p1): mounted filesystem with ordered data mode. Opts: (null)`],
    [1820, info, 'Freeing unused kernel memory: 2944K'],
    [1830, info, 'Run /init as init process'],
  ];
  return lines.map(([at, lineLevel, text]) => ({ at, level: lineLevel, text }));
};

const unpacking = (initramfs: Initramfs | undefined): readonly (readonly [number, string])[] => {
  if (!initramfs) return [];
  const { bytes, failure } = initramfs;
  return [
    [level.info, 'Trying to unpack rootfs image as initramfs...'],
    ...(failure === undefined ? [] : [[level.emerg, `Initramfs unpacking failed: ${failure}`] as const]),
    [level.info, `Freeing initrd memory: ${Math.ceil(bytes / 4096) * 4}K`],
  ];
};

export const linuxBanner = ({ release, kernelBuild }: Identity): string =>
  `Linux version ${release} (oe-user@oe-host) (aarch64-tdx-linux-gcc (GCC) 11.4.0, GNU ld (GNU Binutils) 2.38.20220708) ${kernelBuild}`;

// The resource table's page is in the tree without `no-map`, and says nothing.
const reservedMemory = (regions: readonly VirtualRegion[]): readonly string[] =>
  regions
    .filter(({ node }) => !/^rsc[_-]table$/.test(node))
    .map((region) => {
      const name = nodeName(region);
      if (region.node === 'vdevbuffer') return `OF: reserved mem: initialized node ${name}, compatible id shared-dma-pool`;
      const wide = (address: number): string => `0x${address.toString(16).padStart(16, '0')}`;
      return `OF: reserved mem: ${wide(region.base)}..${wide(region.base + region.size - 1)} (${region.size / 1024} KiB) nomap non-reusable ${name}`;
    });

/** With its unit address. */
const nodeName = ({ node, base }: VirtualRegion): string => `${node}@${base.toString(16)}`;

export interface UnitLine {
  readonly at: number;
  readonly text: string;
}

/** What systemd reports while it starts, in milliseconds since the kernel began. Hidden by `quiet`. */
export const systemdLog = (): readonly UnitLine[] =>
  [
    [2900, 'Started Dispatch Password Requests to Console Directory Watch.'],
    [3400, 'Reached target Local File Systems.'],
    [4100, 'Started Journal Service.'],
    [5200, 'Reached target System Initialization.'],
    [5900, 'Started D-Bus System Message Bus.'],
    [7000, 'Started Network Manager.'],
    [7900, 'Started OpenBSD Secure Shell server.'],
    [9600, 'Reached target Multi-User System.'],
  ].map(([at, text]) => ({ at: at as number, text: text as string }));
