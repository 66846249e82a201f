import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, frame: 'none', kind: 'firmware-abort', from: 'firmware' } as const;

/** What runs before and beside Linux: U-Boot arch/arm/lib/interrupts*.c, TF-A bl31/aarch64/crash_reporting.S, OP-TEE core/kernel/panic.c, Trusty. */
export const firmwareRules: readonly HeadlineRule[] = [
  {
    ...fatal,
    // A forum's software makes its quotes round.
    headline: /^["“](?<what>Synchronous Abort|Error|Irq|Fiq|Bad \w+)["”] handler, esr /,
    words: [' handler, esr'],
    title: 'firmware-abort: U-Boot {what}',
    test: '"Synchronous Abort" handler, esr 0x96000210',
  },
  {
    ...fatal,
    // Also behind what U-Boot has printed of a line before it stumbled: `Net:   `.
    headline: /^(?:[A-Z][\w ]{1,9}: {2,})?(?<what>data abort|prefetch abort|undefined instruction|software interrupt)$/,
    words: ['data abort', 'prefetch abort', 'undefined instruction', 'software interrupt'],
    onlyAtStart: true,
    title: 'firmware-abort: U-Boot {what}',
    test: 'data abort',
  },
  {
    ...fatal,
    headline: /^\W{0,4}(?:### ERROR ### )?Please (?:RESET|[Rr]eset) (?:the )?[Bb]oard\b/,
    words: ['Please RESET', 'Please Reset ', 'Please reset '],
    title: 'firmware-abort: U-Boot hang',
    continues: ['firmware-abort'],
    test: '### ERROR ### Please RESET the board ###',
  },
  {
    ...fatal,
    headline: /^SPL: (?:failed to boot from all boot devices|Unsupported Boot Device)/,
    words: ['failed to boot from all', 'Unsupported Boot Device'],
    title: 'firmware-abort: SPL finds nothing to boot',
    test: 'SPL: failed to boot from all boot devices',
  },
  {
    ...fatal,
    headline: /^(?:PANIC at PC ?:|PANIC in EL3|BACKTRACE: START: (?:assert|panic))/,
    words: ['PANIC at PC', 'BACKTRACE: START', 'PANIC in EL3'],
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
    onlyAtStart: true,
    title: 'firmware-abort: TF-A assert in {file}',
    test: 'ASSERT: plat/imx/imx8m/gpc_common.c:365',
  },
  {
    ...fatal,
    headline:
      /^E\/TC:\S+ +(?:\d+ +)?(?:Panic(?: '(?<what>[^']*)')?(?: at (?<file>\S+?):\d+|$)|Core (?<abort>data-abort|prefetch-abort|undef-abort)|(?<reset>Forced system reset))/,
    words: [...'?0123456789'].flatMap((core) => [`E/TC:${core} `, `E/TC:1${core} `]),
    title: 'firmware-abort: OP-TEE[ panic {what}][ in {file}][ {abort}][ {reset}]',
    test: "E/TC:0 0 Panic 'unhandled pageable abort' at core/arch/arm/kernel/abort.c:581 <abort_handler>",
  },
  {
    ...fatal,
    // OP-TEE until 2.5.
    headline:
      /^(?:ERR(?:OR)?:? +)?(?:\[0x\d\] +)?(?:TEE-CORE: ?)?(?:Panic at (?<file>core\/\S+?):\d+|[Cc]ore (?<abort>(?:data|prefetch|undef)-abort) at address 0x|PANIC: \w+ (?<old>core\/\S+?):\d+)/,
    words: ['ore data-abort', 'ore prefetch-abort', 'ore undef-abort', 'Panic at core', ' core/arch/'],
    title: 'firmware-abort: OP-TEE[ in {file}{old}][ {abort}]',
    continues: ['firmware-abort'],
    test: 'ERROR:   [0x0] TEE-CORE: Core data-abort at address 0x0',
  },
  {
    ...fatal,
    headline: /^(?:trusty: )?panic(?: \(caller|: (?:ASSERT FAILED|failed\())/,
    words: ['panic (caller', 'panic: ASSERT', 'panic: failed('],
    title: 'firmware-abort: Trusty panic',
    test: 'trusty: panic (caller 0xffffffffe000fbb8): ASSERT FAILED at (trusty/kernel/lib/trusty/ipc.c:472): !list_in_list(&chan->node)',
  },
  {
    ...fatal,
    headline:
      /^Unhandled exception: (?<what>(?:Store\/AMO|Load|Instruction|Illegal|Breakpoint|Environment)[\w /]*)|^exception code: \d+ , (?<old>[\w ]+?) ?,/,
    words: ['Unhandled exception: ', 'exception code: '],
    title: 'firmware-abort: U-Boot {what}{old}',
    test: 'Unhandled exception: Store/AMO access fault',
  },
  {
    ...fatal,
    headline: /^(?:DRAM: +)?initcall (?:sequence \S+ )?failed at (?:call |event )?(?<what>\S+)/,
    words: ['failed at call', 'failed at event'],
    title: 'firmware-abort: U-Boot initcall failed',
    test: 'initcall sequence 87f9ca3c failed at call 87809f14 (err=-19)',
  },
  {
    ...fatal,
    headline: /^ERROR: +BL\d+\w*: [Ff]ailed to load (?<what>image id \d+|\w+)/,
    words: ['ailed to load '],
    title: 'firmware-abort: TF-A cannot load {what}',
    test: 'ERROR:   BL2: Failed to load image id 3 (-2)',
  },
  {
    ...fatal,
    // EDK2 and the ports of it: MdePkg and ArmPkg print nothing in front.
    headline:
      /^(?:Synchronous Exception at 0x[\dA-Fa-f]{8,16}|!{4} \w+ Exception Type - |.{0,4}Exception happened, ExceptionNum is |(?:Data|Instruction) abort: (?:Permission|Translation|Access flag|Alignment|Address size) fault)/,
    words: ['Synchronous Exception at', ' Exception Type - ', 'ExceptionNum is ', ' abort: '],
    title: 'firmware-abort: UEFI exception',
    continues: ['firmware-abort'],
    test: 'Synchronous Exception at 0x000000005F3A1C2C',
  },
  {
    ...fatal,
    // MdePkg/Library/BaseDebugLib*.
    headline: /^(?:PEI_|DXE_)?ASSERT(?:_EFI_ERROR \(Status = |!?:? (?:\[\w+\] )?(?<file>\S{1,200}) ?\(\d+\): )/,
    words: ['ASSERT_EFI_ERROR', 'ASSERT ', '_ASSERT!'],
    title: 'firmware-abort: UEFI assert[ in {file}]',
    continues: ['firmware-abort'],
    test: 'ASSERT [PlatformPei] /src/edk2/PlatformPei/MemoryInit.c(412): !(((INTN)(RETURN_STATUS)(Status)) < 0)',
  },
  {
    ...fatal,
    // Drivers of RAM controllers in SPL, TPL, TF-A, mv-ddr and boards' own loaders; Amlogic's try several tables and say so of each.
    headline:
      /^(?:[\w.-]{1,40}: +|\w+_\w+ ){0,2}(?:ERROR:? +)?(?:(?:(?:S?DRAM|LP?DDR\d?X?|DDR\d?|RAM|[Mm]emory)(?: [\w/]+)?:? (?:init\w*|training|calibration|config\w*|(?:init_|Training )[Ss]equence)|data training|(?:DRAM )?Training)(?: has)? ?[-:]? ?(?:FAIL\w*|[Ff]ail(?:ed|ure)?|error)(?: |\W*$)|initializing SDRAM Fail|raminit failed|(?:DRAM: *)?[Tt]imeout initiali[sz]ing (?:S?DRAM|DDR))/,
    words: [
      ...['nit ', 'ization ', 'ization has ', 'isation ', 'raining ', 'libration ', 'equence - '].flatMap((what) =>
        ['fail', 'Fail', 'FAIL'].map((how) => `${what}${how}`),
      ),
      'SDRAM Fail',
      'raminit failed',
      'imeout initiali',
    ],
    title: 'firmware-abort: no RAM',
    continues: ['firmware-abort'],
    test: 'DDR4 Training Sequence - FAILED',
  },
  {
    ...fatal,
    // U-Boot of PowerPC, which finds its memory by SPD.
    headline: /^(?:DRAM: +)?(?:DDR: failed to read SPD|Error in DDR |No (?:DIMM|memory|SDRAM|DRAM)\w* (?:found|detected|installed)\b)/,
    words: ['to read SPD', 'Error in DDR', 'No memory', 'No DIMM', 'No SDRAM', 'No DRAM '],
    onlyAtStart: true,
    title: 'firmware-abort: no RAM',
    continues: ['firmware-abort'],
    test: 'DRAM: DDR: failed to read SPD from address 81',
  },
  {
    ...fatal,
    // MB1, MB2 and cboot of Tegra: a message of the level that is critical ends the boot, but for what only says so.
    headline: /^C> (?!Fail to load|Task |LOADER|(?:Error: )?SMD|Load SMD)(?<what>[A-Za-z].{3,60})/,
    words: [
      'MTS ',
      'cpu ',
      'ERROR',
      'Error',
      'Cannot',
      'Could',
      'Failed',
      'Unable',
      'Timeout',
      'Invalid',
      'Assert',
      'Exception',
      'Panic',
    ].map((word) => `C> ${word}`),
    title: 'firmware-abort: Tegra: {what}',
    continues: ['firmware-abort', 'boot-failure'],
    test: 'C> MTS error (2) : dram alias check failure',
  },
  {
    ...fatal,
    // U-Boot of m68k and PowerPC, coreboot and its payloads.
    headline: /^(?:\W{0,4}Unexpected exception\b|exception _\w+|exception death|Bus Fault @ 0x[\da-f]{8}, fixup 0x)/,
    words: ['Unexpected exception', 'exception _', 'exception death', 'Bus Fault @ 0x'],
    title: 'firmware-abort: exception',
    continues: ['firmware-abort'],
    test: 'Bus Fault @ 0x03fcfe0c, fixup 0x00000000',
  },
  {
    ...fatal,
    // barebox arch/arm/cpu/interrupts_*.c, OpenSBI lib/sbi/sbi_trap.c, coreboot.
    headline:
      /^(?:unable to handle (?:NULL pointer dereference|paging request) at address 0x|\w[\w ()]{2,40} exception \(ESR 0x[\da-f]+\) at 0x|sbi_trap_error: hart ?\d+: |ASSERTION ERROR: file '|UNHANDLED EXCEPTION\s*$)/,
    words: ['unable to handle NULL', 'unable to handle paging', 'exception (ESR 0x', 'sbi_trap_error', 'ASSERTION ERROR', 'UNHANDLED EXC'],
    title: 'firmware-abort: exception',
    continues: ['firmware-abort'],
    test: 'sbi_trap_error: hart1: trap0: illegal instruction handler failed (error -2)',
  },
];
