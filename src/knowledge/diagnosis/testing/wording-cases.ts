import { type DiagnosisCase, pasted } from './case.ts';

const uBoot = 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)';
const start =
  '[   50.000001] remoteproc remoteproc0: powering up imx-rproc\n[   50.000101] remoteproc remoteproc0: Booting fw image a.elf, size 500000\n';
const kick = '[   50.700000] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)\n';
const up = '[   50.700100] remoteproc remoteproc0: remote processor imx-rproc is now up';

/** The same causes with less to go by: single lines, prose, a quiet console. */
export const wordingCases: readonly DiagnosisCase[] = [
  { name: 'a file without a suffix', row: 1, texts: pasted('remoteproc0: request_firmware failed: -2') },
  { name: 'a line quoted in prose', row: 1, texts: pasted('We get "Direct firmware load for rpmsg.elf failed with error -2" from it') },
  {
    name: 'a DTCM that is too small',
    row: 5,
    texts: pasted(`${start}[   50.000202] remoteproc remoteproc0: bad phdr da 0x2001f000 mem 0x2000`),
  },
  { name: 'a DTCM that is filled', row: 7, texts: pasted('[   50.000202] remoteproc remoteproc0: bad phdr da 0x20000000 mem 0x20000') },
  {
    name: 'a folder that is not there',
    row: 8,
    texts: pasted('root@v:~# cd /sys/class/remoteproc/remoteproc0\n-sh: cd: /sys/class/remoteproc/remoteproc0: No such file or directory'),
  },
  { name: 'a kick and nothing else', row: 9, also: [11], texts: pasted(start + kick + up) },
  { name: 'a kick, and silence in prose', row: 9, texts: pasted(`${start}${kick}The UART of the M7 stays silent.`) },
  {
    name: 'the old firmware, in prose',
    row: 10,
    also: [9],
    texts: pasted(
      `After loading the new DDR image the old firmware runs again.\n${start}[   50.000201] remoteproc remoteproc0: da = 0x80000000 len = 0x2a8 va = 0x0000000000000001\n${up}`,
    ),
  },
  {
    name: 'a quiet console that ends in start',
    row: 13,
    texts: pasted(
      `[    0.000000] Linux version 5.15.129-6.4.0\nroot@v:~# echo start > /sys/class/remoteproc/remoteproc0/state\n\n${uBoot}\nReset cause: WDOG`,
    ),
  },
  {
    name: 'a freeze in prose',
    row: 13,
    texts: pasted(
      '# echo start > state\nThe board hangs completely, there is no more output.\nKernel command line: root=/dev/mmcblk2p2 quiet',
    ),
  },
  {
    name: 'the argument of another SoC',
    row: 14,
    texts: pasted(
      '# cat /proc/cmdline\nroot=/dev/mmcblk2p2 clk-imx8mm.mcore_booted=1\n# cat /sys/module/clk_imx8mp/parameters/mcore_booted\nN',
    ),
  },
  {
    name: 'dead peripherals in prose',
    row: 15,
    texts: pasted(
      '[    0.000000] Linux version 6.1.46-7.0.0\n[    0.000000] Kernel command line: quiet clk-imx8mp.mcore_booted=1\nSPI and I2C are dead only with mcore_booted.',
    ),
  },
  { name: 'state and firmware without prompts', row: 16, texts: pasted('cat state\nattached\ncat firmware\nunknown') },
  {
    name: 'a start that TF-A does not know',
    row: 17,
    texts: pasted("[   50.000202] remoteproc remoteproc0: can't start rproc imx-rproc: -1"),
  },
  {
    name: 'a second start on an old kernel',
    row: 18,
    texts: pasted('# echo start > /sys/class/remoteproc/remoteproc0/state\nbash: echo: write error: Device or resource busy'),
  },
  { name: 'a missing tty in prose', row: 22, texts: pasted('After the update to Torizon OS 7 there is no /dev/ttyRPMSG30 any more.') },
  { name: 'a reset behind a start', row: 24, also: [38], texts: pasted(`${up}\n${uBoot}\nReset cause: POR`) },
  {
    name: 'the boot command of the thread',
    row: 29,
    texts: pasted(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: U-Boot expands it
      'm4boot=load mmc 0:1 ${loadaddr} 0x80000000; cp.b ${loadaddr} 0x80000000 10000; bootaux 0x80000000;\n[ 6849.245509] remoteproc remoteproc0: da = 0x80000400 len = 0x134e8 va = 0x00000000d0000003',
    ),
  },
  {
    name: 'reserving that failed',
    row: 30,
    texts: pasted('ERROR: reserving fdt memory region failed (addr=55000000 size=8000)\nlibfdt fdt_path_offset() returned FDT_ERR_NOSPACE'),
  },
  {
    name: 'recovery mode, seen by the host',
    row: 34,
    texts: pasted('usb 1-1: New USB device found, idVendor=1fc9, idProduct=0146, bcdDevice= 0.02'),
  },
  {
    name: 'a reset while idle',
    row: 38,
    texts: pasted(`[  200.100000] IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready\n${uBoot}\nReset cause: POR`),
  },
];
