// What begins a line of a shell, of U-Boot or of a boot stage, and stands in the middle of none.
const openings = new RegExp(
  String.raw`(?<=\S) +(?=${[
    String.raw`(?:root|torizon)@[\w.-]+:[^#$\n]{0,40}[#$] `,
    String.raw`(?:Verdin|Colibri|Apalis) iMX\w+ # `,
    '(?:u-boot|U-Boot)?=> ',
    String.raw`[#$] (?:sudo )?(?:echo|cat|ls|dmesg|modprobe|od|uname|printf|fw_\w+) `,
    '-?(?:ba|a)?sh: ',
    String.raw`(?:ls|cat): \S`,
    String.raw`NOTICE: +BL\d`,
    // The date of the build stands behind it; without one somebody names a version in a sentence.
    String.raw`U-Boot (?:SPL )?20\d\d\S* ?\(`,
    'DDRINFO: ',
    'Training FAILED',
    'Trying to boot from ',
    'Hit any key to stop',
    String.raw`Starting kernel \.\.\.`,
    'Loading Environment from ',
    'Reset cause: ',
    '## (?:Starting|Auxiliary|No elf|Executing|Flattened|Error)',
    String.raw`\*\*\* (?:Warning|Booting|ERROR)`,
    '"(?:Synchronous Abort|Error)" handler',
    "Unknown command '",
    'ASSERT ERROR ',
    '>>> ZEPHYR',
    'RPMSG (?:String|Ping)',
    String.raw`Linux version \d\S* \(`,
    '[A-Za-z]+ login: ',
    String.raw`\d+ bytes read in `,
    'EFI boot manager: ',
    'BOOTP broadcast ',
    'Scanning (?:mmc|usb) ',
    'SPL: ',
  ].join('|')})`,
  'g',
);

// What U-Boot and SPL print between their banner and the countdown, where a banner begins the line.
const steps = new RegExp(
  String.raw`${openings.source}|(?<=\S) +(?=(?:PMIC|SEC0|WDT|CPU|Reset cause|Model|Board|DRAM|Core|MMC|In|Out|Err|Net): +\S|Normal Boot(?: |$)|Boot Stage: |Find img info |image offset 0x|Download \d+, |DDRINFO:)`,
  'g',
);
const banner = /^U-Boot (?:SPL )?20\d\d\S* ?\([^)]*\)/;
const leastSteps = 2;

const longestOwn = 200;

/** Lines of a paste that lost its newlines, in pieces again. A line of usual length is left alone, unless a banner begins it and several steps follow. */
export const withoutJoins = (line: string): string[] => {
  if (banner.test(line)) {
    const pieces = line.split(steps);
    return pieces.length > leastSteps ? pieces : [line];
  }
  return line.length <= longestOwn ? [line] : line.split(openings);
};
