import { type DiagnosisCase, pasted } from './case.ts';

const spl = 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)';

/** Rows 27 to 36 and 38: U-Boot and the lab around the board. */
export const labCases: readonly DiagnosisCase[] = [
  {
    name: 'a file that was not there, and ; between the commands',
    row: 27,
    texts: pasted(`Verdin iMX8MP # load mmc 2:1 \${loadaddr} m7.bin; bootaux 0x80000000
Failed to load 'm7.bin'
## Starting auxiliary core stack = 0xFFFFFFFF, pc = 0x00000000...`),
  },
  {
    name: 'an ELF on a U-Boot that takes .bin only',
    row: 51,
    texts: pasted('## Starting auxiliary core stack = 0x464C457F, pc = 0x00010101...'),
  },
  { name: 'an M7 that runs already', row: 28, texts: pasted('Verdin iMX8MP # bootaux 0x7e0000\n## Auxiliary core is already up') },
  {
    name: 'a count in hex',
    row: 29,
    texts: pasted(`Verdin iMX8MP # load mmc 2:1 \${loadaddr} motor.bin
191300 bytes read in 11 ms (16.6 MiB/s)
Verdin iMX8MP # cp.b \${loadaddr} 0x80000000 20000
Verdin iMX8MP # bootaux 0x80000000
## Starting auxiliary core stack = 0x80400000, pc = 0x8000048D...`),
  },
  {
    name: 'no room for the device tree',
    row: 30,
    texts: pasted(`Applying Overlay: verdin-imx8mp_hmp_overlay.dtbo
ERROR: Failed to allocate 0x16b2a bytes below 0x80000000.
device tree - allocation error
FDT creation failed! hanging...### ERROR ### Please RESET the board ###`),
  },
  {
    name: 'a lost environment',
    row: 31,
    texts: pasted('Loading Environment from MMC... *** Warning - bad CRC, using default environment'),
  },
  {
    name: 'an argument that was lost with the environment',
    row: 31,
    also: [14],
    texts: pasted(`root@verdin-imx8mp:~# fw_printenv tdxargs
tdxargs=clk-imx8mp.mcore_booted=1
root@verdin-imx8mp:~# reboot
U-Boot 2022.04-6.4.0 (Jan 01 1970 - 00:00:00 +0000)
Loading Environment from MMC... *** Warning - bad CRC, using default environment
root@verdin-imx8mp:~# cat /sys/module/clk_imx8mp/parameters/mcore_booted
N`),
  },
  {
    name: 'a prompt that nobody asked for',
    row: 32,
    texts: pasted(`After switching on the power we did not press any key, and it stops here:
Hit any key to stop autoboot:  1  0
Verdin iMX8MP #`),
  },
  {
    name: 'a countdown that leaves numbers out',
    row: 32,
    texts: pasted(`After switching on the power we did not press any key, and it stops here:
Hit any key to stop autoboot:  3  2  0
Verdin iMX8MP #`),
  },
  {
    name: 'a boot command that is gone',
    row: 90,
    texts: pasted(`Net:   eth0: ethernet@30bf0000 [PRIME]
Verdin iMX8MP # printenv bootcmd
## Error: "bootcmd" not defined
Verdin iMX8MP #`),
  },
  { name: 'a secured module', row: 33, texts: pasted('## U-Boot CLI access is disabled due to Secure Boot') },
  {
    name: 'a module in recovery mode',
    row: 34,
    texts: pasted(`There is no output on the serial port after power on.
Bus 001 Device 014: ID 1fc9:0146 NXP Semiconductors SE Blank`),
  },
  {
    name: 'a rollback',
    row: 35,
    texts: pasted(`Warning: Bootlimit (3) exceeded. Using altbootcmd.
Rollback enabled. Booting previously deployed version.`),
  },
  {
    name: 'a board that was flashed anew',
    row: 36,
    texts: pasted(`@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
Host key verification failed.`),
  },
  {
    name: 'a reset in the middle of a test',
    row: 38,
    texts: pasted(`root@verdin-imx8mp-15230201:~# stress-ng --cpu 4 --timeout 600
stress-ng: info: [811] dispatching hogs: 4 cpu
${spl}
Reset cause: POR`),
  },
];
