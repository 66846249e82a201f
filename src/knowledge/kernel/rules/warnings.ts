import type { HeadlineRule } from './rule.ts';

const warning = { severity: 'warning', endsScenario: false } as const;

/** kernel/panic.c `__warn` in its three forms; other text that begins with WARNING: is not a report. */
export const warningRules: readonly HeadlineRule[] = [
  {
    ...warning,
    kind: 'warning',
    headline:
      /^WARNING: (?:CPU: (?<cpu>\d+) PID: -?\d+ )?at ?(?<file>[^\s:]+):(?<line>\d+)(?: (?:\[\w+\] )?(?<frame>[A-Za-z_][\w.$]*)(?:\+0x|\(\)|$))?/,
    words: ['WARNING: CPU: ', 'WARNING: at'],
    title: 'warning[ in {frame}]',
    frame: 'fault',
    test: 'WARNING: CPU: 1 PID: 4074 at fs/proc/generic.c:330 proc_register+0x2a4/0x370',
  },
  {
    ...warning,
    kind: 'warning',
    // A kernel without the table of bugs knows no file.
    headline: /^WARNING: (?:CPU: (?<cpu>\d+) PID: -?\d+ )?at (?:(?<frame>[A-Za-z_][\w.$]*)\+0x|[\da-f]{8,16} \[verbose)/,
    words: ['WARNING: CPU: ', 'WARNING: at'],
    title: 'warning[ in {frame}]',
    frame: 'fault',
    test: 'WARNING: CPU: 1 PID: 4074 at fec_enet_open+0x2a4/0x370',
  },
  {
    ...warning,
    kind: 'warning',
    // net/sched/sch_generic.c, of a driver that returns what no driver may.
    headline: /^BUG (?<what>\w+) code -?\d+ qlen \d+/,
    words: [...'0123456789'].map((digit) => `${digit} qlen `),
    title: 'warning: transmit of {what} returns nonsense',
    frame: 'none',
    test: 'BUG eth0 code 7 qlen 12',
  },
  {
    ...warning,
    kind: 'warning',
    headline:
      /^WARNING: (?:\[[^\]]*\] )?(?:(?<file>[^\s:]+\.[chS]):(?<line>\d+) )?at (?:(?<frame>[A-Za-z_][\w.$]*)|0x)\S*, CPU#(?<cpu>\d+): (?<task>.+)\/\d+/,
    words: ['WARNING: '],
    title: 'warning[ in {frame}]',
    frame: 'fault',
    test: 'WARNING: kernel/sched/core.c:1234 at set_task_cpu+0x1c/0x240, CPU#0: kworker/0:1/31',
  },
  {
    ...warning,
    kind: 'warning',
    headline: /^WARNING: (?<what>kernel stack (?:regs|frame pointer)|unrecognized unwind stack type|can't access registers)/,
    words: ['WARNING: '],
    title: 'warning: {what} has bad value',
    frame: 'none',
    test: "WARNING: kernel stack regs at ffff88003e1f7f40 in migration/1:14 has bad 'bp' value ffffffff85632fb0",
  },
  {
    ...warning,
    kind: 'warning',
    // A function's name alone, as logs that were filtered to one line keep it.
    headline: /^WARNING: (?<frame>[a-z_]\w+)$/,
    onlyAtStart: true,
    words: ['WARNING: '],
    title: 'warning in {frame}',
    frame: 'none',
    test: 'WARNING: usb_submit_urb',
  },
  {
    ...warning,
    kind: 'warning',
    // WARN_ON of powerpc and of kernels before 2.6.27.
    headline: /^Badness at (?<file>[^\s:]+):\d+|^Badness in (?<frame>\w+) at /,
    words: ['Badness '],
    title: 'warning[ in {frame}]',
    frame: 'fault',
    test: 'Badness at drivers/net/ethernet/freescale/fec_main.c:1234',
  },
  {
    ...warning,
    kind: 'warning',
    headline:
      /^(?<what>RTNL: assertion failed|IRQ handler type mismatch|sysctl table check failed|kobject: '?.{1,40} \(\S+\): (?:tried to init an initialized|is not initialized))/,
    words: ['RTNL: assertion', 'IRQ handler type', 'sysctl table check', 'kobject: '],
    title: 'warning: {what}[ in {frame}]',
    frame: 'trace',
    test: 'RTNL: assertion failed at net/ipv4/devinet.c (1076)',
  },
  {
    ...warning,
    kind: 'warning',
    // net/core/dev.c
    headline: /^(?<dev>[\w.@-]{1,16}): hw csum failure$/,
    words: ['hw csum failure'],
    title: 'warning: hardware checksum of {dev} is wrong[ in {frame}]',
    frame: 'trace',
    test: 'eth0: hw csum failure',
  },
  {
    ...warning,
    kind: 'warning',
    headline: /^sysfs: cannot create duplicate filename '/,
    words: ['sysfs: cannot create'],
    title: 'warning: duplicate file in sysfs[ in {frame}]',
    frame: 'trace',
    test: "sysfs: cannot create duplicate filename '/class/remoteproc/remoteproc0'",
  },
  {
    ...warning,
    kind: 'warning',
    headline: /^NETDEV WATCHDOG: (?:(?:\S+?:? ?\((?<driver>[^)]*)\): )transmit queue(?! \d+ timed out (?!\d))|\w+: transmit timed out)/,
    words: ['NETDEV WATCHDOG'],
    title: 'warning: transmit queue[ of {driver}] timed out',
    frame: 'none',
    continues: ['warning'],
    test: 'NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out 5004 ms',
  },
];
