import type { HeadlineRule } from './rule.ts';

const error = { severity: 'error', endsScenario: true, frame: 'none' } as const;
// A damaged file system in a loop-mounted image says nothing about the board; x86 machines without a floppy report one as unreadable.
const other = String.raw`(?!loop|fd\d|sr\d)[\w-]+`;
const dev = `(?<dev>${other})`;

/** fs/, drivers/mtd/ubi, drivers/md: what is written on a medium is damaged. */
export const fileSystemRules: readonly HeadlineRule[] = [
  {
    ...error,
    kind: 'fs-error',
    headline: new RegExp(
      // A file system that another driver is asked to mount is refused, and nothing is wrong with it.
      String.raw`^(?<fs>EXT[234]|FAT|exFAT|F2FS)-fs (?=error \(|\(?(?:device )?[\w-]+\):? (?:error(?!: (?:couldn't mount|unrecognized mount))|[Rr]emounting filesystem read-only|previous I/O error|\w+:\d+:|inode #|(?:initial|last) error at time|This should not happen|group descriptors corrupted|ext4_check_descriptors: |bad geometry: |FAT read failed|Directory bread))(?:error )?\(?(?:device )?${dev}\)`,
    ),
    words: ['-fs error', 'emounting filesystem', 'EXT2-fs (', 'EXT3-fs (', 'EXT4-fs (', 'FAT-fs (', 'F2FS-fs ('],
    title: 'fs-error: {fs} on {dev}',
    test: 'EXT4-fs error (device mmcblk2p1): ext4_lookup:1785: inode #1234: comm systemd: deleted inode referenced: 5678',
  },
  {
    ...error,
    kind: 'fs-error',
    headline:
      /^XFS(?: \((?!loop)[\w-]+\))?: (?:Corruption (?:detected|of in-memory|warning)|[Mm]etadata (?:corruption|CRC error|I\/O error)|Internal error|[Ll]og I\/O [Ee]rror|I\/O Error Detected|log recovery \w+ I\/O error|log mount(?:\/recovery)? failed|Filesystem has been shut down|xfs_do_force_shutdown|xfs_log_force: error|xfs_\w+: \w+(?:\(\))? returned error -\d|Failing async write|writeback error on|failed to read root inode|Bad \w+(?: \w+)? block magic|Assertion failed: )/,
    words: [
      'og I/O error',
      'I/O Error',
      'log recovery',
      ': Corruption ',
      ': Metadata ',
      ': metadata I/O',
      ': Internal error',
      ': log mount',
      'has been shut down',
      'xfs_do_force_',
      'xfs_log_force',
      'returned error -',
      'Failing async',
      'writeback error',
      'to read root inode',
      'block magic!',
      'XFS: Assertion',
      '): Assertion',
    ],
    title: 'fs-error',
    test: 'XFS (mmcblk2p2): metadata I/O error: block 0x4d7300 ("xfs_trans_read_buf_map") error 117 numblks 32',
  },
  {
    ...error,
    kind: 'fs-error',
    headline: new RegExp(
      String.raw`^(?:BTRFS:? (?:error|critical)(?: \(device ${dev}[^)]*\))|BTRFS: Transaction aborted|BTRFS warning \(device ${other}[^)]*\): csum failed|JBD2: (?:Error -|IO error|I/O error|previous I/O error|Detected IO errors|recovery failed|corrupted journal|Failed to read block|journal transaction \d+ on \S+ is corrupt)|Aborting journal on device (?!loop)|UBIFS (?:error \(|assert failed)|ubi\d+ error: |UBI error: |SQUASHFS error: |EXT4-fs \((?!loop)[\w-]+\): (?:.*potential data loss|Delayed block allocation failed)|F2FS-fs \((?!loop)[\w-]+\): (?:Inconsistent error blkaddr|Corrupted|inconsistent|Failed to read root inode|access invalid blkaddr|Mismatch valid blocks|Found FS corruption|Stopped filesystem due to)|jffs2: (?:error|Data CRC|.*returned ECC error|Newly-erased block contained|jffs2_scan_\w+\(\): Magic bitmask 0x1985 not found)|JFFS2 error: |device-mapper: verity: \S+ (?:data|metadata) block \d+ is corrupted|md/\w+:\w+: Disk failure on |NTFS-fs error \(device ${other}\)|(?:EROFS|erofs:?) \((?:device )?${other}\): (?:failed|.*failed to decompress)|OCFS2: ERROR |GFS2: fsid=\S+: fatal|FAT-fs \(${other}\): Filesystem has been set read-only)`,
    ),
    words: [
      'Transaction aborted',
      'csum failed',
      'JBD2: recovery',
      'JBD2: journal',
      'JBD2: IO error',
      'JBD2: previous',
      'JBD2: corrupted',
      'JBD2: Failed to',
      'UBIFS assert',
      'JFFS2 error',
      'device-mapper: verity',
      'Disk failure on',
      'to decompress',
      'BTRFS error',
      'BTRFS critical',
      'BTRFS: error',
      'BTRFS: critical',
      'JBD2: Error',
      'JBD2: I/O',
      'JBD2: Detected',
      'Aborting journal',
      'UBIFS error',
      ' error: ',
      'UBI error',
      'SQUASHFS error',
      'jffs2: ',
      'EXT4-fs (',
      'F2FS-fs (',
      'NTFS-fs error',
      'EROFS (',
      'OCFS2: ERROR',
      'GFS2: fsid',
      'FAT-fs (',
    ],
    title: 'fs-error',
    continues: ['fs-error'],
    test: 'UBIFS error (ubi0:0 pid 1): ubifs_read_node: bad node type (255 but expected 1)',
  },
  {
    ...error,
    kind: 'fs-error',
    // What a driver says of its medium without the word for an error in front. FAT asks for a check after each hard power-off.
    headline: new RegExp(
      String.raw`^(?<fs>EXT[234]|FAT|exFAT|F2FS)-fs \(?(?:device )?${dev}\):? (?!.*(?:not properly unmounted|forcing read-only mode)).*\b(?:[Cc]orrupt\w*|[Ii]nconsisten\w*|unable to read|[Uu]nrecoverable|I/?O error|bad superblock|[Ff]ailed to read (?:node|root|F2FS meta)|run (?:e2)?fsck)`,
    ),
    words: ['EXT2-fs (', 'EXT3-fs (', 'EXT4-fs (', 'FAT-fs (', 'F2FS-fs ('],
    title: 'fs-error: {fs} on {dev}',
    continues: ['fs-error'],
    test: 'EXT4-fs (mmcblk2p1): corrupt root inode, run e2fsck',
  },
  {
    ...error,
    kind: 'fs-error',
    // fs/{reiserfs,udf,bcachefs,ntfs3,isofs,cramfs,hfsplus,jbd2}, fs/overlayfs: each in its own form. bcachefs tells its option errors=, and that it shuts down, at each mount.
    headline: new RegExp(
      String.raw`^(?:REISERFS (?:error|panic)|UDF-fs:? error|bcachefs \(${other}\b[^)]*\):? .*(?:\berror\b|corrupt|inconsisten|emergency read only)|ntfs3?: \(?(?:device )?${other}\)?: .*(?:corrupt|[Ff]ailed to (?:load|read)|is marked as dirty.*force)|cramfs: .*(?:bad|Error)|hfs(?:plus)?: .*(?:corrupt|inconsisten)|JBD2: Spotted dirty metadata|EXT4-fs \((?!loop)[\w-]+\): warning: mounting fs with errors|F2FS-fs \((?!loop)[\w-]+\): Failed to get valid F2FS checkpoint|VFS: Busy inodes after unmount)`,
    ),
    words: [
      'REISERFS error',
      'REISERFS panic',
      'UDF-fs: error',
      'UDF-fs error',
      'bcachefs (',
      'ntfs3: ',
      'ntfs: (device',
      'cramfs: ',
      'hfsplus: ',
      'Spotted dirty metadata',
      'mounting fs with errors',
      'valid F2FS checkpoint',
      'Busy inodes after',
    ],
    title: 'fs-error',
    continues: ['fs-error'],
    test: 'bcachefs (mmcblk0p2): inconsistency detected - emergency read only',
  },
];
