import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, frame: 'none', kind: 'firmware-abort', from: 'firmware' } as const;

/** What runs before and beside Linux: U-Boot arch/arm/lib/interrupts*.c, TF-A bl31/aarch64/crash_reporting.S, OP-TEE core/kernel/panic.c, Trusty. */
export const firmwareRules: readonly HeadlineRule[] = [
  {
    ...fatal,
    headline: /^"(?<what>Synchronous Abort|Error|Irq|Fiq|Bad \w+)" handler, esr /,
    words: ['" handler, esr'],
    title: 'firmware-abort: U-Boot {what}',
    test: '"Synchronous Abort" handler, esr 0x96000210',
  },
  {
    ...fatal,
    headline: /^(?<what>data abort|prefetch abort|undefined instruction)$/,
    words: ['data abort', 'prefetch abort', 'undefined instruction'],
    title: 'firmware-abort: U-Boot {what}',
    test: 'data abort',
  },
  {
    ...fatal,
    headline: /^### ERROR ### Please RESET the board ###/,
    words: ['Please RESET the board'],
    title: 'firmware-abort: U-Boot hang',
    continues: ['firmware-abort'],
    test: '### ERROR ### Please RESET the board ###',
  },
  {
    ...fatal,
    headline: /^SPL: failed to boot from all boot devices/,
    words: ['failed to boot from all'],
    title: 'firmware-abort: SPL finds nothing to boot',
    test: 'SPL: failed to boot from all boot devices',
  },
  {
    ...fatal,
    headline: /^(?:PANIC at PC ?:|PANIC in EL3)/,
    words: ['PANIC at PC', 'PANIC in EL3'],
    title: 'firmware-abort: TF-A panic',
    continues: ['firmware-abort'],
    test: 'PANIC at PC : 0x0000000000977d8c',
  },
  {
    ...fatal,
    headline: /^(?:ERROR: +)?Unhandled (?<what>Exception in EL\d|External Abort received|Exception from EL\d)/,
    words: ['Unhandled Exception', 'Unhandled External'],
    title: 'firmware-abort: TF-A unhandled {what}',
    test: 'Unhandled Exception in EL3.',
  },
  {
    ...fatal,
    headline: /^ASSERT: (?:File )?(?<file>[\w./-]+)(?::| Line )\d+/,
    words: ['ASSERT: '],
    title: 'firmware-abort: TF-A assert in {file}',
    test: 'ASSERT: plat/imx/imx8m/gpc_common.c:365',
  },
  {
    ...fatal,
    headline:
      /^E\/TC:\S+ (?:\d+ )?(?:Panic(?: '(?<what>[^']*)')? at (?<file>\S+?):\d+|Core (?<abort>data-abort|prefetch-abort|undef-abort))/,
    words: ['E/TC:'],
    title: 'firmware-abort: OP-TEE[ panic {what}][ in {file}][ {abort}]',
    test: "E/TC:0 0 Panic 'unhandled pageable abort' at core/arch/arm/kernel/abort.c:581 <abort_handler>",
  },
  {
    ...fatal,
    headline: /^(?:trusty: )?panic(?: \(caller|: (?:ASSERT FAILED|failed\())/,
    words: ['panic (caller', 'panic: ASSERT', 'panic: failed('],
    title: 'firmware-abort: Trusty panic',
    test: 'trusty: panic (caller 0xffffffffe000fbb8): ASSERT FAILED at (trusty/kernel/lib/trusty/ipc.c:472): !list_in_list(&chan->node)',
  },
];
