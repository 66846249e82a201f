import type { HeadlineRule } from './rule.ts';

const base = { endsScenario: false, frame: 'none' } as const;

/** drivers/hwmon/raspberrypi-hwmon.c, drivers/regulator/core.c, drivers/pci/pcie/aer.c and dpc.c. */
export const powerRules: readonly HeadlineRule[] = [
  {
    ...base,
    kind: 'undervoltage',
    severity: 'warning',
    headline:
      /^(?:\S+: |\S+ \S+: )?(?:Under-?voltage|UNDER[- _]?VOLTAGE|Under voltage|Brown-?out) (?:detected|condition|event|warning|error)(?:[!.]| \(0x[\da-f]+\))*\s*$/i,
    words: ['oltage ', 'VOLTAGE', 'rown-out', 'rownout'],
    title: 'undervoltage',
    test: 'hwmon hwmon1: Undervoltage detected!',
  },
  {
    ...base,
    kind: 'pcie-error',
    severity: 'fatal',
    endsScenario: true,
    headline:
      /^(?<driver>[\w-]+) [\w:.-]+: (?:AER: )*(?:(?:Multiple )?Uncorrect(?:ed|able) \(Fatal\) error (?:message )?received|PCIe Bus Error: severity=Uncorrect(?:ed|able) \(Fatal\)|device recovery failed|subordinate device reset failed|DPC: (?:containment event|unmasked uncorrectable error))/,
    words: ['ted (Fatal)', 'able (Fatal)', 'device recovery failed', 'device reset failed', 'DPC: containment', 'DPC: unmasked'],
    title: 'pcie-error: fatal',
    test: 'pcieport 0000:00:00.0: AER: Uncorrected (Fatal) error received: 0000:00:00.0',
  },
  {
    ...base,
    kind: 'pcie-error',
    severity: 'error',
    endsScenario: true,
    headline:
      /^(?<driver>[\w-]+) [\w:.-]+: (?:AER: )*(?:(?:Multiple )?Uncorrect(?:ed|able) \(Non-Fatal\) error (?:message )?received|PCIe Bus Error: severity=Uncorrect(?:ed|able) \(Non-Fatal\))/,
    words: ['(Non-Fatal)'],
    title: 'pcie-error: not fatal',
    test: 'pcieport 0000:00:1c.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Requester ID)',
  },
  {
    ...base,
    kind: 'pcie-error',
    severity: 'error',
    endsScenario: true,
    // skiboot hw/phb*.c, arch/powerpc/kernel/eeh*.c
    headline:
      /^(?:PHB#[\w:[\].]+: (?:PHB )?(?:Freeze\/Fence|Fence|Freeze|PE freeze)\b.*detected|EEH: (?:Frozen P(?:HB|E)|Fenced PHB|PHB#\w+ (?:failure|fenced)|Permanent failure|.{0,60}(?:has failed \d+ times|permanently failed)))/,
    words: [
      'Fence detected',
      'freeze detected',
      'Freeze detected',
      'EEH: Frozen',
      'EEH: Fenced',
      'EEH: PHB#',
      'EEH: Permanent',
      'EEH: This PCI',
      'permanently failed',
    ],
    title: 'pcie-error: the host bridge is fenced',
    continues: ['pcie-error'],
    test: 'EEH: PHB#6 failure detected, location: N/A',
  },
  {
    ...base,
    kind: 'pcie-error',
    severity: 'warning',
    headline:
      /^(?<driver>[\w-]+) [\w:.-]+: (?:AER: )*(?:(?:Multiple )?Correct(?:ed|able) error (?:message )?received|PCIe Bus Error: severity=Correct(?:ed|able))/,
    words: ['Corrected error', 'Correctable error', 'severity=Correct'],
    title: 'pcie-error: corrected',
    test: 'pcieport 0000:00:00.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)',
  },
];
