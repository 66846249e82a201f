import type { HeadlineRule } from './rule.ts';

export const m7Fault = {
  kind: 'm7-fault',
  severity: 'fatal',
  endsScenario: true,
  frame: 'none',
  from: 'firmware',
  continues: ['m7-fault'],
} as const;

/**
 * What an M7 says on its own UART when it dies: fault handlers of Cortex-M (ARMv7-M B1.5), the dumps of Zephyr (arch/arm/core/cortex_m/fault.c, kernel/fatal.c),
 * FreeRTOS hooks, RT-Thread (libcpu/arm/cortex-m7/cpuport.c), panics of Rust, and asserts of newlib, FreeRTOS and NXP's SDK.
 */
export const m7Rules: readonly HeadlineRule[] = [
  {
    ...m7Fault,
    headline: /hil-m7 (?<image>\S+) fault nonce=/,
    words: [' fault nonce='],
    title: 'm7-fault: exception in {image}',
    test: 'hil-m7 tcm-hello fault nonce=1234abcd',
  },
  {
    ...m7Fault,
    headline: /ZEPHYR FATAL ERROR (?<number>\d+): (?<what>[^\r\n]{1,60})/,
    words: ['ZEPHYR FATAL ERROR'],
    title: 'm7-fault: Zephyr {what}',
    test: '[00:00:12.345,000] <err> os: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0',
  },
  {
    ...m7Fault,
    headline: /\*{3,} (?<what>HARD|MPU|BUS|USAGE|SECURE|DEBUG MONITOR|Reserved Exception)(?: FAULT)? \*{3,}|\*{3,} ASSERTION FAIL/i,
    words: ['***'],
    title: 'm7-fault[: {what} fault]',
    test: '[00:00:12.345,000] <err> os: ***** BUS FAULT *****',
  },
  {
    ...m7Fault,
    headline:
      /\b(?<what>hard ?fault|mem(?:ory )?manage(?:ment)?[ _]?fault|bus ?fault|usage ?fault|nmi)(?:[ _]?handler\b|\s*(?:!|:|\(|exception\b|occurred\b|at\b|on (?:thread|handler)\b|$)|,? (?:CFSR|HFSR|PC|in)\b)/i,
    words: ['ault', 'AULT', 'NMI', 'nmi'],
    title: 'm7-fault: {what}',
    test: 'HardFault_Handler: CFSR=0x00008200 HFSR=0x40000000 PC=0x1ffe0412',
  },
  {
    ...m7Fault,
    headline: /\b(?<what>CFSR|HFSR|MMFAR|BFAR)\s*[:=]\s*(?:0x)?[0-9a-f]{2,8}\b/i,
    words: ['CFSR', 'HFSR', 'MMFAR', 'BFAR', 'cfsr', 'hfsr', 'mmfar', 'bfar'],
    title: 'm7-fault: fault registers dumped',
    test: '  CFSR: 0x00008200',
  },
  {
    ...m7Fault,
    headline:
      /\b(?<what>stack overflow|malloc failed)\b(?! (?:check|protection|detection|guard|hook|test))|vApplication(?:StackOverflow|MallocFailed)Hook/i,
    words: ['verflow', 'VERFLOW', 'alloc failed', 'MallocFailed'],
    title: 'm7-fault[: {what}]',
    test: 'Stack overflow in task RPMSG',
  },
  {
    ...m7Fault,
    headline: /\bASSERT(?:ION)? (?:ERROR|FAILED?)\b|^assertion ".*" failed: file "|\bassert(?:ion)? failed\b/i,
    words: ['ssert', 'SSERT'],
    title: 'm7-fault: assertion failed',
    test: 'ASSERT ERROR " rpmsg_queue != 0 ": file "rpmsg_lite.c" Line "412"',
  },
  {
    ...m7Fault,
    // core::panic::PanicMessage of Rust, before and since 1.73; panic-probe and RTT write it behind a level of defmt.
    headline: /^(?:(?:\S+ )?ERROR )?panicked at (?:'[^']*', )?(?<where>\S+\.rs:\d+:\d+)/,
    words: ['panicked at '],
    title: 'm7-fault: Rust panicked at {where}',
    test: 'panicked at src/main.rs:42:9:',
  },
];
