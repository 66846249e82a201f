import type { HeadlineRule } from './rule.ts';

const error = { severity: 'error', endsScenario: true, frame: 'none' } as const;
const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;
// A damaged file system in a loop-mounted image says nothing about the board; x86 machines without a floppy report one as unreadable.
const dev = String.raw`(?<dev>(?!loop|fd\d|sr\d)[\w-]+)`;

/** drivers/remoteproc, kernel/irq/spurious.c, fs/, block/, drivers/mmc, drivers/thermal. */
export const deviceRules: readonly HeadlineRule[] = [
  {
    ...error,
    kind: 'remoteproc-crash',
    headline:
      /^remoteproc (?:remoteproc)?\w+: (?:crash detected in (?<core>\S+): type (?<what>[\w ]+)|handling crash #\d+ in (?<name>\S+))/,
    words: ['crash detected in', 'handling crash #'],
    title: 'remoteproc-crash[: {what}][ of {core}{name}]',
    continues: ['remoteproc-crash'],
    test: 'remoteproc remoteproc0: crash detected in imx-rproc: type watchdog',
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
    headline: /^remoteproc (?:remoteproc)?\w+: Direct firmware load for (?<file>\S+) failed with error (?<errno>-\d+)/,
    words: ['Direct firmware load'],
    title: 'remoteproc-error: {file} not loaded, error {errno}',
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
      /^(?:remoteproc|imx-rproc) \S+: (?<what>Boot failed|Translation failed|Failed to enable remote core|Failed to stop remote core|failed to find syscon|Failed to (?:get|enable) clock|No initialized mbox tx channel)/,
    words: ['remoteproc', 'imx-rproc'],
    title: 'remoteproc-error: {what}',
    continues: ['remoteproc-error'],
    test: 'imx-rproc imx8mp-cm7: Failed to enable remote core!',
  },
  {
    ...error,
    kind: 'irq-nobody',
    headline: /^irq (?<irq>\d+): nobody cared/,
    words: ['nobody cared'],
    title: 'irq {irq}: nobody cared',
    test: 'irq 73: nobody cared (try booting with the "irqpoll" option)',
  },
  {
    ...error,
    kind: 'fs-error',
    headline: new RegExp(
      // A file system that another driver is asked to mount is refused, and nothing is wrong with it.
      String.raw`^(?<fs>EXT[234]|FAT|F2FS)-fs (?=error \(|\(?(?:device )?[\w-]+\):? (?:error(?!: (?:couldn't mount|unrecognized mount))|[Rr]emounting filesystem read-only|previous I/O error|\w+:\d+:|inode #))(?:error )?\(?(?:device )?${dev}\)`,
    ),
    words: ['-fs error', 'emounting filesystem', '-fs ('],
    title: 'fs-error: {fs} on {dev}',
    test: 'EXT4-fs error (device mmcblk2p1): ext4_lookup:1785: inode #1234: comm systemd: deleted inode referenced: 5678',
  },
  {
    ...error,
    kind: 'fs-error',
    headline: new RegExp(
      String.raw`^(?:BTRFS (?:error|critical)(?: \(device ${dev}\w*\))|XFS \((?!loop)[\w-]+\): (?:Corruption detected|Metadata (?:corruption|CRC error|I/O error)|Internal error|log I/O error|Filesystem has been shut down|xfs_do_force_shutdown)|JBD2: (?:Error -|I/O error|Detected IO errors)|Aborting journal on device (?!loop)|UBIFS error \(|ubi\d+ error: |UBI error: |SQUASHFS error: |EXT4-fs \((?!loop)[\w-]+\): (?:.*potential data loss|Delayed block allocation failed)|F2FS-fs \((?!loop)[\w-]+\): (?:Inconsistent error blkaddr|Corrupted|inconsistent|Failed to read root inode|access invalid blkaddr|Mismatch valid blocks|Found FS corruption)|jffs2: (?:error|Data CRC))`,
    ),
    words: [
      'BTRFS ',
      'XFS (',
      'JBD2: ',
      'Aborting journal',
      'UBIFS error',
      ' error: ',
      'UBI error',
      'SQUASHFS error',
      'jffs2: ',
      'EXT4-fs (',
      'F2FS-fs (',
    ],
    title: 'fs-error',
    continues: ['fs-error'],
    test: 'UBIFS error (ubi0:0 pid 1): ubifs_read_node: bad node type (255 but expected 1)',
  },
  {
    ...error,
    kind: 'io-error',
    headline: new RegExp(
      `^(?:(?:blk_update_request|print_req_error|end_request): )?(?:I/O error|critical (?:medium|target|space allocation|nexus) error|[Bb]uffer I/O error),? (?:on )?(?:dev|device) ${dev}`,
    ),
    words: ['/O error', 'critical '],
    title: 'io-error on {dev}',
    continues: ['io-error'],
    test: 'blk_update_request: I/O error, dev mmcblk2, sector 123456 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2',
  },
  {
    ...error,
    kind: 'io-error',
    headline:
      /^(?<dev>mmc(?:blk)?\d+)(?:: mmc\d)?: (?<what>Timeout waiting for hardware (?:cmd )?interrupt|cache flush error|recovery failed|error -\d+ (?:sending|transferring)|Card stuck (?:being busy|in wrong state)|tuning execution failed|running CQE recovery)/,
    words: [
      'waiting for hardware',
      'cache flush error',
      'recovery failed',
      'Card stuck',
      'tuning execution failed',
      'CQE recovery',
      ': error -',
    ],
    title: 'io-error: {what} on {dev}',
    continues: ['io-error'],
    test: 'mmc2: Timeout waiting for hardware interrupt.',
  },
  {
    ...error,
    kind: 'io-error',
    headline:
      /^(?:nvme \S+: I\/O (?:tag )?\d+ .*timeout|ata\d+(?:\.\d+)?: (?:failed command|exception Emask)|sd \S+ \[\w+\] .*(?:Medium Error|Hardware Error))/,
    words: [' timeout, ', 'failed command', 'exception Emask', 'Medium Error', 'Hardware Error'],
    title: 'io-error',
    continues: ['io-error'],
    test: 'nvme nvme0: I/O 12 QID 3 timeout, aborting',
  },
  {
    ...error,
    severity: 'fatal',
    kind: 'thermal-shutdown',
    headline:
      /^(?:(?:reboot: )?HARDWARE PROTECTION (?:shutdown|reboot)|(?:thermal \S+: |thermal_sys: )?\S*:? ?critical temperature reached|imx_thermal\S* \S+ .*critical)/,
    words: ['HARDWARE PROTECTION', 'critical temperature'],
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
    headline: /^watchdog(?:: | )watchdog\d+: pretimeout event/,
    words: ['pretimeout event'],
    title: 'watchdog-reset: pretimeout',
    test: 'watchdog: watchdog0: pretimeout event',
  },
];
