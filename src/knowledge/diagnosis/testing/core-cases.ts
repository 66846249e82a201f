import { type DiagnosisCase, pasted } from './case.ts';

const started =
  '[   61.100101] remoteproc remoteproc0: powering up imx-rproc\n[   61.101310] remoteproc remoteproc0: Booting fw image app.elf, size 74100\n';

/** What the kernel's remoteproc core, the firmware itself and the tools around it say. */
export const coreCases: readonly DiagnosisCase[] = [
  {
    name: 'a mailbox whose driver is not there',
    row: 68,
    texts: pasted(
      "[   31.200001] remoteproc remoteproc2: powering up 5c00000.r5f\n[   31.200101] platform 5c00000.r5f: mbox_request_channel failed: -517\n[   31.200201] remoteproc remoteproc2: can't start rproc 5c00000.r5f: -16",
    ),
  },
  {
    name: 'a mailbox channel that the node has not',
    row: 68,
    texts: pasted('[    2.100001] imx-rproc imx8mp-cm7: failed to request mbox tx chan, ret -19'),
    also: [8],
  },
  {
    name: 'an ELF that was cut off',
    row: 69,
    texts: pasted(
      `${started}[   61.102000] remoteproc remoteproc0: truncated fw: need 0x9c00 avail 0x8000\n[   61.103000] remoteproc remoteproc0: Failed to load program segments: -22\n[   61.104000] remoteproc remoteproc0: Boot failed: -22`,
    ),
  },
  {
    name: 'an object file that was never linked',
    row: 69,
    texts: pasted(
      `${started}[   61.102000] remoteproc remoteproc0: No loadable segments\n[   61.104000] remoteproc remoteproc0: Boot failed: -22`,
    ),
  },
  {
    name: "a core's own watchdog",
    row: 70,
    texts: pasted(
      '[  501.100001] remoteproc remoteproc0: crash detected in m4: type watchdog\n[  501.100101] remoteproc remoteproc0: handling crash #1 in m4\n[  501.100201] remoteproc remoteproc0: recovering m4',
    ),
  },
  {
    name: 'an assertion of the firmware',
    row: 71,
    texts: [
      {
        name: 'm7.log',
        text: 'RPMSG Ping-Pong FreeRTOS RTOS API Demo...\nASSERT ERROR " (my_rpmsg) ": file "main_remote.c" Line "101" function name "app_task"',
      },
    ],
  },
  {
    name: "Zephyr's fatal handler",
    row: 71,
    texts: pasted(
      '*** Booting Zephyr OS build v3.6.0 ***\n[00:00:00.010,000] <err> os: ***** BUS FAULT *****\n[00:00:00.010,000] <err> os: >>> ZEPHYR FATAL ERROR 25: Unknown error on CPU 0',
    ),
  },
  { name: 'an errno and nothing else', row: 72, texts: pasted(`${started}[   61.104000] remoteproc remoteproc0: Boot failed: -22`) },
  {
    name: 'a start that finds no device',
    row: 72,
    texts: pasted(
      "[   71.100000] remoteproc remoteproc0: powering up imx-rproc\n[   71.110000] remoteproc remoteproc0: can't start rproc imx-rproc: -19",
    ),
  },
  {
    name: 'a core that Linux may not stop',
    row: 77,
    texts: pasted("[  121.100000] remoteproc remoteproc0: can't stop rproc: -95\n-sh: echo: write error: Operation not supported"),
  },
  {
    name: 'a start that the shell alone tells of',
    row: 1,
    texts: pasted(
      'root@imx8mpevk:~# echo start > /sys/class/remoteproc/remoteproc0/state\n-sh: echo: write error: No such file or directory',
    ),
  },
  {
    name: 'go on the A-core',
    row: 73,
    texts: pasted('u-boot=> go 0x7e0000\n## Starting application at 0x007E0000 ...\n"Synchronous Abort" handler, esr 0x8600000f'),
  },
  {
    name: 'bootelf on the A-core',
    row: 73,
    texts: pasted(
      'I loaded the ELF of my M4 example and typed bootelf in U-Boot.\n"Error" handler, esr 0xbf000000\nelr: 0000000080891258 lr : 000000008089159c',
    ),
  },
  {
    name: 'a debugger that finds no core',
    row: 74,
    texts: pasted('I want to debug the M7.\nConnecting to target via JTAG\nCould not connect to target.'),
  },
  {
    name: 'a debugger, in words',
    row: 74,
    texts: pasted('On our iMX8MP board J-Link cannot connect to the M7 before U-Boot has started it.'),
  },
  { name: 'suspend', row: 75, texts: pasted('On the i.MX8MM the M4 firmware freezes as soon as Linux enters suspend.') },
  {
    name: 'messages that nobody takes',
    row: 76,
    texts: pasted('[  612.100000] virtio_rpmsg_bus virtio0: timeout waiting for a tx buffer'),
  },
];
