import type { Facts } from '../facts.ts';
import { handedOver, treeNotLoaded } from './boot-stages.ts';
import { startedByUBoot } from './gating.ts';
import { all, claimed, type Evidence, evidence, isAfter, one, type Row } from './row.ts';

const lastResorts =
  /EFI boot manager: Cannot load any image|Cannot autoload with TFTPGET|\*\*\* ERROR: `serverip' not set|^Retry (?:count|time) exceeded|^(?:BOOTP|DHCP) broadcast \d+|^missing environment variable: (?:pxeuuid|bootfile)|^Could not find PXE|Wrong Image (?:Format|Type) for boot[mi]|Bad Linux ARM64 Image magic|ERROR: can't get kernel image|^No (?:bootable|boot) (?:device|medium|script)|can't find (?:boot\.scr|kernel)|WARN: Cannot load the DT|^TFTP error(?!.*reserved memory)|^ERROR: booting os/i;
const earlier =
  /No EFI system partition|MMC: no card present|Card did not respond to voltage select|Failed to load '(?!.*m[47])\S*(?:boot\.scr|Image|zImage|extlinux)|(?:\*\* |^)(?:Unable to read file|File not found) \S*(?:boot\.scr|Image|extlinux)|SCRIPT FAILED|\*\* (?:No partition table|Bad device|Invalid partition)|Loading Boot\d+ '.*' failed/i;

// `bootm` and `booti` have the image by then, and refuse it: bootm.c and image.c of U-Boot.
const damaged =
  /Bad (?:Data CRC|Header Checksum|hash value|Data Hash)|(?:GUNZIP|LZ4|LZMA|LZO|ZSTD|BZIP2): .*(?:error|fail)|inflate\(\) returned/i;

const nothing = (facts: Facts): Evidence | undefined => {
  const ends = all(facts, lastResorts);
  // There is something to boot, and it is damaged: that is not this row's, unless U-Boot has looked in vain elsewhere too.
  const last = one(facts, damaged) ? ends.filter(({ text }) => !/can't get kernel image/.test(text)) : ends;
  const said = claimed(facts, 'nothing-boots');
  const end = last.at(-1);
  // A kernel that came up behind it shows that something booted after all.
  const isBooted = end && facts.lines.slice(facts.lines.indexOf(end)).some(({ text }) => /^Starting kernel|Linux version/.test(text));
  // It found what to boot, and stumbled over the tree.
  const isLastBoot = end && !isAfter(facts, end, /^U-Boot SPL 20\d\d/);
  const confidence = treeNotLoaded(facts) || !isLastBoot ? 'possible' : 'certain';
  if (end && !isBooted) return evidence(confidence, ...all(facts, earlier).slice(0, 2), last[0], end);
  if (end) return undefined;
  // A kernel that was started is no board without one.
  if (one(facts, /^Starting kernel|Linux version/)) return undefined;
  const hints = all(facts, earlier);
  // The default environment of NXP goes to the network where the kernel cannot be read from the medium.
  const network = one(facts, /^Booting from net \.\.\./);
  const unread = network && hints.find((line) => /\bImage\b/.test(line.text) && facts.lines.indexOf(line) < facts.lines.indexOf(network));
  if (network && unread) return evidence('likely', unread, network);
  const isAtPrompt = /iMX\w+ #|=>/.test(facts.lines.at(-1)?.text ?? '');
  // Who starts an M-core there has a kernel to go on with: what stops is Linux beside the core.
  if (said && !startedByUBoot(facts)) return evidence('likely', said, ...hints.slice(0, 2));
  // The script of the boot gave up, and nothing else came behind it.
  // What was refused for its signature has a row of its own.
  const isRefused = one(facts, /authenticat|required signature/i) !== undefined;
  const gaveUp = isRefused ? [] : all(facts, /SCRIPT FAILED|Booting from \w+ failed|inflate\(\) returned -?[1-9]/);
  const isEnd = gaveUp.length > 0 && !isAfter(facts, gaveUp.at(-1)!, /^(?:Scanning|Loading|Found|Booting|BOOTP|Hit any key)|bytes read/);
  if (isEnd) return evidence('likely', ...hints.slice(0, 1), ...gaveUp.slice(-2));
  return hints.length >= 2 && isAtPrompt ? evidence('likely', ...hints.slice(0, 3)) : undefined;
};

// SPL goes on to its next medium, and says of what it found there: common/spl/spl.c of U-Boot, and that of Rockchip's.
const foundBehind = /^U-Boot 20\d\d|^Jumping to U-Boot|^(?:NOTICE|INFO): +BL31: /i;

const noUBoot = (facts: Facts): Evidence | undefined => {
  const line = one(
    facts,
    /Can't found uboot image|SPL: failed to boot from all boot devices|SPL: Unsupported Boot Device|mmc_load_image_raw\S*: mmc block (?:read )?error|spl: (?:could not|mmc .*|partition) ?(?:error|not found|initialize)|SPL: Could not (?:find|load)|No valid (?:U-Boot|container|image) (?:image )?found|Can't find (?:u-?boot|container|valid image)|get ?image offset error|Wrong container header/i,
  );
  const said = claimed(facts, 'spl-finds-nothing');
  const spl = one(facts, /^U-Boot SPL 20\d\d/);
  const isBeyond = line && facts.lines.slice(facts.lines.indexOf(line)).some(({ text }) => foundBehind.test(text));
  // A container that is asked for its signature is no U-Boot that was not found.
  const isUnsigned = line && /container header/i.test(line.text) && one(facts, /failed to authenticate|authenticate (?:os )?container/i);
  if (line && !isBeyond && !isUnsigned)
    return evidence('certain', spl, one(facts, /^Boot Stage: |^Trying to boot from/), line, one(facts, /### ERROR ### Please RESET/));
  // SPL has one reason to give up once the memory is there: lib/hang.c.
  const hang = spl && facts.lines.slice(facts.lines.indexOf(spl)).find(({ text }) => /^### ERROR ### Please RESET/.test(text));
  if (hang && !line && !one(facts, /^U-Boot 20\d\d|initcall|[Aa]uthenticat|[Ss]ignature|hash\b|\bHAB\b/))
    return evidence('likely', spl, hang);
  // Who sees SPL jump has its image found, and without memory it looks for none.
  const isFound = (claimed(facts, 'boot-ends-at-tf-a') ?? claimed(facts, 'dram-fails')) !== undefined;
  if (!said || isFound || one(facts, /^U-Boot 20\d\d/)) return undefined;
  // SPL complains where it finds nothing; here it does not.
  return evidence(handedOver(facts) ? 'possible' : 'likely', said, spl);
};

const emergency = (facts: Facts): Evidence | undefined => {
  const line = one(
    facts,
    /You are in (?:emergency|rescue) mode|Give root password for (?:maintenance|login)|Cannot open access to console, the root account is locked|Press Enter for (?:maintenance|emergency)|Reached target.*(?:Emergency|Rescue) Mode|Started Emergency Shell|(?:Generating|Entering) .*(?:emergency|rescue)|Enter emergency shell|ALERT! .* does not exist\. {1,2}Dropping to a shell|^\(initramfs\)|ostree-prepare-root: Couldn't find/i,
  );
  const said = claimed(facts, 'emergency');
  const failed = one(
    facts,
    /\[(?:FAILED|DEPEND)\]|Failed to (?:mount|start)|Dependency failed|Timed out waiting for device|UNEXPECTED INCONSISTENCY|fsck failed/,
  );
  if (line) return evidence('certain', failed, line);
  return said && evidence('likely', said, failed);
};

export const bootMediumRows: readonly Row[] = [
  {
    id: 53,
    name: 'nothing-to-boot',
    symptom: 'EFI boot manager: Cannot load any image; Cannot autoload with TFTPGET; then the U-Boot prompt',
    cause:
      'U-Boot runs and finds nothing to boot on any medium: no boot script and no kernel on the eMMC or SD card, so that it ends at EFI, the network and its prompt.',
    matches: nothing,
    confirm: [
      { step: 'at the U-Boot prompt: ls mmc 2:1; printenv boot_targets bootcmd' },
      { step: 'whether the installation went to its end, and to this medium' },
    ],
    fix: 'Install the image again with the Easy Installer, and check that boot.scr, kernel and device tree are in the first partition of the medium that boot_targets names.',
    source: 'boot/bootmeth_efi.c, include/config_distro_bootcmd.h of U-Boot; community.toradex.com/t/27396',
  },
  {
    id: 54,
    name: 'no-u-boot-image',
    symptom: "SPL: Can't found uboot image; SPL: failed to boot from all boot devices",
    cause:
      'SPL runs and does not find U-Boot behind itself: the boot partition of the eMMC is empty or half written, or the module boots from another partition than the one that was written.',
    matches: noUBoot,
    confirm: [{ step: 'in recovery mode: mmc partconf 2; mmc bootbus 2' }, { step: 'whether an update of the bootloader was cut off' }],
    fix: 'Start the Easy Installer in recovery mode and write the boot container again; where an older U-Boot is left, set mmc partconf and mmc bootbus as the image wants them.',
    source: 'common/spl of U-Boot; arch/arm/mach-imx/spl_imx_romapi.c; community.toradex.com/t/30408',
  },
  {
    id: 55,
    name: 'emergency-mode',
    symptom: 'You are in emergency mode, or the shell of the initramfs',
    cause: 'Linux boots and cannot mount a file system or start a unit that it must have, and stops in a shell for maintenance.',
    matches: emergency,
    confirm: [
      { command: 'systemctl --failed; journalctl -xb -p err', shows: 'which unit or mount failed first' },
      { command: 'cat /etc/fstab; lsblk -f', shows: 'whether each file system is where fstab says' },
    ],
    fix: 'Mend the first failed mount: check the file system after power cuts, correct /etc/fstab, or install the image again.',
    source: 'systemd emergency.target; initramfs-tools, ostree-prepare-root',
  },
];
