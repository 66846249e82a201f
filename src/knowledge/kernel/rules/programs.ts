import type { HeadlineRule } from './rule.ts';

const info = { severity: 'info', endsScenario: false, frame: 'none' } as const;

/** Programs that die: the kernel's notice (arch/x86/mm/fault.c, kernel/signal.c), systemd-coredump, and test programs themselves. */
export const programRules: readonly HeadlineRule[] = [
  {
    ...info,
    kind: 'user-crash',
    headline: /^(?<task>[^[\s][^[]{0,40})\[\d+\]: (?:segfault at |unhandled (?:signal|exception|page fault|level \d))/,
    words: ['segfault at', ']: unhandled '],
    title: 'user-crash: {task}',
    test: 'weston[512]: segfault at 10 ip 0000aaaab3c41234 sp 0000ffffe1234560 error 4 in weston[aaaab3c00000+80000]',
  },
  {
    kind: 'user-crash',
    severity: 'error',
    endsScenario: true,
    frame: 'none',
    // arch/x86/kernel/traps.c: without its first process nothing goes on.
    headline: /^traps: (?<task>[^[\s][^[]{0,40})\[1\] (?:general protection|trap |[a-z][\w -]{2,30} fault).{0,20} ip:[\da-f]+ sp:/,
    words: ['[1] general prot', '[1] trap ', '[1] segment', '[1] stack segment'],
    title: 'user-crash: {task}',
    test: 'traps: systemd[1] general protection fault ip:7f20b1c912bd sp:7ffd33e18010 error:0 in libc.so.6[7f20b1c2f000+159000]',
  },
  {
    ...info,
    kind: 'user-crash',
    headline:
      /^(?:(?:\S+ )?systemd-coredump\[\d+\]: |Message: )?(?:\[\S{1,8}\] )?Process \d+ \((?<task>[^)]*)\) of user \d+ (?:dumped core|terminated abnormally)/,
    words: ['of user '],
    title: 'user-crash: {task}',
    from: 'program',
    test: 'systemd-coredump[731]: Process 512 (weston) of user 1000 dumped core.',
  },
  {
    ...info,
    kind: 'user-crash',
    // src/core/service.c: what the kernel has ended by a signal and dumped.
    headline:
      /^(?:(?:\S+ )?systemd\[\d+\]: )?(?<task>[\w@.:\\-]+\.service): (?:Main process exited, code=dumped, status=\d+\/(?:SEGV|BUS|ILL|FPE|SYS)|Watchdog timeout \(limit |Failed with result '(?:watchdog|core-dump)')/,
    words: ['code=dumped', 'Watchdog timeout (', "result 'watchdog'", "result 'core-dump'"],
    continues: ['user-crash'],
    title: 'user-crash: {task}',
    from: 'program',
    test: 'systemd[1]: kiosk.service: Main process exited, code=dumped, status=11/SEGV',
  },
  {
    ...info,
    kind: 'user-crash',
    // OP-TEE core/arch/arm/kernel/abort.c: what a trusted application did is no failure of the core.
    headline: /^(?:E\/TC:\S+ \d+ |ERROR: +TEE-CORE: )(?:[Uu]ser TA|User mode) (?<what>data|prefetch|undef)-abort at address /,
    words: ['ser TA data-abort', 'ser TA prefetch-abort', 'ser TA undef-abort', 'User mode '],
    title: 'user-crash: trusted application, {what} abort',
    from: 'firmware',
    test: 'E/TC:? 0 User mode data-abort at address 0x0 (translation fault)',
  },
  {
    ...info,
    kind: 'user-crash',
    // arch/arm/mm/fault.c names no process number.
    headline: /^(?<task>[^:[\s][^:[]{0,15}): unhandled page fault \(\d+\) at 0x/,
    words: [': unhandled page'],
    title: 'user-crash: {task}',
    test: 'qtapp: unhandled page fault (11) at 0x00000010, code 0x017',
  },
  {
    ...info,
    kind: 'user-crash',
    // arch/arm/kernel/traps.c
    headline: /^(?<task>[^:[\s][^:[]{0,15}) \(\d+\): undefined instruction: pc=/,
    words: ['undefined instruction: pc'],
    title: 'user-crash: {task}',
    test: 'qtapp (1234): undefined instruction: pc=b6f4d000',
  },
  {
    ...info,
    kind: 'user-crash',
    // arch/mips/mm/fault.c names the function that prints it.
    headline: /^(?:__)?do_page_fault\(\)(?: #\d+)?: sending SIG(?:SEGV|BUS) to (?<task>.{1,16}?) for invalid /,
    words: ['do_page_fault()'],
    title: 'user-crash: {task}',
    test: 'do_page_fault(): sending SIGSEGV to collectd for invalid read access from 00000004',
  },
  {
    ...info,
    kind: 'user-crash',
    headline: /^potentially unexpected fatal signal (?<signal>\d+)\./,
    words: ['unexpected fatal signal'],
    title: 'user-crash: signal {signal}',
    test: 'potentially unexpected fatal signal 11.',
  },
  {
    ...info,
    kind: 'user-crash',
    // What a shell says of its child, glibc of its heap and stack, and Android's debuggerd of both.
    headline:
      /^(?:(?:\S+: line \d+: +\d+ |\[\d+\]\+? +\d* *)?(?:Segmentation fault|Bus error|Illegal instruction)(?: +\(core dumped\).*)?$|\*{3} stack smashing detected \*{3}|(?:\S+: )?(?:double free or corruption|malloc\(\): (?:corrupted|invalid|unaligned|memory corruption)|free\(\): (?:invalid|double free)|corrupted (?:size vs|double-linked))|Fatal signal \d+ \((?<signal>SIG\w+)\)|(?:F DEBUG +: |DEBUG +: |pid: \d+.*)?signal \d+ \((?<other>SIG(?:SEGV|BUS|ABRT|ILL|FPE))\), code )/,
    words: [
      'Segmentation fault',
      'Bus error',
      'Illegal instruction',
      'stack smashing',
      'double free or',
      'malloc(): ',
      'free(): ',
      'corrupted size vs',
      'corrupted double',
      'Fatal signal ',
      ' (SIGSEGV), code',
      ' (SIGBUS), code',
      ' (SIGABRT), code',
      ' (SIGILL), code',
      ' (SIGFPE), code',
    ],
    from: 'program',
    onlyAtStart: true,
    title: 'user-crash[: {signal}{other}]',
    continues: ['user-crash'],
    test: 'Segmentation fault (core dumped)',
  },
  {
    ...info,
    kind: 'harness',
    headline:
      /^(?:fatal error: (?:runtime|all goroutines|concurrent map|unexpected signal|stack overflow|sync: |sweep|found bad|schedule: |bad |missing )|panic: runtime error: |goroutine \d+ (?:gp=\S+ )?(?:m=\S+ )?(?:mp=\S+ )?\[[^\]]+\]:)/,
    words: ['fatal error: ', 'panic: runtime error', 'goroutine '],
    title: 'harness: Go program panicked',
    from: 'program',
    continues: ['harness'],
    test: 'goroutine 1 [running]:',
  },
  {
    ...info,
    kind: 'harness',
    headline: /^(?<what>SYZFAIL|SYZFATAL): /,
    words: ['SYZFAIL', 'SYZFATAL'],
    title: 'harness: {what}',
    from: 'program',
    test: 'SYZFATAL: executor 4 failed 11 times',
  },
];
