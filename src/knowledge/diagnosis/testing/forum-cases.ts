import { type DiagnosisCase, pasted } from './case.ts';

const start = (core: string, file = 'app.elf', bytes = 61_604): string =>
  `[   40.100000] remoteproc remoteproc0: powering up ${core}\n[   40.101000] remoteproc remoteproc0: Booting fw image ${file}, size ${bytes}\n`;
const refusedLoad = (address: string, bytes: string): string =>
  `[   40.104000] remoteproc remoteproc0: bad phdr da ${address} mem ${bytes}\n[   40.105000] remoteproc remoteproc0: Failed to load program segments: -22\n[   40.106000] remoteproc remoteproc0: Boot failed: -22`;
const model = '[    0.000000] Machine model: Toradex Verdin iMX8M Plus WB on Dahlia Board\n';
const uBoot = 'U-Boot 2024.07-7.3.0+git.3f772959501c (Jan 01 1970 - 00:00:00 +0000)\n';
const started = '## Starting auxiliary core stack = 0x20020000, pc = 0x0000048D...\n';

/** Rows of cores, device trees and tables, as they are posted: with words only, with a log only, from other boards. */
export const forumCases: readonly DiagnosisCase[] = [
  {
    name: 'silent under Linux: words alone',
    row: 40,
    texts: pasted('Our M7 application is started with bootaux. The output on UART4 stops as soon as the kernel boots.'),
  },
  {
    name: 'silent under Linux: an i.MX 8M Mini',
    row: 40,
    texts: pasted(
      `Verdin iMX8MM # run m4boot\n## Starting auxiliary core stack = 0x20020000, pc = 0x1FFE0355...\nStarting kernel ...\n\nFrom here on the M4 is dead: when Linux boots the LED stops blinking.`,
    ),
  },
  {
    name: 'silent under Linux: quiet and the argument off',
    row: 40,
    texts: pasted(
      `${started}root@v:~# cat /sys/module/clk_imx8mp/parameters/mcore_booted\nN\nThe UART of the M7 stays silent under Linux.`,
    ),
  },
  {
    name: 'rubbish under Linux',
    row: 41,
    texts: pasted(`${started}In U-Boot the text is fine.\nAfter Linux has started the M7 UART shows only garbage.`),
  },
  {
    name: 'the DSP of an i.MX 8M Plus takes an M7 image',
    row: 42,
    texts: pasted(`${start('imx-dsp-rproc', 'm7.elf')}${refusedLoad('0x0', '0x2a8')}`),
  },
  {
    name: 'the DSP is there alone',
    row: 42,
    texts: pasted('i.MX8MP EVK. remoteproc0 is the DSP and not the M7, there is no remoteproc1. How do I get the M7?'),
  },
  {
    name: 'the DSP first and the M7 second',
    row: 42,
    texts: pasted(
      `[    3.000000] remoteproc remoteproc0: imx-dsp-rproc is available\n[    3.200000] remoteproc remoteproc1: imx-rproc is available\n# echo hello_m7.elf > /sys/class/remoteproc/remoteproc0/firmware\n# echo start > /sys/class/remoteproc/remoteproc0/state\n${start('imx-dsp-rproc', 'hello_m7.elf')}[   40.200000] remoteproc remoteproc0: can't start rproc imx-dsp-rproc: -110`,
    ),
  },
  {
    name: 'the DSP by the name of remoteproc0',
    row: 42,
    texts: pasted(
      'root@imx8mp:~# cat /sys/class/remoteproc/remoteproc0/name\nimx-dsp-rproc\nroot@imx8mp:~# echo m7_hello.elf > /sys/class/remoteproc/remoteproc0/firmware\nroot@imx8mp:~# echo start > /sys/class/remoteproc/remoteproc0/state\n-sh: echo: write error: Invalid argument',
    ),
  },
  {
    name: 'three vrings',
    row: 43,
    texts: pasted(
      `${start('imx-rproc')}[   40.102000] remoteproc remoteproc0: too many vrings: 3\n[   40.103000] remoteproc remoteproc0: Failed to process resources: -22\n[   40.104000] remoteproc remoteproc0: Boot failed: -22`,
    ),
  },
  {
    name: 'a cut table, no time stamps',
    row: 43,
    texts: pasted('remoteproc remoteproc0: rsc table is truncated\nremoteproc remoteproc0: Failed to process resources: -22'),
  },
  {
    name: 'a vring of no size on a newer kernel',
    row: 43,
    texts: pasted(
      `${start('imx-rproc')}[   40.102000] remoteproc remoteproc0: invalid qsz (0) or alignment (4096)\n[   40.102100] rproc-virtio rproc-virtio.2.auto: probe with driver rproc-virtio failed with error -22\n[   40.700000] remoteproc remoteproc0: remote processor imx-rproc is now up`,
    ),
  },
  {
    name: 'no table, and an echo demo that waits',
    row: 44,
    texts: pasted(
      `${start('imx-rproc', 'rpmsg_lite_str_echo_rtos.elf')}[   40.102000] remoteproc remoteproc0: No resource table in elf\n[   40.700000] remoteproc remoteproc0: remote processor imx-rproc is now up\nRPMSG String Echo FreeRTOS RTOS API Demo...`,
    ),
  },
  {
    name: 'an overlay of another module',
    row: 45,
    texts: pasted(`${uBoot}Applying Overlay: colibri-imx8x_hmp_overlay.dtbo\nfailed on fdt_overlay_apply(): FDT_ERR_NOTFOUND`),
  },
  {
    name: 'an overlay at run time',
    row: 45,
    texts: pasted('[   12.100000] OF: resolver: overlay phandle fixup failed: -22\n[   12.100100] create_overlay: Failed to resolve tree'),
  },
  {
    name: 'a ramdisk over the region',
    row: 46,
    texts: pasted(
      `${model}[    0.000000] OF: reserved mem: OVERLAP DETECTED!\n[    0.000000] m7@80000000 (0x80000000--0x81000000) overlaps with ramdisk@80800000 (0x80800000--0x82000000)`,
    ),
  },
  {
    name: 'a probe that finds the mailbox taken',
    row: 47,
    texts: pasted(
      `${model}[    2.100000] imx-rpmsg 30aa0000.rpmsg: imx rpmsg driver is registered.\n[    2.300000] imx-rproc imx8mp-cm7: error -EBUSY: failed to request tx mailbox channel\n[    2.300100] imx-rproc imx8mp-cm7: probe with driver imx-rproc failed with error -16`,
    ),
  },
  {
    name: 'no buffers',
    row: 48,
    texts: pasted(
      '[    1.900000] imx_rpmsg 90000000.rpmsg: No vring buffer.\n[    1.900100] imx_rpmsg: probe of 90000000.rpmsg failed with error -12',
    ),
  },
  {
    name: 'headers one page before the ITCM of an i.MX 8M Mini',
    row: 49,
    texts: pasted(
      `imx-rproc imx8mm-cm4: Translation failed: da = 0x1ffd0000 len = 0x12400\n${start('imx-rproc')}${refusedLoad('0x1ffd0000', '0x12400')}`,
    ),
  },
  {
    name: 'headers one page before the DDR region',
    row: 49,
    also: [6],
    texts: pasted(`${model}${start('imx-rproc')}${refusedLoad('0x7fff0000', '0x24000')}`),
  },
  { name: 'a U-Boot without the command', row: 50, texts: pasted("u-boot=> bootaux 0x7e0000\nUnknown command 'bootaux' - try 'help'") },
  {
    name: 'an .axf',
    row: 51,
    texts: pasted(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: U-Boot expands it
      'Colibri iMX7 # load mmc 0:1 ${loadaddr} hello.axf\nColibri iMX7 # bootaux ${loadaddr}\nWhen I pass the .axf to bootaux the M4 stays silent.',
    ),
  },
  {
    name: 'a bus error behind the RDC',
    row: 52,
    also: [25],
    texts: pasted(
      `I gave ECSPI2 to the M7 in the RDC. Since then Linux crashes while it boots.\n${model}[    1.400000] spi_imx 30830000.spi: probing\n[    1.410000] Internal error: synchronous external abort: 96000210 [#1] PREEMPT SMP`,
    ),
  },
  {
    name: 'an empty eMMC',
    row: 53,
    texts: pasted(
      `${uBoot}Hit any key to stop autoboot:  0\nswitch to partitions #0, OK\nmmc2(part 0) is current device\n** No partition table - mmc 2 **\nBOOTP broadcast 1\nBOOTP broadcast 2\nRetry time exceeded; starting again`,
    ),
  },
  {
    name: 'SPL alone',
    row: 54,
    texts: pasted(
      'U-Boot SPL 2022.04-6.4.0 (Jan 01 1970 - 00:00:00 +0000)\nTrying to boot from MMC1\nspl: mmc block device not found\nSPL: failed to boot from all boot devices\n### ERROR ### Please RESET the board ###',
    ),
  },
  {
    name: 'emergency mode',
    row: 55,
    texts: pasted(
      '[FAILED] Failed to mount /data.\n[DEPEND] Dependency failed for Local File Systems.\nYou are in emergency mode. After logging in, type "journalctl -xb" to view\nGive root password for maintenance',
    ),
  },
  {
    name: 'a refused SSH login',
    row: 56,
    texts: pasted('$ ssh torizon@192.168.0.5\ntorizon@192.168.0.5: Permission denied (publickey,password).'),
  },
  {
    name: 'an environment that was never saved',
    row: 57,
    texts: pasted('# fw_printenv\nWarning: Bad CRC, using default environment\nbootcmd=run distro_bootcmd'),
  },
  {
    name: 'uuu waits',
    row: 58,
    texts: pasted('uuu (Universal Update Utility) for nxp imx chips -- libuuu_1.5.165\nWait for Known USB Device Appear...'),
  },
  { name: 'uuu without permission', row: 58, texts: pasted('Error: LIBUSB_ERROR_ACCESS\nuuu says that it cannot open the device.') },
  { name: 'an empty section', row: 59, texts: pasted('[   40.102000] remoteproc remoteproc0: header-less resource table') },
  {
    name: 'a DDR image without a region on an i.MX 93',
    row: 6,
    texts: pasted(`[    0.000000] Machine model: NXP i.MX93 11X11 EVK board\n${start('imx-rproc')}${refusedLoad('0xc0000000', '0x8000')}`),
  },
  {
    name: 'a segment over the end of the TCM of an i.MX 7',
    row: 5,
    texts: pasted(
      `[    0.000000] Machine model: Toradex Colibri iMX7D on Colibri Evaluation Board V3\n${start('imx-rproc')}${refusedLoad('0x1fff8000', '0x9200')}`,
    ),
  },
];
