import type { HeadlineRule } from './rule.ts';

const failure = { kind: 'boot-failure', severity: 'error', endsScenario: true, frame: 'none', continues: ['boot-failure'] } as const;

/** A boot that ends in a shell for repairs, or nowhere: systemd, dracut, initramfs-tools, BusyBox switch_root, init/main.c, init/do_mounts.c, U-Boot bootm. */
export const bootFailureRules: readonly HeadlineRule[] = [
  {
    ...failure,
    headline:
      /^(?:\S+: )?(?:You are in (?<mode>emergency|rescue) mode(?!\. (?!After\b)[A-Z])|Welcome to (?<welcome>emergency|rescue) mode|Entering emergency mode|Give root password for (?:maintenance|system maintenance)|(?:\[ *OK *\] |(?:\S+ )?systemd\[1\]: )(?:Started|Reached target) (?:\w+\.\w+ - )?(?:(?<target>emergency|rescue) (?:Shell|Mode)(?= *(?:\.|$))|(?<unit>emergency|rescue)\.(?:service|target))\b|Cannot open access to console, the root account is locked)/i,
    words: [
      'mergency mode',
      'escue mode',
      'mergency Mode',
      'escue Mode',
      'mergency Shell',
      'escue Shell',
      'mergency.',
      'escue.s',
      'escue.t',
      'Give root password',
      'root account is locked',
    ],
    title: 'boot-failure:[ {mode}{welcome}{target}{unit}] mode',
    from: 'program',
    test: 'You are in emergency mode. After logging in, type "journalctl -xb" to view',
  },
  {
    ...failure,
    headline:
      /^(?:!{3,} .*|\[!{3,}\] |(?:\S+ )?systemd\[1\]: |\[ *(?:DEPEND|FAILED) *\] )(?:Dependency failed for (?:\S+ - )?(?:Local File Systems|\/sysroot|Initrd (?:Root|File Systems)|File System Check on Root|(?:local-fs|initrd-root-\w+)\.target|sysroot\.mount)|Freezing execution|Caught <(?<signal>\w+)>|Failed to (?:mount (?:early )?API filesystems|allocate manager object|isolate default target|start up manager|(?:mount|start) (?:\S+ - )?(?:\/sysroot\b|Remount Root and Kernel File Systems)))/,
    words: [
      'Freezing execution',
      'Caught <',
      'API filesystems',
      'manager object',
      'default target',
      'start up manager',
      'Dependency failed for',
      'mount /sysroot',
      'Remount Root and',
    ],
    title: 'boot-failure: systemd gave up',
    from: 'program',
    test: 'systemd[1]: Freezing execution.',
  },
  {
    ...failure,
    headline:
      /^(?:ALERT! +\S+ does not exist|Gave up waiting for root|(?:(?:[\w.-]+ )?dracut-initqueue\[\d+\]: )?Warning: dracut-initqueue.*timeout|(?:(?:[\w.-]+ )?dracut-initqueue\[\d+\]: |dracut: )?Warning: Could not boot\.|dracut: FATAL: |(?:switch_root|run-init): (?:failed|can't execute|opening console|current directory|\/\S+: No such file)|BusyBox .* \(initramfs\)|Target filesystem doesn't have (?:requested )?\/sbin\/init|Generating "\/run\/initramfs\/rdsosreport|mount: mounting \S+ on \/(?:root|newroot|new_root|sysroot|rootfs|mnt\/root)\/? failed: |No init found\. Try passing init=)/,
    words: [
      'ALERT! ',
      'Gave up waiting',
      'dracut-initqueue',
      'dracut: FATAL',
      'Could not boot',
      'switch_root: ',
      'run-init: ',
      "filesystem doesn't have",
      'No init found',
      'rdsosreport',
      'mount: mounting ',
    ],
    title: 'boot-failure: no root file system',
    from: 'program',
    test: 'ALERT!  /dev/mmcblk2p2 does not exist.  Dropping to a shell!',
  },
  {
    ...failure,
    headline: /^VFS: (?:Cannot open root device|Unable to mount root fs|PARTUUID= is invalid)/,
    words: ['Cannot open root device', 'Unable to mount root'],
    title: 'boot-failure: the kernel finds no root',
    test: 'VFS: Cannot open root device "mmcblk2p2" or unknown-block(179,2): error -6',
  },
  {
    ...failure,
    severity: 'warning',
    endsScenario: false,
    // What decompresses it in a kernel without that format says `Decoding failed`, and another one takes its place.
    headline: /^Initramfs unpacking failed: (?!Decoding failed)/,
    words: ['unpacking failed: '],
    title: 'boot-failure: the initramfs is damaged',
    test: 'Initramfs unpacking failed: invalid magic at start of compressed archive',
  },
  {
    ...failure,
    // MB1 and MB2 of Tegra: a task that ends the boot, and what it lacked.
    headline:
      /^[EC]> (?:Task \d+ failed|(?:Load SMD|Error: SMD: Load) failed|No bootable slot|Fail to load \S+|LOADER: (?:Failed to verify SMD & SMD_b|Could not read binary))/,
    words: ['E> Task ', 'C> Task ', 'SMD failed', 'SMD: Load failed', 'No bootable slot', 'C> Fail', 'E> Fail', 'LOADER: '],
    title: 'boot-failure: the boot loader has nothing to start',
    from: 'firmware',
    test: 'E> Task 24 failed (err: 0x1d540102)',
  },
  {
    ...failure,
    headline:
      /^(?:Failed to execute \/\S+ \(error -\d+\)|Starting init: \/\S+ exists but couldn't execute it|Kernel too old|request_module: runaway loop modprobe)/,
    words: ['Failed to execute /', "couldn't execute it", 'runaway loop modprobe'],
    title: 'boot-failure: no init that runs',
    test: "Starting init: /sbin/init exists but couldn't execute it (error -8)",
  },
  {
    ...failure,
    headline:
      /^(?:Wrong Image (?:Format|Type) for boot\w+ command|ERROR: [Cc]an't get kernel image|Bad Linux (?:ARM(?:64)?|RISCV) z?Image magic|Unknown image format!|ERROR: Did not find a cmdline Flattened Device Tree|Could not find a valid device tree|(?:Verifying Checksum \.\.\. )?Bad Data CRC|Wrong Ramdisk Image Format|Ramdisk image is corrupt or invalid|Error: inflate\(\) returned|.*: uncompress error -?\d+|GUNZIP: uncompress, out-of-mem|FDT and ATAGS support not compiled in|Error: (?:unrecognized\/unsupported processor|invalid dtb and unrecognized)|Verifying Hash Integrity \.\.\. .*error|BOOT fail, ?Error is 0x|Error reading superblock on volume|sdram_init: .*\bfail(?:ed|ure)?\b|(?:data_training|DRAM|DDR|DDRPHY)\b.{0,16}(?: [Tt]rain\w*| rg)+ (?:has )?(?:failed|failure|error)|.{0,60}- must RESET the board to recover)/,
    words: [
      'Wrong Image ',
      "n't get kernel image",
      'Image magic',
      'Unknown image format',
      'Flattened Device Tree',
      'valid device tree',
      'Bad Data CRC',
      'Hash Integrity',
      'Wrong Ramdisk',
      'Ramdisk image is',
      'inflate() returned',
      'uncompress error',
      'GUNZIP: uncompress',
      'FDT and ATAGS',
      'unsupported processor',
      'invalid dtb and',
      'must RESET the',
      'BOOT fail,',
      'Error reading superblock',
      'sdram_init: ',
      'data_training: ',
      'raining failed',
    ],
    title: 'boot-failure: the boot loader has nothing to start',
    from: 'firmware',
    test: 'Bad Linux ARM64 Image magic!',
  },
  {
    ...failure,
    // U-Boot 1.1, boot/bootflow.c of the new one, and system/core/init of Android: nothing of what was tried can be started.
    headline:
      /^(?:Bad Magic Number\s*$|\W{0,6}Error: (?:unsupported image header|failed to execute 'bootcmd')|\(0 bootflows, 0 valid\)|init: InitFatalReboot: signal \d)/,
    words: ['Bad Magic Number', 'unsupported image header', "to execute 'bootcmd'", '(0 bootflows', 'InitFatalReboot'],
    title: 'boot-failure: the boot loader has nothing to start',
    from: 'firmware',
    onlyAtStart: true,
    test: "## Error: failed to execute 'bootcmd'!",
  },
  {
    ...failure,
    // GRUB, firmware of PCs and of EDK2, fsck, and loaders that find their image unsigned.
    headline:
      /^(?:grub rescue>|No bootable (?:device|medium|option)|No boot(?:able)? (?:device|media) (?:found|available)|BdsDxe: No bootable option|Failed to boot both default and fallback|(?:ERROR: )?(?:secure boot|[Ii]mage|[Ss]ignature) (?:verification|authentication) failed|fsck(?:\.\w+)? died with exit status|An error occurred during the file ?system check|UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY)/,
    words: [
      'grub rescue>',
      'No bootable',
      'No boot device',
      'No boot media',
      'BdsDxe: ',
      'default and fallback',
      'verification failed',
      'authentication failed',
      'with exit status',
      'the file system check',
      'the filesystem check',
      'RUN fsck MANUALLY',
    ],
    title: 'boot-failure: nothing that boots',
    from: 'program',
    onlyAtStart: true,
    test: 'BdsDxe: No bootable option or device was found.',
  },
  {
    ...failure,
    severity: 'warning',
    endsScenario: false,
    // common/spl/spl_mmc.c: one boot device of several; what is loaded from another one tells that it went on.
    headline: /^spl: (?:mmc init failed with error: -\d+|mmc device not found!!|could not (?:find|initialize) mmc\b)/,
    words: ['spl: mmc ', 'spl: could not'],
    title: 'boot-failure: SPL cannot read its boot device',
    from: 'firmware',
    undoneBy: /^(?:Trying fit image|## Checking |Jumping to U-Boot|U-Boot 20\d\d\.|NOTICE: +BL|Loading U-Boot|Best phase range)/,
    test: 'spl: mmc init failed with error: -95',
  },
  {
    ...failure,
    // One step of several, which the boot may do without: a mount with nofail, one entry of the boot order, a check whose errors are ignored.
    severity: 'warning',
    endsScenario: false,
    headline:
      /^(?:(?:\[ *TIME *\] |(?:\S+ )?systemd\[1\]: )Timed out waiting for device |error: no such (?:partition|device)|Boot [Ff]ailed[.:] |BdsDxe: failed to (?:load|start)|fsck(?:\.\w+)? failed with exit status)/,
    words: ['waiting for device', 'no such partition', 'no such device', 'Boot Failed', 'Boot failed', 'BdsDxe: ', 'with exit status'],
    title: 'boot-failure: a step of the boot failed',
    from: 'program',
    onlyAtStart: true,
    test: '[ TIME ] Timed out waiting for device /dev/disk/by-label/data.',
  },
];
