import type { HeadlineRule } from './rule.ts';

const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;

/** Where a device sits, as dev_err() names it: an address of a bus, or a numbered thing of a subsystem. */
const device = String.raw`(?<dev>(?=[^\s:]*[\d.]|\w+:\w)[A-Za-z\d][\w.:@-]{0,39}?\w)`;
/** `driver device: `, and what else a driver puts in front of what it says. */
const speaker = String.raw`(?:(?<driver>[A-Za-z][\w-]{1,30}):? ${device}|(?<alone>[\da-f]{6,12}\.[a-z][\w@.-]+))(?: (?:[\w@.-]{2,24}|\([\w ]{3,24}\))){0,2}: `;
/**
 * What is no failure of the hardware: nothing stands in a slot or on a plug, what comes later is waited for, a setting is shown, or the air is bad.
 */
export const harmless = String.raw`(?!.*(?:\b(?:[Ll]inkup|[Ll]ink[ -](?:is |was )?(?:not )?(?:up|down|training|never)|AUX|HDCP|PSR|EDID|DPCD|DDC|DP|autocal|deferred|[Aa]uthentication|[Aa]ssociation|assoc|auth|[Ss]can|retry|retrying|try(?:ing)? again|another try|DHCP|IP-Config|descriptor|ignor\w+|expected|harmless)\b|[Pp]hy link never|lockup[_ ]timeout|already completed|may get stuck))`;
export const waited = String.raw`\b(?:[Tt]im(?:ed[ -]?|e[ -])out|[Tt]imedout|TIMED? ?OUT)\b(?! *[=:(]? *\d)|\b[Tt]imeout(?: (?:waiting|while|when|sending|occurred|error|in|on|during|after|at|expired|reading|writing)\b|[!,.]|\s*$)`;
export const mute = String.raw`\b(?:(?:not|n.t|[Ff]ail(?:ed|s|ure)? to) respond(?:ing|ed)?|no response from|(?:after|retries|timeout|reset)\b.{0,40} giving up|unresponsive|never left busy)\b`;
export const stuck = String.raw`\b(?:[Rr]eset (?:has )?failed(?!:? \(?(?:ret|err|error)?[ =:]*-(?:121|19|6|5|2|517)\b)|[Ff]ailed to reset|[Uu]nable to reset|[Cc]annot reset|stuck (?:low|high|at|in|busy|for \d+ ?m?s)|(?:[Ff]irmware|controller|chip|hardware|[Dd]evice|HW|FW|MCU|card|engine|DSP|NIC|[Aa]dapter|core|microcode) (?:has |is )?(?:crashed|dead|died|hung|wedged|stuck|panic|[Oo]ops|exception|assert\w*|boot failure|lockup|halted|in fault state)|failed to transfer one message|[Ff]ailed to poll|fail(?:ed)? (?:to )?halt|[Mm]ac power on failed|fault[_ ]state|task abort(?! SUCCESS)|link startup failed|PCIe link lost|health compromised|[Hh]ardware error(?= 0x)|(?:ADVANCED_)?SYSASSERT)\b`;
// -ETIMEDOUT, -ETIME and -EPROTO come from a wire; what else a driver fails with may be a part that is not fitted.
const errno = String.raw`\b(?:[Ff]ail(?:ed|ure)?|[Ee]rror|[Uu]nable|[Cc]annot|[Cc]ould ?n.t|[Cc]an.t)\b.{0,80}?(?:[=: (]|^)-(?:110|62|71)\b`;

/** For the fast search: what such lines hold. */
export const waitingWords: readonly string[] = [
  'timeout',
  'Timeout',
  'TIMEOUT',
  'imed out',
  'imed-out',
  'imedout',
  'ime out',
  'IME OUT',
  'IMED OUT',
  'not respond',
  "n't respond",
  'to respond',
  'no response from',
  'giving up',
  'unresponsive',
  'left busy',
  'eset failed',
  'eset has failed',
  'ailed to reset',
  'nable to reset',
  'annot reset',
  ' stuck ',
  'SYSASSERT',
  ' crashed',
  ' is dead',
  'has died',
  ' wedged',
  'has hung',
  'is hung ',
  'ware hung',
  'ware died',
  'transfer one message',
  'ailed to poll',
  'failed halt',
  'ailed to halt',
  'power on failed',
  'DSP panic',
  'irmware Oops',
  'irmware oops',
  ' panic!',
  'exception',
  ' assert',
  'boot failure',
  'lockup ',
  ' halted',
  'in fault state',
  'fault_state',
  'fault state',
  'task abort',
  'link startup failed',
  'PCIe link lost',
  'compromised',
  'ardware error 0x',
  ...['110', '62', '71'].flatMap((number) =>
    [
      'rror -',
      'rror: -',
      'rror=-',
      'ailed -',
      'ailed: -',
      'ailed (-',
      'ailure: -',
      'ret -',
      'ret=-',
      'ret = -',
      'ret: -',
      'err -',
      'err=-',
      'err = -',
      'err: -',
      'tatus -',
      'tatus = -',
      'rc = -',
    ].map((word) => `${word}${number}`),
  ),
];

