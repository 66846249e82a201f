import type { HeadlineRule } from './rule.ts';

const fatal = { severity: 'fatal', endsScenario: true, frame: 'none' } as const;
const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;

/** What hardware found and mended itself, or could not say more of: drivers/edac, mcelog, arch/x86/kernel/nmi.c, drivers/iommu, drivers/memory/tegra. */
export const hardwareErrorRules: readonly HeadlineRule[] = [
  {
    ...fatal,
    kind: 'mce',
    // APEI (drivers/firmware/efi/cper.c) says what became of the error in a later line of the record. Of a bank's status bit 61 says that it was
    // not corrected (Intel SDM 3B, 17.3.2.2).
    headline:
      /^(?:mce: |\{\d+\})?\[Hardware Error\]: (?:event severity: (?:fatal|panic)|.*\bBank \d+: [abef][\da-f]{15}|.*(?:\|U[CE]\||\b(?:Uncorrected|[Ff]atal)\b|context corrupt|Run the above|Some CPUs didn't answer|Machine check: ))/,
    words: ['[Hardware Error]'],
    title: 'mce: hardware error',
    test: '{1}[Hardware Error]: event severity: fatal',
  },
  {
    ...warning,
    kind: 'mce',
    headline:
      /^(?:\{\d+\}\[Hardware Error\]: event severity: recoverable|Memory failure: 0x[\da-f]+: (?:recovery action for|Sending SIGBUS|(?:forcibly )?[Kk]illing|unrecoverable))/,
    words: ['[Hardware Error]', 'Memory failure: '],
    title: 'mce: events logged',
    continues: ['mce'],
    test: 'Memory failure: 0x1a2b3: Sending SIGBUS to app:512 due to hardware memory corruption',
  },
  {
    ...warning,
    kind: 'mce',
    headline: /^(?:mce: |\{\d+\})?\[Hardware Error\]: /,
    words: ['[Hardware Error]'],
    title: 'mce: events logged',
    test: 'mce: [Hardware Error]: Machine check events logged',
  },
  {
    ...fatal,
    kind: 'mce',
    headline:
      /^(?:EDAC (?<what>\S+): (?:\d+ UE |UE page |UE: )|Machine check in kernel mode\.|(?:mce: )?CPU ?\d*:? Machine Check Exception|.*Uncorrected hardware memory error)/,
    words: ['EDAC MC', 'EDAC DEVICE', 'Machine check in', 'Machine Check Exception', 'Uncorrected hardware'],
    title: 'mce: uncorrected error',
    test: 'EDAC MC0: 1 UE memory read error on CPU_SrcID#0_Ha#0_Chan#0_DIMM#0',
  },
  {
    ...warning,
    kind: 'mce',
    // An uncorrected one has a line of its own, with UE.
    headline:
      /^EDAC (?:\w+ )?(?:MC|DEVICE|PCI)\d+: (?:HANDLING MCE MEMORY ERROR|CPU \d+: Machine Check (?:Event|Exception)|(?:\d+ )?CE[: ]|CE page)/,
    words: [
      'HANDLING MCE',
      'Machine Check Event',
      ' CE page',
      ' CE memory',
      ': CE page',
      ' CE on ',
      'CE row ',
      ': CE: inst',
      ' CE UNKNOWN',
    ],
    title: 'mce: corrected error',
    test: 'EDAC MC1: 262 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x2031c14)',
  },
  {
    ...warning,
    kind: 'mce',
    // mcelog's own log, in which the kernel's record is decoded.
    headline: /^(?:mcelog(?:\[\d+\])?: )?Hardware event\. This is not a software error\./,
    words: ['not a software error'],
    from: 'program',
    title: 'mce: events logged',
    test: 'Hardware event. This is not a software error.',
  },
  {
    ...warning,
    kind: 'mce',
    headline: /^(?:mcelog(?:\[\d+\])?: )?(?:HARDWARE ERROR\. This is \*NOT\* a software problem!)/,
    words: ['*NOT* a software'],
    from: 'program',
    title: 'mce: events logged',
    continues: ['mce'],
    test: 'HARDWARE ERROR. This is *NOT* a software problem!',
  },
  {
    ...fatal,
    kind: 'mce',
    // mcelog's words for bits 61 and 57 of a bank's status.
    headline: /^(?:Uncorrected error|Processor context corrupt)$/,
    words: ['Uncorrected error', 'Processor context'],
    from: 'program',
    onlyAtStart: true,
    title: 'mce: uncorrected error',
    continues: ['mce'],
    test: 'Uncorrected error',
  },
  {
    ...warning,
    kind: 'irq-nobody',
    headline:
      /^(?:Uhhuh\. )?(?:NMI received for unknown reason \w+ on CPU|NMI: (?:PCI system error|IOCK error|Not continuing)|Dazed and confused, but trying to continue|(?:do_IRQ|__common_interrupt): \d+\.\d+ No irq handler for vector)/,
    words: ['for unknown reason', 'NMI: PCI', 'NMI: IOCK', 'NMI: Not', 'Dazed and confused', 'No irq handler'],
    title: 'irq-nobody: an interrupt that nobody expects',
    continues: ['irq-nobody'],
    test: 'Uhhuh. NMI received for unknown reason 3d on CPU 1.',
  },
  {
    ...warning,
    kind: 'driver-hang',
    headline:
      /^(?:(?:iommu ivhd\d+: |pci \S+: |[\w-]+ \S+: )?AMD-Vi: (?:Event logged \[|Completion-Wait loop timed out|IOTLB_INV_TIMEOUT)|DMAR: (?:DRHD: handling fault status|VT-d detected|\[(?:INTR|DMA))|(?:tegra-mc \S+|mc-err): .*(?:decode error|SMMU|violation|page fault)|(?:exynos-|samsung-)?sysmmu\S*(?: \S+)?: .*(?:PAGE FAULT|FAULT occurred))/,
    words: [
      'Event logged [',
      'Completion-Wait',
      'IOTLB_INV_TIMEOUT',
      'handling fault',
      'VT-d detected',
      'DMAR: [',
      'decode error',
      'mc-err: ',
      'tegra-mc',
      'PAGE FAULT',
      'FAULT occurred',
    ],
    title: 'driver-hang: IOMMU fault',
    continues: ['driver-hang'],
    test: 'nvme 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0xfdf00000 flags=0x0000]',
  },
  {
    ...warning,
    kind: 'watchdog-reset',
    // Vendors' kernels: what the watchdog does before it bites.
    headline:
      /^(?:\S+: |\w+ \S+: )?(?:(?:Apps |QCOM |MSM )?[Ww]atchdog bark(?:!| received| irq)|Causing a watchdog bite|Watchdog: \*\*\* WATCHDOG KILLING)/,
    words: ['atchdog bark', 'a watchdog bite', 'WATCHDOG KILLING'],
    title: 'watchdog-reset: it is about to bite',
    continues: ['watchdog-reset'],
    test: 'msm_watchdog 17980000.qcom,wdt: Watchdog bark! Now = 412.345678',
  },
];
