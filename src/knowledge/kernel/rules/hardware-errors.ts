import type { HeadlineRule } from './rule.ts';

const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;

/** What hardware found and mended itself, or could not say more of: drivers/edac, mcelog, arch/x86/kernel/nmi.c, drivers/iommu, drivers/memory/tegra. */
export const hardwareErrorRules: readonly HeadlineRule[] = [
  {
    ...warning,
    kind: 'mce',
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
    continues: ['mce'],
    test: 'EDAC MC1: 262 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x2031c14)',
  },
  {
    ...warning,
    kind: 'mce',
    // mcelog's own log, in which the kernel's record is decoded.
    headline:
      /^(?:mcelog(?:\[\d+\])?: )?(?:Hardware event\. This is not a software error\.|HARDWARE ERROR\. This is \*NOT\* a software problem!)/,
    words: ['not a software error', '*NOT* a software'],
    from: 'program',
    title: 'mce: events logged',
    continues: ['mce'],
    test: 'Hardware event. This is not a software error.',
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
