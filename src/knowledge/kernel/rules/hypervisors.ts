import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, frame: 'none', kind: 'firmware-abort', from: 'firmware' } as const;

/** What runs below Linux and beside U-Boot: Xen, KVM on Arm, jailhouse, and loaders of MIPS and old PowerPC with handlers of their own. */
export const hypervisorRules: readonly HeadlineRule[] = [
  {
    ...fatal,
    headline: /^(?:\(XEN\) )?(?:\[[^\]]*\] )?(?:domain_crash called from \S|Domain \d+ \(vcpu#\d+\) crashed on cpu)/,
    words: ['domain_crash called', ') crashed on cpu'],
    title: 'firmware-abort: a guest of Xen crashed',
    continues: ['firmware-abort'],
    test: '(XEN) domain_crash called from io.c:128',
  },
  {
    ...fatal,
    kind: 'panic',
    headline:
      /^\(XEN\) (?:\[[^\]]*\] )?(?:Panic on CPU \d+:|\*{2,} (?:DOUBLE FAULT|Panic)|FATAL (?:TRAP|PAGE FAULT)|Xen BUG at |Assertion '.*' failed at )/,
    words: ['Panic on CPU', ' DOUBLE FAULT', 'FATAL TRAP', 'FATAL PAGE', 'Xen BUG at', '(XEN) Assertion'],
    title: 'panic: Xen',
    continues: ['panic'],
    test: '(XEN) Panic on CPU 0:',
  },
  {
    ...fatal,
    kind: 'panic',
    from: 'kernel',
    headline: /^(?:kvm \[\d+\]: )?(?:nVHE|VHE|pKVM)? ?[Hh][Yy][Pp] (?:BUG at|panic(?:\b| at))|^HYP panic:/,
    words: ['hyp panic', 'Hyp panic', 'HYP panic', 'hyp BUG at', 'Hyp BUG at'],
    title: 'panic: hypervisor',
    test: 'kvm [1]: nVHE hyp panic at: [<ffff8000090c1a2c>] __kvm_nvhe_fault+0x8/0x10!',
  },
  {
    ...fatal,
    kind: 'panic',
    // Jailhouse hypervisor/arch/*/traps.c, control.c.
    headline:
      /^FATAL: (?:[Uu]nhandled (?:HYP )?(?:exception|trap|access|VM-?[Ee]xit)\b|[Uu]nexpected HYP exception|forbidden access|Invalid (?:MMIO|PIO|ioapic)\b)/,
    words: ['FATAL: unhandled', 'FATAL: Unhandled', 'FATAL: unexpected', 'FATAL: Unexpected', 'FATAL: forbidden', 'FATAL: Invalid'],
    onlyAtStart: true,
    title: 'panic: Jailhouse stops a cell',
    continues: ['panic'],
    test: 'FATAL: unhandled exception in cell "linux-demo"',
  },
  {
    ...fatal,
    // CFE, U-Boot of MIPS, and Realtek's loaders.
    headline:
      /^(?:\*{2}Exception \d+: EPC=|(?:Undefined|Unexpected|Reserved|Lexra) [Ee]xception (?:happen|occur|\()|TLB (?:miss|refill) exception\b.*(?:EPC|epc))/,
    words: [
      '**Exception ',
      'xception happen',
      'xception occur',
      'Lexra exception',
      'Lexra Exception',
      'refill exception',
      'miss exception',
    ],
    title: 'firmware-abort: exception',
    continues: ['firmware-abort'],
    test: 'Undefined Exception happen.',
  },
];
