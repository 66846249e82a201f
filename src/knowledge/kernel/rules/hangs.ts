import type { HeadlineRule } from './rule.ts';

const hang = { kind: 'driver-hang', frame: 'none', continues: ['driver-hang'] } as const;
const error = { ...hang, severity: 'error', endsScenario: true } as const;
const warning = { ...hang, severity: 'warning', endsScenario: false } as const;

/** Hardware that a driver waits for in vain: drivers/dma/imx-sdma.c, drivers/pmdomain/imx, drivers/gpu, drivers/usb/host/xhci*.c, drivers/watchdog/softdog.c; and cores that do not start. */
export const hangRules: readonly HeadlineRule[] = [
  {
    ...error,
    // __cpu_up() in arch/arm64/kernel/smp.c, cpu_psci_cpu_boot() in arch/arm64/kernel/psci.c: Linux goes on with fewer cores.
    headline:
      /^(?:CPU(?<cpu>\d+): (?:failed to boot: -\d|failed to come online|failed in unknown state|died during early boot|is stuck in kernel)|psci: failed to boot CPU(?<core>\d+) \(-)/,
    words: ['failed to boot', 'failed to come online', 'failed in unknown', 'died during early', 'is stuck in kernel'],
    title: 'driver-hang: CPU{cpu}{core} does not start',
    test: 'CPU1: failed to come online',
  },
  {
    ...error,
    headline: /^imx-sdma \S+: (?:Timeout waiting for CH|sdma firmware not ready|loading firmware failed|.*channel 0 .*(?:timeout|failed))/i,
    words: ['waiting for CH', 'firmware not ready', 'loading firmware failed', 'hannel 0 '],
    title: 'driver-hang: SDMA channel 0',
    test: 'imx-sdma 30bd0000.dma-controller: Timeout waiting for CH0 ready',
  },
  {
    ...error,
    headline:
      /^(?:imx-pgc|imx8m\w?-blk-ctrl|imx-gpcv2|gpcv2|imx_gpc\w*)\S*(?: \S+)?: failed to (?<what>command PGC|power up|power down|enable|get)\b|^(?:rockchip-pm-domain|imx93-power-domain|imx93\S*|bcm2835-power|imx-gpc) (?:\S+: )+(?:failed to (?:set|get ack on) domain|pd_o(?:n|ff) timeout|powerup request on domain|Timeout waiting for \S+ (?:power|memory))/,
    words: [
      'imx-pgc',
      'blk-ctrl',
      'imx-gpcv2',
      'gpcv2 30',
      'imx_gpc',
      'failed to set domain',
      'get ack on domain',
      'pd_on timeout',
      'pd_off timeout',
      'powerup request',
      'Timeout w',
    ],
    title: 'driver-hang: power domain[ failed to {what}]',
    test: 'imx-pgc imx-pgc-domain.8: failed to command PGC',
  },
  {
    ...error,
    headline:
      /^(?:(?<driver>etnaviv|panfrost|panthor|lima|v3d|msm\w*|amdgpu|radeon|drmn\d|i915|xe|nouveau|powervr|mali)\b.*?(?:recover hung GPU|GPU HANG|gpu hang|gpu fault|MMU fault status|Unhandled Page fault|mmu page fault|MMU error from client|gpu sched timeout|hangcheck (?:detected|recover)|lockup(?![ _]timeout)|Resetting GPU for hang|GPU reset begin|ring \S+ timeout|job timed ?out|(?:gp|pp) (?:task error|job timeout|error irq)|js fault, |CTXSW_TIMEOUT|page fault \(src_id|fence wait loop timeout|Resetting \w+ for (?:preemption time out|stuck|hang)|\[drm:hangcheck_handler\])|NVRM: (?:Xid \(PCI|fallen off the bus|.*(?:heartbeat timed out|GSP Timeout)|.*GPU has fallen off the bus)|\[(?<module>galcore)\]: (?:GPU\[\d+\] hang|.*hang|.*recovery)|galcore.*(?:hang|stuck)|\[drm[\w :]{0,40}(?: \[\w+\])?\] (?:\*ERROR\* )?(?:GPU HANG|.*GPU lockup|Waiting for fences timed out|GPU Recovery Failed|.*job timedout|.*ring \S+ timeout|.*hangcheck))/i,
    words: [
      'hung GPU',
      'PU HANG',
      'PU hang',
      'pu hang',
      'for hang',
      'sched timeout',
      'hangcheck',
      ' lockup',
      'GPU reset',
      ' timeout',
      'timedout',
      'timed out',
      'galcore',
      'gpu fault',
      'task error',
      ' error irq',
      'js fault, ',
      'MMU fault status',
      'Page fault in',
      'mmu page fault',
      'MMU error from',
      'CTXSW_TIMEOUT',
      'NVRM: Xid',
      'eartbeat timed out',
      'GSP Timeout',
      'fallen off the bus',
      'page fault (src_id',
      'wait loop timeout',
      'Recovery Failed',
      'preemption time out',
    ],
    title: 'driver-hang: GPU[ {driver}{module}]',
    test: 'etnaviv-gpu 38000000.gpu: recover hung GPU!',
  },
  {
    ...warning,
    // A GPU's driver that waits, or starts anew, in words of its own. What a display or a debugger lets it wait for is no failure of it.
    headline:
      /^(?:\[drm[\w :]{0,40}(?: \[\w+\])?\] )?(?<driver>etnaviv|panfrost|panthor|lima|v3d|vc4|msm(?:_\w*d(?:pu|rm|p|si))?|adreno|amdgpu|radeon|i915|xe|nouveau|powervr|mali|imx-d(?:rm|css|cu)\w*)\b(?!.*(?:flip_done|lockup[_ ]timeout|expected timeout|\b(?:AUX|HDCP|PSR|EDID|DPCD|DDC|DSI|PHY|CHV|DP)\b|link training)).*?(?:\b[Tt]im(?:e|ed)[ -]?out\b|[Tt]imedout|\bstuck |bit stuck\b|[Rr]eset failed|[Ff]ailed to reset|\b(?:as )?wedged\b|\bload failed: status|\bis dead\b|Fatal error during GPU init|GPU init failed|VRAM is lost|hw_init of IP block .{1,20} failed)/,
    words: [
      'timeout',
      'Timeout',
      'ime out',
      'imed out',
      'imedout',
      ' stuck ',
      'bit stuck',
      'eset failed',
      'ailed to reset',
      ' wedged',
      'load failed: ',
      ' is dead',
      'GPU init',
      'VRAM is lost',
      'hw_init of IP',
    ],
    title: 'driver-hang: GPU {driver}',
    test: 'xe 0000:09:00.0: [drm] *ERROR* GT0: load failed: status = 0x800001EC, time = 3297ms, freq = 2400MHz (req 2400MHz), done = 0',
  },
  {
    ...error,
    headline:
      /^(?:xhci[_-]\w+|usb) \S+: (?:xHCI host (?:controller )?not responding|HC died|Host halt failed|Host not (?:halted|accessible)|Host controller not halted|Abort failed to stop command ring|USBSTS:.*(?:HSE|HCE)|WARNING: Host System Error|Host System Error|WARN: xHC (?:CMD_RUN|\w+ state) timeout|Timeout (?:while )?waiting for .{4,24} (?:device|command)|controller firmware hang|hardware is in an (?:error|invalid) state)/,
    words: [
      'xHCI host',
      'HC died',
      'Host halt failed',
      'Host not ',
      'controller not halted',
      'command ring',
      'USBSTS:',
      'Host System Error',
      'WARN: xHC ',
      'Timeout w',
      'firmware hang',
      'hardware is in an',
    ],
    title: 'driver-hang: xHCI died',
    test: 'xhci_hcd 0000:01:00.0: xHCI host controller not responding, assume dead',
  },
  {
    ...error,
    // drivers/usb/dwc2, drivers/usb/dwc3 and the vendor's dwc_otg.
    headline:
      /^(?:(?:WARN|ERROR)::)?(?:dwc2|dwc3|dwc_otg)\S*(?: \S+)?: (?:.*(?:HANG!|ep_stop_xfr: timeout|failed to (?:enable ep|send remote wakeup)|[Rr]eset failed)|Controller is dead|Unable to recover the controller)/,
    words: [
      ' HANG! ',
      'stop_xfr: timeout',
      'failed to enable ep',
      'failed to send remote',
      'eset failed',
      'Controller is dead',
      'to recover the controller',
    ],
    title: 'driver-hang: USB controller',
    test: 'dwc2 ec000000.hsotg: dwc2_core_reset: HANG! AHB Idle timeout GRSTCTL GRSTCTL_AHBIDLE',
  },
  {
    ...error,
    severity: 'fatal',
    headline: /^softdog: (?:Initiating (?:system reboot|panic)|Reboot didn't)|^SoftDog: Initiating system reboot/i,
    words: ['softdog: ', 'SoftDog: '],
    title: 'driver-hang: softdog reboots',
    test: 'softdog: Initiating system reboot',
  },
  {
    ...warning,
    headline:
      /^(?:\S+ \S+: )?(?:\[drm(?::\w+)?(?: \[\w+\])?\] (?:\*ERROR\* )?)?(?:\[CRTC:\d+:\S+\] )?(?:\[CRTC:\d+:\S+\] )?(?:flip_done|commit wait|hw_done|vblank wait) timed out/,
    words: ['flip_done timed', 'commit wait timed', 'hw_done timed', 'vblank wait timed'],
    title: 'driver-hang: display does not flip',
    test: 'imx-dcss 32e00000.display-controller: [drm] *ERROR* [CRTC:33:crtc-0] flip_done timed out',
  },
  {
    ...error,
    headline:
      /^(?<driver>\w+) \S+(?: \S+)?: (?:Detected (?:Hardware Unit Hang|Tx Unit Hang)|The network adapter was stopped because it overheated)/,
    words: ['Detected Hardware Unit', 'Detected Tx Unit', 'because it overheated'],
    title: 'driver-hang: network controller[ of {driver}]',
    test: 'e1000e 0000:00:1f.6 eno1: Detected Hardware Unit Hang:',
  },
  {
    ...warning,
    headline:
      /^(?:ieee80211 phy\d+: )?(?<driver>ath\d+k\w*|brcmf(?:mac)?|iwlwifi|mwifiex\w*|mt7\d\w*|rtw\w*|wlcore)(?:\b|_).*?(?:firmware crashed|indicates firmware halted|Firmware has halted or crashed|Microcode SW error detected|firmware (?:is )?(?:hung|dead)|firmware failed to (?:leave|enter) lps|HW problem - can not stop|mwifiex_cmd_timeout_func: Timeout cmd|(?:MCU )?[Mm]essage [\da-f]{2,8} \(seq \d+\) time(?:d )?out|chip (?:full )?reset failed|Cannot communicate with firmware|firmware did not provide|(?:driver|firmware) own failed|[Ff]ailed to (?:get|wait for) (?:patch sem|firmware ready)|hardware init failed|Firmware is not ready|(?:fw|FW) (?:is )?(?:dead|hung|crashed)|Timeout for (?:driver own|firmware own|initializing firmware)|device is wedged|device has crashed|tx_timeout_cnt exceeds)/,
    words: [
      'firmware crashed',
      'firmware failed to',
      'firmware halted',
      'halted or crashed',
      'Microcode SW error',
      'firmware is ',
      'communicate with firmware',
      'firmware did not',
      ' own failed',
      'get patch sem',
      'wait for firmware ready',
      'hardware init failed',
      'HW problem',
      'cmd_timeout_func',
      ') timeout',
      ') timed out',
      'reset failed',
      'Timeout for ',
      'is wedged',
      'has crashed',
      'timeout_cnt exceeds',
    ],
    title: 'driver-hang: firmware of {driver}',
    test: 'ath10k_pci 0000:01:00.0: firmware crashed! (guid 1b2c3d4e)',
  },
  {
    ...warning,
    // net/sched/sch_generic.c since 6.8: netdev_crit() and no trace.
    headline: /^(?:(?<driver>[\w-]+) \S+ \S+: )?NETDEV WATCHDOG: CPU: \d+: transmit queue(?! \d+ timed out (?!\d))/,
    words: ['NETDEV WATCHDOG'],
    title: 'driver-hang: transmit queue[ of {driver}] timed out',
    test: 'r8125 0000:22:04.0 eth4: NETDEV WATCHDOG: CPU: 2: transmit queue 0 timed out 5020 ms',
  },
  {
    ...error,
    // drivers/net/ethernet/stmicro: the PHY gives no clock.
    headline: /^(?<driver>[\w-]+)(?: \S+){1,2}: (?:Failed to reset the dma|DMA engine initialization failed)/,
    words: ['to reset the dma', 'DMA engine init'],
    title: 'driver-hang: network controller[ of {driver}]',
    test: 'imx-dwmac 30bf0000.ethernet: Failed to reset the dma',
  },
  {
    ...warning,
    // drivers/iommu: a device reaches for memory that it was not given.
    headline:
      /^(?:(?:arm-smmu\S*|qcom-iommu\S*) \S+: (?:Unhandled (?:\w+ )?context fault|event 0x\w+ received|TLB sync timed out|CMD_SYNC timeout|CMDQ timeout)|(?:[\w-]{1,24} )?[\w.@-]{1,40}iommu[\w.@]{0,24}: (?:Page fault at 0x[\da-f]+ of type |fault type=0x[\da-f]+ iova=0x)|DMAR: \[DMA (?:Read|Write)[^\]]*\] Request device)/,
    words: ['context fault', 'smmu-v3', 'DMAR: [DMA', 'TLB sync timed', ': Page fault at 0x', ': fault type=0x'],
    title: 'driver-hang: IOMMU fault',
    test: 'arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0x00000000, fsynr=0x1, cbfrsynra=0x1, cb=1',
  },
];
