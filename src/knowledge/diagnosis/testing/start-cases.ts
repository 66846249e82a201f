import { type DiagnosisCase, pasted } from './case.ts';

const loads = (file: string, size: number): string => `[  410.100101] remoteproc remoteproc0: powering up imx-rproc
[  410.101202] remoteproc remoteproc0: Booting fw image ${file}, size ${size}`;
const refused = `[  410.110505] remoteproc remoteproc0: Failed to load program segments: -22
[  410.111606] remoteproc remoteproc0: Boot failed: -22
sh: write error: Invalid argument`;
const up = `[  410.720101]  remoteproc0#vdev0buffer: registered virtio0 (type 7)
[  410.720202] remoteproc remoteproc0: remote processor imx-rproc is now up`;
const vdev = '[  410.615102]  remoteproc0#vdev0buffer: assigned reserved memory node vdevbuffer@55400000';
const kick = '[  410.725311] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)';

/** Rows 1 to 22: loading, starting, clocks, states. */
export const startCases: readonly DiagnosisCase[] = [
  {
    name: 'a file that is nowhere',
    row: 1,
    texts: pasted(`# echo start > /sys/class/remoteproc/remoteproc0/state
[   98.200101] remoteproc remoteproc0: powering up imx-rproc
[   98.200202] remoteproc remoteproc0: Direct firmware load for blinky.elf failed with error -2
[   98.200303] remoteproc remoteproc0: request_firmware failed: -2
[   98.200404] remoteproc remoteproc0: Boot failed: -2
-sh: echo: write error: No such file or directory`),
  },
  {
    name: 'a newline in the search path, seen with od',
    row: 2,
    also: [1],
    texts: pasted(`root@verdin-imx8mp-15230201:~# uname -r
6.1.46-7.0.0
root@verdin-imx8mp-15230201:~# ls /var/lib/firmware
motor.elf
root@verdin-imx8mp-15230201:~# od -c /sys/module/firmware_class/parameters/path
0000000   /   v   a   r   /   l   i   b   /   f   i   r   m   w   a   r
0000020   e  \\n  \\n
root@verdin-imx8mp-15230201:~# echo start > /sys/class/remoteproc/remoteproc0/state
[   98.200202] remoteproc remoteproc0: Direct firmware load for motor.elf failed with error -2
[   98.200404] remoteproc remoteproc0: Boot failed: -2`),
  },
  {
    name: 'a newline in the search path, by echo on an old kernel',
    row: 2,
    also: [1],
    texts: pasted(`[    0.000000] Linux version 5.15.129-6.4.0 (oe-user@oe-host) #1-TorizonCore SMP PREEMPT
# echo /var/fw > /sys/module/firmware_class/parameters/path
# echo start > /sys/class/remoteproc/remoteproc0/state
[   98.200202] remoteproc remoteproc0: Direct firmware load for motor.elf failed with error -2`),
  },
  {
    name: 'a .bin given to remoteproc',
    row: 3,
    texts: pasted(`${loads('motor.bin', 31744)}
[  410.103404] remoteproc remoteproc0: Image is corrupted (bad magic)
[  410.111606] remoteproc remoteproc0: Boot failed: -22`),
  },
  {
    name: "linked at the A53's addresses",
    row: 4,
    texts: pasted(`${loads('motor.elf', 91244)}
[  410.103303] imx-rproc imx8mp-cm7: Translation failed: da = 0x7e0000 len = 0x400
[  410.103404] remoteproc remoteproc0: bad phdr da 0x7e0000 mem 0x400
${refused}`),
  },
  {
    name: '.data behind a large .text',
    row: 5,
    texts: pasted(`${loads('motor.elf', 391244)}
[  410.103303] imx-rproc imx8mp-cm7: Translation failed: da = 0x1c3a8 len = 0x9d20
[  410.103404] remoteproc remoteproc0: bad phdr da 0x1c3a8 mem 0x9d20
${refused}`),
  },
  {
    name: 'a quiet console: only the errors of a segment that crosses',
    row: 5,
    texts: pasted(`[  410.103404] remoteproc remoteproc0: bad phdr da 0x1de00 mem 0xd5a0
[  410.110505] remoteproc remoteproc0: Failed to load program segments: -22`),
  },
  {
    name: 'a DDR image without its region',
    row: 6,
    texts: pasted(`${loads('motor_ddr.elf', 591244)}
[  410.103404] remoteproc remoteproc0: bad phdr da 0x80000000 mem 0x2a8
${refused}`),
  },
  {
    name: 'a segment that fills the ITCM',
    row: 7,
    texts: pasted(`${loads('full.elf', 191244)}
[  410.103303] imx-rproc imx8mp-cm7: Translation failed: da = 0x400 len = 0x1fc00
[  410.103404] remoteproc remoteproc0: bad phdr da 0x400 mem 0x1fc00
${refused}`),
  },
  {
    name: 'no overlay',
    row: 8,
    texts: pasted(`root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
cat: /sys/class/remoteproc/remoteproc0/state: No such file or directory`),
  },
  {
    name: 'a driver that could not probe',
    row: 8,
    texts: pasted(`[    2.810220] imx-rproc imx8mp-cm7: Failed to get clock
[    2.810330] imx-rproc: probe of imx8mp-cm7 failed with error -2
root@verdin-imx8mp-15230201:~# ls /sys/class/remoteproc/remoteproc0
ls: cannot access '/sys/class/remoteproc/remoteproc0': No such file or directory`),
  },
  {
    name: 'a DDR image, mute',
    row: 9,
    texts: pasted(`${loads('motor_ddr.elf', 591244)}
[  410.102101] remoteproc remoteproc0: da = 0x80000000 len = 0x2a8 va = 0x00000000c1f0a811
[  410.102202] remoteproc remoteproc0: da = 0x80000400 len = 0xf010 va = 0x0000000011f0a955
${vdev}
${kick}
${up}`),
  },
  {
    name: 'the banner of the image before',
    row: 10,
    texts: pasted(`[  300.101202] remoteproc remoteproc0: Booting fw image hello_tcm.elf, size 61004
[  300.620202] remoteproc remoteproc0: remote processor imx-rproc is now up
hil-m7 hello-tcm build=00112233445566aa nonce=0badcafe
[  330.101202] remoteproc remoteproc0: stopped remote processor imx-rproc
${loads('motor_ddr.elf', 591244)}
[  410.102101] remoteproc remoteproc0: da = 0x80000000 len = 0x2a8 va = 0x00000000c1f0a811
${up}
hil-m7 hello-tcm build=00112233445566aa nonce=0badcafe`),
  },
  {
    name: 'an M7 that speaks and misses the mailbox',
    row: 11,
    texts: [
      { name: 'dmesg.txt', text: `${loads('zephyr.elf', 1076980)}\n${vdev}\n${kick}\n${up}` },
      { name: 'm7-uart.log', text: '*** Booting Zephyr OS build v3.6.0 ***\nmotor control ready' },
    ],
  },
  {
    name: 'an M7 that stopped answering',
    row: 12,
    texts: pasted(`${up}
[  410.740202] virtio_rpmsg_bus virtio0: creating channel rpmsg-virtual-tty-channel-1 addr 0x1e
[  977.300311] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (1, err:-62)
[  977.410311] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (1, err:-62)`),
  },
  {
    name: 'a freeze inside start, and the watchdog',
    row: 13,
    texts: pasted(`[    0.000000] Linux version 5.15.129-6.4.0 (oe-user@oe-host) #1-TorizonCore SMP PREEMPT
root@verdin-imx8mp-15230201:~# cat /sys/module/clk_imx8mp/parameters/mcore_booted
N
root@verdin-imx8mp-15230201:~# echo start > /sys/class/remoteproc/remoteproc0/state
[   71.100101] remoteproc remoteproc0: powering up imx-rproc
[   71.101202] remoteproc remoteproc0: Booting fw image hello_tcm.elf, size 61004
U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)
Reset cause: WDOG`),
  },
  {
    name: 'a mistyped argument',
    row: 14,
    texts: pasted(`root@verdin-imx8mp-15230201:~# cat /proc/cmdline
root=LABEL=otaroot rootfstype=ext4 quiet ostree=/ostree/boot.1/torizon/77/0 clk-imx8mp.mcore_boot=1
root@verdin-imx8mp-15230201:~# cat /sys/module/clk_imx8mp/parameters/mcore_booted
N`),
  },
  {
    name: 'an argument that stayed in the environment',
    row: 14,
    texts: pasted(`root@verdin-imx8mp-15230201:~# fw_printenv tdxargs
tdxargs=clk-imx8mp.mcore_booted=1
root@verdin-imx8mp-15230201:~# cat /proc/cmdline
root=LABEL=otaroot rootfstype=ext4 quiet logo.nologo ostree=/ostree/boot.1/torizon/77/0`),
  },
  {
    name: 'peripherals without clocks',
    row: 15,
    texts: pasted(`[    0.000000] Linux version 5.15.129-6.4.0 (oe-user@oe-host) #1-TorizonCore SMP PREEMPT
[    0.000000] Kernel command line: root=LABEL=otaroot quiet clk-imx8mp.mcore_booted=1
[    5.700122] spi_imx 30820000.spi: I/O Error in DMA RX: timed out
[    8.200122] imx-i2c 30a20000.i2c: transfer timed out, error -110`),
  },
  {
    name: 'an M7 that U-Boot has started',
    row: 16,
    also: [18],
    texts: pasted(`## Starting auxiliary core stack = 0x20020000, pc = 0x000004DD...
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
attached
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/firmware
unknown`),
  },
  {
    name: 'an upstream TF-A',
    row: 17,
    texts: pasted(`NOTICE:  BL31: v2.8(release):v2.8
[    3.121377] remoteproc remoteproc0: remote processor imx-rproc is now attached
[   44.120101] remoteproc remoteproc0: stopped remote processor imx-rproc
${loads('hello_tcm.elf', 61004)}
[  410.130101] imx-rproc imx8mp-cm7: Failed to enable remote core!
[  410.130202] remoteproc remoteproc0: can't start rproc imx-rproc: -1
[  410.130303] remoteproc remoteproc0: Boot failed: -1`),
  },
  {
    name: "Debian's TF-A, whose banner has no tag, and a stop that it refuses",
    row: 17,
    texts: pasted(`NOTICE:  BL31: v2.12.1(debug):
NOTICE:  BL31: Built : 10:35:07, Mar 14 2025
[    3.121377] remoteproc remoteproc0: remote processor imx-rproc is now attached
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
attached
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/firmware
unknown
[   44.120101] remoteproc remoteproc0: can't stop rproc: -1`),
  },
  {
    name: 'a stop that TF-A does not know, without its banner',
    row: 17,
    texts: pasted(`root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
attached
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/firmware
unknown
[   44.120101] remoteproc remoteproc0: can't stop rproc: -1`),
  },
  {
    name: 'a file named while the core runs',
    row: 18,
    texts: pasted(`root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
running
root@verdin-imx8mp-15230201:~# echo motor.elf > /sys/class/remoteproc/remoteproc0/firmware
-sh: echo: write error: Device or resource busy`),
  },
  {
    name: 'one stop for two starts',
    row: 19,
    texts: pasted(`[    0.000000] Linux version 6.6.54-7.1.0 (oe-user@oe-host) #1-Torizon SMP PREEMPT
root@verdin-imx8mp-15230201:~# echo start > /sys/class/remoteproc/remoteproc0/state
root@verdin-imx8mp-15230201:~# echo start > /sys/class/remoteproc/remoteproc0/state
root@verdin-imx8mp-15230201:~# echo stop > /sys/class/remoteproc/remoteproc0/state
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
running`),
  },
  {
    name: 'a stop of a stopped core',
    row: 20,
    texts: pasted(`root@verdin-imx8mp-15230201:~# echo stop > /sys/class/remoteproc/remoteproc0/state
-sh: echo: write error: Invalid argument
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
offline`),
  },
  {
    name: 'a tty left open over a stop',
    row: 21,
    also: [26],
    texts: pasted(`[  512.100101] remoteproc remoteproc0: stopped remote processor imx-rproc
[  512.300101] virtio_rpmsg_bus virtio0: msg received with no recipient
[  512.410311] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (1, err:-62)
[  513.500101] Unable to handle kernel paging request at virtual address ffff80000a5d2010
[  513.500202] Internal error: Oops: 96000007 [#1] PREEMPT SMP
[  513.500303] pc : virtqueue_get_buf_ctx_split+0x9c/0x150`),
  },
  {
    name: 'no tty after an update',
    row: 22,
    texts: pasted(`[   80.640210] virtio_rpmsg_bus virtio0: creating channel rpmsg-virtual-tty-channel-1 addr 0x1e
root@verdin-imx8mp-15230201:~# ls /dev/ttyRPMSG30
ls: cannot access '/dev/ttyRPMSG30': No such file or directory`),
  },
];
