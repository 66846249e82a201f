import type { LogLine } from './log-line.ts';

/** Where a line came from: only what a program printed itself can make a cause certain. */
export type Provenance = 'printed' | 'typed' | 'said';

export const provenanceOf = (line: LogLine): Provenance => {
  if (line.command !== undefined) return 'typed';
  return isSaid(line) ? 'said' : 'printed';
};

/** A person's sentence, in text of unknown origin; a line of a channel that is a machine's is never one. */
export const isSaid = ({ channel, kernelTime, command, text, stamped }: LogLine): boolean => {
  if (channel === 'said') return true;
  return channel === 'text' && kernelTime === undefined && command === undefined && !stamped && isSentence(text);
};

/** Words of letters, some of those that only people use, and none of a machine's habits. */
export const isSentence = (text: string): boolean => {
  const words = text.match(/(?<![\w/.-])[A-Za-z][a-z']*(?![\w/-]|\.\w)/g) ?? [];
  if (machineHabit.test(text)) return false;
  if (/[\u4e00-\u9fff]{2}.*[\u4e00-\u9fff]{2}/.test(text)) return true;
  if (words.length < 3) return words.length === 2 && /^(?:i|we|my|our|it)\b/i.test(text) && isClosed(text);
  return personal.test(text) || words.length >= 7 || isClosed(text);
};

// Programs end their lines with three dots or with nothing.
const isClosed = (text: string): boolean => /[\w)"'@%][.!?]["')]?$/.test(text);

/** It begins as programs begin their lines. */
export const isMachineText = (text: string): boolean => machineHabit.test(text);

const personal =
  /\b(?:i|i'm|i've|we|my|our|you|your|me|us|the|a|an|is|are|was|were|it|its|this|that|these|there|but|and|or|when|if|does|do|did|doesn't|don't|didn't|can't|cannot|won't|can|could|would|should|have|has|had|get|gets|got|after|because|so|please|how|why|what|which|works?|nothing|no|only|as|soon|until|then|still|with|without|always|never|again|any)\b/i;

const machineHabit = new RegExp(
  `^(?:${[
    String.raw`remoteproc remoteproc\d|imx[-_ ](?:rproc|dsp|rpmsg|mu)\S* \S+: |imx rpmsg driver|virtio\S+ virtio\d|rproc-virtio \S+:|rcu: |watchdog: |BUG: |CPU: |pc : |lr : |Internal error|Unable to|Unhandled fault|Kernel panic|OF: |clk: |VFS: |EXT4-fs|systemd\[`,
    String.raw`U-Boot (?:SPL )?20\d\d\S*(?: *\(| *$)|SPL: |spl: |NOTICE: |INFO: |WARN(?:ING)?: |ERROR: |Error: |### |## |\*\* |\*\*\* |@@@|Linux version|Kernel (?:command|version)|Machine model|Hardware name|Model: |HW model|Reset cause|Trying to boot|Boot Stage|Can't found|Normal Boot`,
    String.raw`failed on fdt_|base fdt did|make sure you've compiled|Applying Overlay|Loading (?:DeviceTree|Environment|Boot\d|kernel|file|Device Tree|Ramdisk|hdmi)|Scanning (?:mmc|usb|for|disk)|Found U-Boot|Retrieving file|Executing (?:script|the)|Wrong Image|Bad Linux|SCRIPT FAILED|Cannot (?:read|initialize|autoload|parse|access|open) |Failed to (?:load|persist|process|boot|find|mount|start|allocate|open) |No EFI|No valid|EFI boot|MMC: |Bootargs|Uncompressed|switch to partitions|Hit any key|Please append a correct|Booting using the fdt|Using Device Tree in place|Starting kernel|Unknown command|Waiting for (?:Known|root|Ethernet|PHY)|Card did not respond|Retry time|FDT and ATAGS|Invalid aux`,
    String.raw`You are in (?:emergency|rescue)|Give root password|Press Enter|Login (?:incorrect|timed out)|Permission denied|Password: ?$|Authentication|su: |Too many authentication|You are required|uuu \(|libuuu|Failure |Too many|LIBUSB|Welcome to (?:the )?(?:Toradex|minicom|Torizon|TorizonCore)|The root account|This account`,
    String.raw`-?(?:ba|a)?sh: |(?:ls|cat|cd|echo|dmesg|modprobe|insmod|ssh|scp|sudo|rmmod|fw_\w+|tee|find|mount|hil): |error: |warning: |fatal: `,
    String.raw`\S*\bld(?:\.bfd|\.exe)*: |collect2: |g?make(?:\[\d+\])?: |ninja: |(?:The|No) CMAKE_\w+|is not a full path to|Could not find a package configuration|\*\*\*Please |CMake (?:Error|Warning)|No board named |west: |FATAL ERROR: |DDRINFO: |DRAM PHY |Training FAILED|VFS: |mmc\d: `,
    String.raw`\d+ bytes read|mmc\d(?:\(part \d\))? is current device|flash target is MMC|Net:  |Could not get PHY for|Get shared mii bus on|Reading file would overwrite|TFTP error: |RPMSG |Nameservice|hil-m7 |\[ *(?:OK|FAILED|DEPEND) *\]`,
  ].join('|')})`,
);
