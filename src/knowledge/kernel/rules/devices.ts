import type { HeadlineRule } from './rule.ts';

const error = { severity: 'error', endsScenario: true, frame: 'none' } as const;
const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;

/** drivers/remoteproc, kernel/irq/spurious.c, drivers/thermal, drivers/watchdog. */
export const deviceRules: readonly HeadlineRule[] = [
  {
    ...error,
    kind: 'remoteproc-crash',
    headline:
      /^remoteproc (?:remoteproc)?\w+: (?:crash detected in (?<core>\S+): type (?<what>[\w ]+)|handling crash #\d+ in (?<name>\S+)|recovering \S+$)/,
    words: ['crash detected in', 'handling crash #', ': recovering '],
    title: 'remoteproc-crash[: {what}][ of {core}{name}]',
    continues: ['remoteproc-crash'],
    test: 'remoteproc remoteproc0: crash detected in imx-rproc: type watchdog',
  },
  {
    ...error,
    kind: 'remoteproc-crash',
    headline:
      /^(?:(?:qcom_q6v5|qcom-?wcnss)\w* (?<core>\S+): (?:fatal error (?:received|without message)|watchdog (?:received|without message)|[\w ]{5,32} timed out)|(?:\S+ \S+: )?(?:K3 (?:\w+ )?|omap )rproc (?<name>\S+) crashed|(?:\S+ \S+: )?SCP watchdog timeout)/,
    words: ['qcom_q6v5', 'qcom-wcnss', 'qcom_wcnss', ' crashed', 'SCP watchdog'],
    title: 'remoteproc-crash[: of {core}{name}]',
    continues: ['remoteproc-crash'],
    test: 'qcom_q6v5_pas 4080000.remoteproc: fatal error received: err_qdi.c:456:EF',
  },
  {
    ...error,
    kind: 'remoteproc-crash',
    // Qualcomm's own kernels before remoteproc: drivers/soc/qcom/{pil,subsystem_restart,*-pil}*.c.
    headline:
      /^(?:Fatal error on (?:the )?(?<core>\w[\w ]{1,20})[.!]|(?<name>[\w-]{2,20}) subsystem failure reason: |Watchdog bite received from (?<bitten>\w+)|subsys-restart: .*Restart sequence requested for (?<restarted>\w+))/,
    words: ['Fatal error on', 'subsystem failure', 'Watchdog bite', 'Restart sequence'],
    title: 'remoteproc-crash: of {core}{name}{bitten}{restarted}',
    continues: ['remoteproc-crash'],
    test: 'modem subsystem failure reason: rr_main.c:512:Assert of a timer.',
  },
  {
    ...warning,
    kind: 'remoteproc-error',
    headline: /^virtio_rpmsg_bus \S+: timeout waiting for a tx buffer/,
    words: ['virtio_rpmsg_bus'],
    title: 'remoteproc-error: no room for a message',
    continues: ['remoteproc-error'],
    test: 'virtio_rpmsg_bus virtio0: timeout waiting for a tx buffer',
  },
  {
    ...warning,
    kind: 'remoteproc-error',
    headline: /^imx-rproc \S+: (?:imx_rproc_kick: )?failed \((?<queue>\d+), err:(?<errno>-\d+)\)/,
    words: ['imx_rproc_kick'],
    title: 'remoteproc-error: kick {errno}',
    continues: ['remoteproc-error'],
    test: 'imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)',
  },
  {
    ...warning,
    kind: 'remoteproc-error',
    headline:
      /^(?:remoteproc (?:remoteproc)?\w+|remoteproc\d+): Direct firmware load (?:for (?<file>\S+) )?failed with error (?<errno>-\d+)/,
    words: ['remoteproc'],
    title: 'remoteproc-error: firmware[ {file}] not loaded, error {errno}',
    continues: ['remoteproc-error'],
    test: 'remoteproc remoteproc0: Direct firmware load for firmware_imxcm7.elf failed with error -2',
  },
  {
    ...warning,
    kind: 'remoteproc-error',
    headline:
      /^remoteproc (?:remoteproc)?\w+: (?<what>bad phdr|request_firmware failed|Image is too small|Image is corrupted|Unsupported class|truncated fw|Failed to load program segments|Failed to process resources|can't load resource table|Failed to allocate associated carveouts|can't start rproc|failed to probe subdevices)/,
    words: ['remoteproc'],
    title: 'remoteproc-error: {what}',
    continues: ['remoteproc-error'],
    test: 'remoteproc remoteproc0: bad phdr da 0x80000000 mem 0x134e8',
  },
  {
    ...warning,
    kind: 'remoteproc-error',
    headline:
      /^(?:remoteproc|imx-rproc) \S+: (?<what>Boot failed|Translation failed|failed to enable remote core|failed to stop remote core|failed to find syscon|failed to (?:get|enable) clock|No initialized mbox tx channel)/i,
    words: ['remoteproc', 'imx-rproc'],
    title: 'remoteproc-error: {what}',
    continues: ['remoteproc-error'],
    test: 'imx-rproc imx8mp-cm7: Failed to enable remote core!',
  },
  {
    ...error,
    kind: 'irq-nobody',
    headline: /^(?:irq (?<irq>\d+): nobody cared(?: \(|\W*$)|Disabling IRQ #(?<disabled>\d+)$)/,
    words: ['nobody cared', 'Disabling IRQ #'],
    title: 'irq {irq}{disabled}: nobody cared',
    continues: ['irq-nobody'],
    test: 'irq 73: nobody cared (try booting with the "irqpoll" option)',
  },
  {
    ...error,
    severity: 'fatal',
    kind: 'thermal-shutdown',
    headline:
      /^(?:(?:reboot: )?HARDWARE PROTECTION (?:shutdown|reboot)|(?:ACPI: )?(?:thermal(?:_sys| \S+)?: )?(?:[\w.-]+: |Thermal Zone \[\w+\]: )?[Cc]ritical temperature reached(?= ?\(|, shutting| ?$)|imx_thermal\S* \S+ .*critical)/,
    words: ['HARDWARE PROTECTION', 'ritical temperature'],
    title: 'thermal-shutdown',
    test: 'thermal thermal_zone0: soc-thermal: critical temperature reached, shutting down',
  },
  {
    ...warning,
    kind: 'watchdog-reset',
    // watchdog_release() in drivers/watchdog/watchdog_dev.c: whoever fed it has let go, as systemd-shutdown does right before it reboots.
    headline: /^watchdog: watchdog(?<dev>\d+): watchdog did not stop!/,
    words: ['watchdog did not stop'],
    title: 'watchdog-reset: watchdog did not stop',
    unlessReboot: true,
    test: 'watchdog: watchdog0: watchdog did not stop!',
  },
  {
    ...warning,
    kind: 'watchdog-reset',
    // What boot loaders of phones say of the boot before.
    headline:
      /^(?:\[\w\] )?(?:\[\w+\] )?(?:Re(?:boot|set) (?:reason|message|source|status): .{0,24}\b(?:watchdog|wdt|hwt)\b|(?:INFO: +)?[IW]WDG\d? (?:System )?Reset \(rst_)/i,
    words: [
      'eboot reason: ',
      'eset reason: ',
      'eset message: ',
      'eset Source: ',
      'eset source: ',
      'eset Status: ',
      'eset status: ',
      ' (rst_iwdg',
      ' (rst_wwdg',
    ],
    title: 'watchdog-reset',
    test: 'Reboot reason: 0xcbcd - APM Watchdog',
  },
  {
    ...warning,
    kind: 'thermal-shutdown',
    headline: /^(?:\[\w\] )?(?:\[\w+\] )?Re(?:boot|set) (?:reason|cause|source): .{0,24}\b(?:thermal|over-?temp\w*)\b/i,
    words: ['eboot reason: ', 'eset reason: ', 'eset cause: ', 'eset source: '],
    title: 'thermal-shutdown: before this boot',
    test: 'Reboot reason: 0xcdcb - Thermal Shutdown (S/W Reboot)',
  },
  {
    ...warning,
    kind: 'unexpected-reset',
    headline:
      /^(?:\[\w\] )?(?:\[\w+\] )?(?:Re(?:boot|set)|Last (?:re)?boot) (?:reason|message): .{0,24}?\b(?<what>kernel[ _]panic|KP|ECC \w+|RAS Error)\b/i,
    words: ['boot reason: ', 'eset reason: ', 'eset message: '],
    title: 'unexpected-reset: {what}',
    test: 'reset message: ECC RAS Error',
  },
  {
    ...warning,
    kind: 'watchdog-reset',
    headline: /^watchdog(?:: | )watchdog\d+: pretimeout event/,
    words: ['pretimeout event'],
    title: 'watchdog-reset: pretimeout',
    test: 'watchdog: watchdog0: pretimeout event',
  },
];
