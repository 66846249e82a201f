import { type DiagnosisCase, pasted } from './case.ts';

const spl = 'U-Boot SPL 2024.04-lf_v2024.04 (Jan 01 2025 - 00:00:00 +0000)\nDDRINFO: start DRAM init\nDDRINFO: DRAM rate 4000MTS\n';
const trained = 'DDRINFO:ddrphy calibration done\nDDRINFO: ddrmix config done\nNormal Boot\nTrying to boot from BOOTROM\n';

/** Stages of a boot, builds, and crashes of the kernel's own code. */
export const stageCases: readonly DiagnosisCase[] = [
  { name: 'DRAM that cannot be trained', row: 60, texts: pasted(`${spl}Training FAILED`) },
  {
    name: 'SPL that stays in the training',
    row: 60,
    texts: pasted(`Our own board with other memory chips. SPL hangs in the DDR training:\n${spl}`),
  },
  { name: 'DRAM: a log that ends there', row: 60, texts: pasted(spl) },
  {
    name: 'TF-A is the last that speaks',
    row: 61,
    texts: pasted(
      `We built everything from upstream. It stops after BL31.\n${spl}${trained}NOTICE:  BL31: v2.10.0(release):v2.10.0\nNOTICE:  BL31: Built : 10:00:00, Feb  1 2025`,
    ),
  },
  { name: 'SPL again and again', row: 61, texts: pasted(`${spl}${trained}${spl}${trained}`) },
  {
    name: 'no root file system',
    row: 62,
    texts: pasted(
      '[    1.100000] mmc1: error -110 whilst initialising SD card\n[    4.300000] VFS: Cannot open root device "mmcblk1p2" or unknown-block(0,0): error -6\n[    4.310000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    ),
  },
  {
    name: 'the kernel waits for its root device',
    row: 62,
    texts: pasted('[    2.900000] platform 30b60000.mmc: deferred probe pending\n[    3.000000] Waiting for root device /dev/mmcblk2p2...'),
  },
  {
    name: 'U-Boot aborts at the TCM of a core that is off',
    row: 63,
    texts: pasted(
      'u-boot=> md 0x201e0000 1\n"Synchronous Abort" handler, esr 0x96000010, far 0x201e0000\nelr: 0000000080205a1c lr : 0000000080205a00',
    ),
  },
  {
    name: 'U-Boot aborts: words alone',
    row: 63,
    texts: pasted('On my i.MX93 U-Boot ends in a data abort as soon as I look at 0x0ffc0000.'),
  },
  {
    name: 'a null pointer without a resource table',
    row: 64,
    texts: pasted(
      '[   50.100000] remoteproc remoteproc0: powering up imx-rproc\n[   50.110000] remoteproc remoteproc0: Booting fw image blinky.elf, size 90000\n[   50.120000] remoteproc remoteproc0: No resource table in elf\n[   50.130000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n[   50.200000] Call trace:\n[   50.200100]  __memcpy+0x100/0x180\n[   50.200200]  rproc_boot+0x340/0x4e0\n[   50.200300]  state_store+0x50/0xf0',
    ),
  },
  {
    name: 'a jump to nowhere while segments are loaded, on an i.MX 8QXP',
    row: 64,
    texts: pasted(
      '[  113.680000] remoteproc remoteproc1: powering up imx-rproc\n[  113.690000] remoteproc remoteproc1: Booting fw image demo_m4.elf, size 193480\n[  113.700000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000 [  113.710000] Mem abort info:\n[  113.778000] Hardware name: Freescale i.MX8QXP MEK (DT)\n[  113.789000] pc : 0x0 [  113.791000] lr : rproc_elf_load_segments+0x16c/0x23c',
    ),
  },
  {
    name: 'a linker without room',
    row: 65,
    texts: pasted(
      "/opt/gcc-arm-none-eabi/bin/ld: demo.elf section `.text' will not fit in region `m_text'\n/opt/gcc-arm-none-eabi/bin/ld: region `m_text' overflowed by 20480 bytes\ncollect2: error: ld returned 1 exit status",
    ),
  },
  {
    name: 'a name that Zephyr does not know',
    row: 66,
    texts: pasted('-- Board: verdin_imx8mp_m7\nNo board named verdin_imx8mp_m7 found.\nPlease choose one of the following boards:'),
  },
  {
    name: 'no room: words alone',
    row: 30,
    texts: pasted('The boot is cut off with an allocation error as soon as I add the HMP overlay on my Verdin iMX8MP.'),
  },
  {
    name: 'RPMsg deferred',
    row: 22,
    texts: pasted('Since the new BSP the driver imx-rpmsg stays "probe deferred" on the Colibri iMX8X and no tty shows up.'),
  },
  {
    name: 'RPMsg: modules and no channel',
    row: 22,
    texts: pasted(
      'The demo of the M7 is started by bootaux and prints its banner. imx_rpmsg_tty is loaded.\n[    0.035000] imx rpmsg driver is registered.\nBut there is no /dev/ttyRPMSG30 and no channel in dmesg.',
    ),
  },
  {
    name: 'attached: words alone',
    row: 16,
    texts: pasted(
      'imx8mplus, 5.15. I start the M7 with bootaux 0x7e0000 and that works, but the state file says "attached". From Linux it says "running". Why?',
    ),
  },
  {
    name: 'kicks of the second ring at random',
    row: 12,
    texts: pasted(
      'The M7 of the Verdin iMX8M Plus talks to Linux. At random times I get imx-rproc imx8mp-cm7: imx_rproc_kick: failed (1, err:-62)\nimx-rproc imx8mp-cm7: imx_rproc_kick: failed (1, err:-62)',
    ),
  },
  {
    name: 'a title says it',
    row: 40,
    texts: pasted(
      'M4 stops as soon as Linux boots\nHi, I use the EVK of the i.MX 8M Quad with BSP 6.1 and the SDK 2.14. Any idea what to look at?',
    ),
  },
  {
    name: 'a title of another sentence than the next',
    row: 52,
    texts: pasted(
      'Demo on the Colibri iMX7 M4 causes boot to hang\nI worked through the tutorial up to the point where m4boot is set. Now nothing comes behind "Starting kernel ...".',
    ),
  },
  {
    name: 'works in U-Boot alone, blocks with Android',
    row: 40,
    also: [52],
    texts: pasted(
      'On the imx8mq our M4 firmware uses an SPI sensor. When Android runs the M4 blocks in the driver. In U-Boot alone it runs fine.',
    ),
  },
  {
    name: 'a kernel over its device tree',
    row: 67,
    texts: pasted(
      'Apalis iMX8 # fatload mmc 0:1 0x83000000 imx8qm.dtb\nApalis iMX8 # fatload mmc 0:1 0x82000000 Image\nApalis iMX8 # booti 0x82000000 - 0x83000000\nERROR: Did not find a cmdline Flattened Device Tree\nCould not find a valid device tree',
    ),
  },
  {
    name: 'DDR works from U-Boot and not from Linux',
    row: 9,
    texts: pasted(
      'M4 of an i.MX8MM with remoteproc:\n* the app for internal RAM works fine from Linux\n* the app for DDR works fine when U-Boot starts it, from DDR with U-Boot it works\n* the app for DDR started from Linux shows no output',
    ),
  },
  {
    name: 'the speed of a UART changes',
    row: 41,
    texts: pasted(
      'On the i.MX7 the M4 uses UART3. In U-Boot I can read it. Under Linux I can not read the messages of the M4 any more, the speed of the UART has been increased.',
    ),
  },
  {
    name: 'U-Boot for another device tree',
    row: 61,
    texts: pasted(
      'I renamed the device tree of the imx8mp in the defconfig. Since then U-Boot fails to boot and there is no output on the serial console.',
    ),
  },
];
