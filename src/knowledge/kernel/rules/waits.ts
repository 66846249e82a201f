import type { HeadlineRule } from './rule.ts';

const warning = { severity: 'warning', endsScenario: false, frame: 'none' } as const;

/** Where a device sits, as dev_err() names it: an address of a bus, or a numbered thing of a subsystem. */
const device = String.raw`(?<dev>[\da-f]{4,12}\.[\w@.-]+|(?:[\da-f]{4}:)?[\da-f]{2}:[\da-f]{2}\.\d|\d+-[\da-f]{4}|\d+-\d+(?:\.\d+)*(?::\d+\.\d+)?|\d+:\d+:\d+:\d+|(?:i2c|spi|hci|mmc|can|eth|wlan|phy|card|ttyS|tpm|sdw|dsi|vport|ufs|host|port|gpu|dsp|sof|ib|mei|ipu|npu|vpu|cec|fb|nand|mtd|uio|rtc|hwmon)[\w-]*\d[\w.:-]*)`;
/** `driver device: `, and what else a driver puts in front of what it says. */
const speaker = String.raw`(?:(?<driver>[A-Za-z][\w-]{1,30}):? ${device}|(?<alone>[\da-f]{6,12}\.[a-z][\w@.-]+))(?: [\w@.-]{2,24}){0,2}: `;
/**
 * What is no failure of the hardware: nothing stands in a slot or on a plug, what comes later is waited for, a setting is shown, or the air is bad.
 */
const harmless = String.raw`(?!.*(?:\b(?:[Ll]ink[ -]?(?:up|training)?|AUX|HDCP|PSR|EDID|DPCD|DDC|DP|autocal|deferred|authentication|association|assoc|auth|scan|retry|retrying|try(?:ing)? again|another try|DHCP|IP-Config|descriptor|ignor\w+|expected|harmless)\b|[Pp]hy link never|lockup[_ ]timeout|already completed|may get stuck))`;
const waited = String.raw`\b(?:[Tt]im(?:ed[ -]?|e[ -])out|[Tt]imedout|TIMED? ?OUT)\b(?! *[=:(]? *\d)|\b[Tt]imeout(?: (?:waiting|while|when|sending|occurred|error|in|on|during|after|at|expired|reading|writing)\b|[!,.]|\s*$)`;
const mute = String.raw`\b(?:(?:not|n.t|[Ff]ail(?:ed|s|ure)? to) respond(?:ing|ed)?|no response from|(?:after|retries|timeout|reset)\b.{0,40} giving up|unresponsive|never left busy)\b`;
const stuck = String.raw`\b(?:[Rr]eset (?:has )?failed(?!:? \(?(?:ret|err|error)?[ =:]*-(?:121|19|6|5|2|517)\b)|[Ff]ailed to reset|[Uu]nable to reset|[Cc]annot reset|stuck (?:low|high|at|in|busy)|(?:firmware|controller|chip|hardware|[Dd]evice|HW|FW|MCU|card|engine) (?:has |is )?(?:crashed|dead|died|hung|wedged|stuck)|failed to transfer one message)\b`;
// -ETIMEDOUT, -ETIME and -EPROTO come from a wire; what else a driver fails with may be a part that is not fitted.
const errno = String.raw`\b(?:[Ff]ail(?:ed|ure)?|[Ee]rror|[Uu]nable|[Cc]annot|[Cc]ould ?n.t|[Cc]an.t)\b.{0,80}?(?:[=: (]|^)-(?:110|62|71)\b`;

/** Hardware that a driver waits for in vain, by the words and the shape that most drivers share. */
export const waitRules: readonly HeadlineRule[] = [
  {
    ...warning,
    kind: 'driver-hang',
    // drivers/usb/core/hub.c, message.c, config.c: the last word of each attempt; what was tried before it may have gone well the next time.
    headline:
      /^(?:usb|hub) (?:usb)?\d[\w.:-]*: (?:unable to enumerate USB device|Cannot enable\. Maybe|cannot (?:reset port|disable)\b.*\(err = -|can't set config #\d+, error -|can't read configurations, error -|(?:hub_)?(?:ext_)?port_status failed \(err = -|hub failed to enable device, error -|connect-debounce failed)/,
    words: [
      'unable to enumerate',
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
      `^(?!usb \\d|systemd|audit|nvme|ata\\d|sd |[\\w-]*pci)${speaker}${harmless}.*?(?:${waited}|${mute}|${stuck}|${errno})`,
    ),
    words: [
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
      ' crashed',
      ' is dead',
      'has died',
      ' wedged',
      'has hung',
      'is hung ',
      'ware hung',
      'ware died',
      'transfer one message',
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
    ],
    onlyAtStart: true,
    title: 'driver-hang: {driver}{alone} waits in vain',
    continues: ['driver-hang', 'io-error'],
    test: 'i2c_designware 1f00080000.i2c: controller timed out',
  },
  {
    ...warning,
    kind: 'driver-hang',
    // drivers/base/dd.c: what gave up without an answer.
    headline: /^(?!\S*pci)(?<driver>[\w-]+): probe of (?<dev>\S+) failed with error -(?:110|62|71)$/,
    words: ['probe of '],
    title: 'driver-hang: {driver} waits in vain',
    continues: ['driver-hang', 'io-error'],
    test: 'brcmfmac: probe of mmc1:0001:1 failed with error -110',
  },
];
