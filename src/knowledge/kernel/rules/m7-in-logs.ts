import { m7Fault } from './m7.ts';
import type { HeadlineRule } from './rule.ts';

const front = String.raw`^(?:(?:<\w{3}>|[EWID]:) )?(?:[a-z][\w.-]*: )?`;

/** What a small core says when it dies, where nobody knows whose log it is: only what nothing but a fault handler prints. */
export const m7LogRules: readonly HeadlineRule[] = [
  {
    ...m7Fault,
    headline: new RegExp(String.raw`${front}(?:>+ )?ZEPHYR FATAL ERROR (?<number>\d+): (?<what>[^\r\n]{1,60})`),
    words: ['ZEPHYR FATAL ERROR'],
    title: 'm7-fault: Zephyr {what}',
    test: '<err> os: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0',
  },
  {
    ...m7Fault,
    // The character in front is what the line's start cost on the wire.
    headline: new RegExp(
      String.raw`${front}\W{0,3}\*{3,} (?:(?<what>HARD|MPU|BUS|USAGE|SECURE|DEBUG MONITOR|Reserved Exception)(?: FAULT)? (?:\([^)]*\) )?\*{3,}|ASSERTION FAIL)|^\*\* FATAL EXCEPTION$|^ASSERTION FAIL \[`,
    ),
    words: [' FAULT *', 'ASSERTION FAIL', 'MONITOR *', 'Exception *', '** FATAL EXC'],
    title: 'm7-fault[: {what} fault]',
    test: '<err> os: ***** BUS FAULT *****',
  },
  {
    ...m7Fault,
    headline:
      /^\W{0,4}(?:(?:\w+: )?(?<what>Hard ?Fault|Mem ?Manage|Bus ?Fault|Usage ?Fault)\w*\b.*\b(?:CFSR|HFSR|PC|pc) ?[:=] ?(?:0x)?[\da-fA-F]{6,8}|(?:CFSR|HFSR) ?[:=] ?0x[\da-fA-F]{8}\b)/i,
    words: [
      'CFSR=0x',
      'CFSR: 0x',
      'CFSR = 0x',
      'HFSR=0x',
      'HFSR: 0x',
      'HFSR = 0x',
      'ardFault',
      'ard Fault',
      'usFault',
      'sageFault',
      'emManage',
    ],
    title: 'm7-fault[: {what}]',
    test: 'HardFault_Handler: CFSR=0x00008200 HFSR=0x40000000 PC=0x1ffe0412',
  },
  {
    ...m7Fault,
    // FreeRTOS' hook as vendors write it, asserts of NXP's SDK, the panic handler of ESP-IDF.
    headline:
      /^(?:\*+ ?ERROR ?\*+ A stack overflow in task (?<task>\S+) has been detected|ASSERT ERROR " |Guru Meditation Error: Core +\d+ panic'ed|vApplication(?:StackOverflow|MallocFailed)Hook\b(?! ?\()|abort\(\) was called at PC 0x[\da-f]{8}|assert failed: \w+ \S+:\d+ \()/,
    words: [
      'A stack overflow in',
      'ASSERT ERROR "',
      'Guru Meditation Error',
      'vApplicationStack',
      'vApplicationMalloc',
      'abort() was called',
      'assert failed: ',
    ],
    title: 'm7-fault[: stack of task {task} overflowed]',
    test: 'ASSERT ERROR " rpmsg_queue != 0 ": file "rpmsg_lite.c" Line "412" function name "rpmsg_queue_rx_cb"',
  },
];