/** Hardware that a driver waits for in vain, by the words and the shape that most drivers share. */
export const waitRules: readonly HeadlineRule[] = [
  {
    ...warning,
    kind: 'driver-hang',
    // drivers/usb/core/hub.c, message.c, config.c: the last word of each attempt; what was tried before it may have gone well the next time.
    headline:
      /^(?:usb|hub) (?:usb)?\d[\w.:-]*: (?:unable to enumerate USB device|over-current (?:condition|change)|Cannot enable\. Maybe|cannot (?:reset port|disable)\b.*\(err = -|can't set config #\d+, error -|can't read configurations, error -|(?:hub_)?(?:ext_)?port_status failed \(err = -|hub failed to enable device, error -|connect-debounce failed)/,
    words: [
      'unable to enumerate',
      'over-current ',
      'Cannot enable. Maybe',
      'cannot reset port',
      'cannot disable',
      "can't set config",
      "can't read configurations",
      'port_status failed',
      'to enable device, error',
      'connect-debounce failed',
    ],
    title: 'driver-hang: a USB device does not answer',
    continues: ['driver-hang'],
    test: 'usb usb2-port3: unable to enumerate USB device',
  },
  {
    ...warning,
    kind: 'io-error',
    // net/sunrpc, fs/nfs, fs/smb/client, fs/ceph, net/9p, drivers/scsi/libiscsi.c, drivers/block/nbd.c.
    headline:
      /^(?:(?<fs>nfs4?|lockd|rpcbind|RPC|CIFS|SMB|smb3?|ceph|libceph|rbd|nbd|9pnet?\w*|drbd)\b[^:]{0,24}: .{0,80}?(?:not respond(?:ing|ed)\b|has not responded|Receive control failed|Connection timed out)|connection\d+:\d+: (?:detected conn error|ping timeout)|(?:block )?nbd\d+: (?:Connection timed out|Possible stuck request|shutting down sockets)|session\d+: session recovery timed out)/,
    words: [
      'not responding',
      'not responded',
      'Receive control failed',
      'Connection timed out',
      'detected conn error',
      'ping timeout',
      'Possible stuck',
      'shutting down sockets',
      'recovery timed out',
    ],
    title: 'io-error: server of a file system does not answer',
    continues: ['io-error'],
    test: 'nfs: server 10.0.2.2 not responding, still trying',
  },
  {
    ...warning,
    kind: 'driver-hang',
    headline: new RegExp(
      `^(?!usb \\d|NETDEV |systemd|audit|floppy|nvme|ata\\d|sd |(?!sof-|snd)[\\w-]*pci)${speaker}${harmless}.*?(?:${waited}|${mute}|${stuck}|${errno})`,
    ),
    words: waitingWords,
    onlyAtStart: true,
    title: 'driver-hang: {driver}{alone} waits in vain',
    continues: ['driver-hang', 'io-error'],
    test: 'i2c_designware 1f00080000.i2c: controller timed out',
  },
  {
    ...warning,
    kind: 'driver-hang',
    // Tegra's GPU, which names its function, and the level behind it.
    headline: /^(?<driver>nvgpu): \S+ +\w+:\d+ +\[ERR\]/,
    words: ['nvgpu: '],
    title: 'driver-hang: GPU {driver}',
    continues: ['driver-hang'],
    test: 'nvgpu: 17000000.gpu nvgpu_set_err_notifier_locked:143  [ERR]  error notifier set to 13 for ch 508',
  },
  {
    ...warning,
    kind: 'driver-hang',
    // drivers/base/power/main.c, kernel/power/process.c: a system that does not go to sleep, or not wake up.
    headline:
      /^(?:(?<driver>[\w-]+) \S+: )?(?:PM: (?:(?:Device )?\S+ failed to (?:suspend|resume|freeze|thaw|restore)\b.*error -|dpm_run_callback\(\):.* returns -(?:110|62|71|5)\b|Some devices failed to )|PM: failed to (?:suspend|resume)\b.*: error -|Freezing of (?:user space |kernel threads|tasks|processes)?.*failed after )/,
    words: [
      'failed to suspend',
      'failed to resume',
      'failed to freeze',
      'failed to thaw',
      'failed to restore',
      'dpm_run_callback',
      'Some devices failed',
      'failed after ',
    ],
    title: 'driver-hang: suspend or resume failed',
    continues: ['driver-hang'],
    test: 'PM: Device 30be0000.ethernet failed to resume: error -110',
  },
  {
    ...warning,
    kind: 'driver-hang',
    // drivers/base/dd.c: what gave up without an answer.
    headline:
      /^(?:(?!\S*pci)(?<driver>[\w-]+): probe of (?<dev>\S+) failed with error -(?:110|62|71)|(?<store>spi-nor|m25p80|\w*nand\w*|\w*sdhci[\w-]*|dwmmc\w*|ufshcd?\w*|ahci\w*): probe of (?<medium>\S+) failed with error -(?:5|22|74|84))$/,
    words: ['probe of '],
    title: 'driver-hang: {driver}{store} waits in vain',
    continues: ['driver-hang', 'io-error'],
    test: 'brcmfmac: probe of mmc1:0001:1 failed with error -110',
  },
];
