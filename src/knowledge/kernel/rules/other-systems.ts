import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, frame: 'none' } as const;
const panic = { ...fatal, kind: 'panic', from: 'firmware', continues: ['panic'] } as const;
const small = { ...fatal, kind: 'm7-fault', from: 'firmware', continues: ['m7-fault'] } as const;

/** What other systems say when they die, in a log whose runner nobody knows: BSDs, illumos, macOS, QNX, NuttX, RT-Thread, VxWorks, and loaders of small cores. */
export const otherSystemRules: readonly HeadlineRule[] = [
  {
    ...panic,
    headline:
      /^(?:\[\d+\] |(?:\S+\t+){1,3}(?=panic: ))?(?:panic\[cpu\d+\]\/thread=|panic\(cpu \d+ caller 0x|Fatal trap \d+: |fatal (?:page fault|user trap|protection fault|kernel trap|breakpoint trap)\b.* in (?:supervisor|kernel) mode|BAD TRAP: type=|(?:kernel: )?(?<trap>[a-z][a-z ]{2,30}) (?:trap|fault), code=\d|panic: (?:(?:kernel )?(?:page fault|trap|diagnostic assertion|double fault|data abort|stack overflow|general protection)|vm_fault|vinvalbuf|vref|ffs_|ufs_|zfs|solaris assert|VERIFY|uvm_|pool_|mutex |lock |sleeping|sleepq|blockable|_mtx_|__rw_|rw_|spin lock|deadlres|malloc|free: |mbuf|m_|tcp_|ip_|Bad |bad |Assertion |Fatal |Unhandled |Unknown |unhandled |init died|Going nowhere|cannot mount root|root filesystem|no init|integer divide|privileged instruction|address alignment|undefined instruction))/,
    words: ['panic[cpu', 'panic(cpu ', 'Fatal trap ', 'supervisor mode', ' in kernel mode', 'BAD TRAP: type', ', code=', 'panic: '],
    onlyAtStart: true,
    title: 'panic: another kernel[: {trap}]',
    test: 'Fatal trap 12: page fault while in kernel mode',
  },
  {
    ...panic,
    // What the debuggers of the BSDs print behind any panic. Linux has a vpanic() too, and names its size behind a slash.
    headline:
      /^(?:\[\d+\] |(?:\S+\t+){1,3})?(?:KDB: enter: panic|(?:#\d+ 0x[\da-f]+ at )?vpanic(?:\(\) at \w+)?\+0x[\da-f]+(?![\da-f/])|Stopped (?:at|in pid \d+\.\d+ \(\w+\) at) +[\w:.]+\+0x[\da-f]+:)/,
    words: ['KDB: enter: panic', 'vpanic+0x', 'vpanic() at', 'Stopped at ', 'Stopped in pid'],
    onlyAtStart: true,
    title: 'panic: another kernel',
    test: 'KDB: enter: panic',
  },
  {
    ...panic,
    // QNX: procnto's shutdown, with signal, code and fault.
    headline: /^Shutdown\[\d+,\d+\] S\/C\/F=\d+\/\d+\/\d+ C\/D=/,
    words: ['Shutdown['],
    title: 'panic: QNX shutdown',
    test: 'Shutdown[0,0] S/C/F=11/1/11 C/D=ffff8000600a2b14/ffff80006012f2d8 state(c0)= now lock',
  },
  {
    ...small,
    // NuttX arch/*/src/common, sched/misc/assert.c, and PX4's log of it
    headline:
      /^Type: ?(?:Hard Fault|Assertion failed) in file:|^(?:\[\d+\] )?(?:\[CPU\d+\] )?(?:(?:up|dump|arm|arm64|riscv|xtensa|x86)?_?\w{0,24}: )?(?:Assertion failed (?:panic|:|at file)|PANIC!{3}|(?:Prefetch|Data|Undefined|Undef) (?:abort|instruction)\. (?:PC|at)|EXCEPTION: \w[\w ]+\. +MCAUSE|Hard Fault(?: escalation)?:?$)/,
    words: [
      'Assertion failed ',
      'Type:Hard Fault',
      'Type:Assertion',
      'PANIC!!!',
      ' abort. PC',
      ' instruction at',
      'EXCEPTION: ',
      ': Hard Fault',
    ],
    onlyAtStart: true,
    title: 'm7-fault: NuttX',
    test: 'arm_prefetchabort: Prefetch abort. PC: 10801a44 IFAR: 10801a44 IFSR: 0000000d',
  },
  {
    ...small,
    // RT-Thread libcpu/*/*.c, src/kservice.c; VxWorks excLib.
    headline:
      /^(?:(?:hard|bus|usage|memory) fault on (?:thread|handler)|\(.{2,120}\) assertion failed at function:|(?:software|undefined|prefetch abort|data abort) (?:interrupt|exception|abort)?.*\bshutdown\.\.\.|Exc(?:eption)? (?:Program Counter|Task: )|[Pp]rogram [Cc]ounter: +0x[\da-f]{8}$)/,
    words: [
      'fault on thread',
      'fault on handler',
      'assertion failed at',
      'shutdown...',
      'Exc Task: ',
      'Exception Program',
      'rogram counter: ',
      'rogram Counter: ',
    ],
    title: 'm7-fault: thread',
    test: 'hard fault on thread: main',
  },
  {
    ...fatal,
    kind: 'boot-failure',
    severity: 'error',
    from: 'firmware',
    continues: ['boot-failure'],
    // MCUboot, boot ROMs and first loaders, each with its own words for the same: there is no image, and it stays here.
    headline:
      /^(?:<\w{3}> |\[\w{1,8}\] ?|[EWC][:>] )?(?:[\w.-]{2,24}: ?){0,2}(?:(?:ERROR|Error|E): ?)?(?:(?:[Uu]nable|[Ff]ail(?:ed|s)?|[Cc]ould ?n[o']t|[Cc]annot|[Cc]an't|[Ff]ailed) ?(?:to )?(?:find|load|boot|locate|start|prepar\w+|jump to|read|verify) (?:[\w-]+ ){0,4}(?:bootable (?:image|device|partition)|valid (?:image|firmware|kernel)|second boot|next (?:boot )?stage|boot image|boot ?loader|bl3\d|uboot|atf|optee)\b|[Nn]o (?:valid|bootable) (?:[\w-]+ ){0,3}(?:images?|slots?|firmware|boot ?loader|app(?:lication)?s?)\b(?: (?:found|available|in|on)\b|[!.]|$)|(?:toc1?|boot[01]|fip|package|image|header) [Mm]agic (?:error|mismatch|is (?:wrong|invalid))|(?:[Bb][Ll]\w{1,3}|[Bb]oot\w*|image|header|u-?boot|fip|toc\d?|firmware|kernel) (?:image |header |data )?(?:check|verif\w+|auth\w+|crc|checksum|hash|signature)(?: check)? (?:fail\w*|error|mismatch)\b)/,
    words: [
      ' bootable',
      'valid image',
      'valid firmware',
      'valid kernel',
      'second boot',
      'next stage',
      'next boot stage',
      'boot image',
      'load bootloader',
      'find bootloader',
      ' check fail',
      ' verify fail',
      'checksum error',
      'checksum mismatch',
      ' crc error',
      ' hash error',
      'signature error',
      ' magic error',
      ' magic mismatch',
      'magic is ',
      'No valid ',
      'no valid ',
    ],
    onlyAtStart: true,
    title: 'boot-failure: the boot loader has nothing to start',
    test: '<err> mcuboot: Unable to find bootable image',
  },
  {
    kind: 'warning',
    severity: 'warning',
    endsScenario: false,
    frame: 'none',
    from: 'firmware',
    continues: ['warning'],
    // FreeBSD's sys/compat/linuxkpi: the words between are the condition, which Linux does not print so.
    headline: /^WARNING (?<what>\S.{1,160}) failed at (?<file>\S{1,200}\.[chS]):\d+$/,
    words: [' failed at '],
    onlyAtStart: true,
    title: 'warning: another kernel: {what}',
    test: 'WARNING !drm_modeset_is_locked(&crtc->mutex) failed at drivers/gpu/drm/drm_atomic_helper.c:577',
  },
];
