import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isSaid } from '../provenance.ts';
import { claimed, type Evidence, evidence, one, type Row } from './row.ts';
import { unreadMessages } from './working-with.ts';

const channelCommand = { command: 'dmesg | grep -E "creating channel|virtio_rpmsg"', shows: 'whether the M7 announced a channel' } as const;

const noTty = (facts: Facts): Evidence | undefined => {
  const printed = one(
    facts,
    /\bno \/dev\/ttyRPMSG|ttyRPMSG\d*.*(?:No such file or directory|not found|does ?n[o']t exist|is missing)|rpmsg\S*: deferred probe pending/i,
  );
  const said = claimed(facts, 'module-absent') ? undefined : claimed(facts, 'no-link');
  const line = printed ?? said;
  if (!line) return undefined;
  const registered = one(facts, /imx rpmsg driver is registered/);
  const channel = one(facts, /creating channel rpmsg-virtual-tty\S* addr/);
  const silent = facts.kicks[0]?.line;
  if (one(facts, /No resource table in elf/) || (!printed && unreadMessages(facts))) return undefined;
  const isDown = facts.starts.at(-1)?.refused ?? facts.values.states.at(-1)?.value === 'offline';
  if (isDown || (!printed && (one(facts, mailboxBusy) || facts.kicks.length > 0))) return undefined;
  const isUnheard = claimed(facts, 'm7-silent') ?? claimed(facts, 'output-ends-with-linux');
  if (!printed && (one(facts, linuxIsWell) ?? wellFromUBoot(facts))) return undefined;
  // That the core waits for Linux has as many causes as there are ways to start it; what Linux lacks is this row's own symptom.
  const isOwn = printed ?? registered ?? facts.lines.find((each) => isSaid(each) && linuxLacks.test(each.text));
  return evidence((silent && !channel) || (!printed && isUnheard) || !isOwn ? 'possible' : 'likely', line, channel, registered);
};

/** Something of RPMsg that Linux should have, or that it was asked for. */
const linuxLacks =
  /\btty_?rpmsg|\brpmsg[-_ ]?(?:tty|char|ctrl)|\/dev\b|\bttys?\b|\bchannels?\b|\bendpoints?\b|\b(?:modprobe|lsmod|insmod|modules?|drivers?|prob(?:e|ed|ing)|dmesg|overlays?|device ?tree|dtbs?|vdev|virtio)\b|\b(?:updat|upgrad|migrat)\w+|\brpmsg\b.{0,40}\b(?:does|do|did|is|was|no longer|not|never|stopped|fails?)\b/i;
// Module, device tree and memory are right where the same goes well with a core that U-Boot started.
const fromUBoot =
  /\brpmsg\b.{0,60}\b(?:from|by|in|under|through|via) u-?boot\b.{0,12}\b(?:works?|is (?:fine|ok)|runs?)\b|\b(?:from|by|in|under|through|via) u-?boot\b.{0,40}\brpmsg\b.{0,30}\b(?:works?|is (?:fine|ok)|comes up)\b|\brpmsg\b.{0,40}\b(?:works?|is (?:fine|ok)|comes up)\b.{0,40}\bu-?boot (?:starts|started|loads|loaded|boots)\b/i;
const wellFromUBoot = ({ lines }: Facts): LogLine | undefined => lines.find((line) => isSaid(line) && fromUBoot.test(line.text));
const linuxIsWell =
  /\b(?:linux|a(?:7|9|35|53|55|72)|kernel)\b[^.;]{0,50}\b(?:rpmsg|driver|virtio|channel)\b[^.;]{0,30}\b(?:fine|ok|okay|well|correctly|properly|without (?:any )?errors?)\b/i;

// Then the rings cannot come up, and a row of its own says why.
const mailboxBusy = /error -16\b|-EBUSY|No vring buffer|Failed to process resources/;

export const rpmsgChannelRows: readonly Row[] = [
  {
    id: 22,
    name: 'no-rpmsg-tty',
    symptom: 'no /dev/ttyRPMSG30 after an update of the OS',
    cause:
      "RPMsg does not come up between Linux and the core: the tty's module is not loaded, the device tree is not the one for RPMsg (the EVK's ...-rpmsg.dtb, the HMP overlay) or has names that this kernel does not know any more, or both sides do not use the same memory and mailbox for the rings.",
    matches: noTty,
    excludedBy: (facts) => {
      const line = noTty(facts) ? undefined : wellFromUBoot(facts);
      return line && { because: 'RPMsg works with a core that U-Boot started, on the same side of Linux', line };
    },
    confirm: [channelCommand, { command: 'lsmod | grep rpmsg', shows: 'whether imx_rpmsg_tty is loaded' }],
    fix: 'Load the module (modprobe imx_rpmsg_tty); if there is no "creating channel" either, use the overlay or RPMsg device tree that belongs to this OS version, and compare its vdev0vring addresses with those in the firmware (VDEV0_VRING_BASE).',
    source: 'imx_rproc_addr_init in drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 82,
    name: 'module-missing',
    said: { claim: 'module-absent' },
    fixWords: /\bCONFIG_\w+|\bdepmod\b/i,
    symptom: 'modprobe: FATAL: Module imx_rpmsg_tty not found',
    cause: 'The running kernel has no such module: its configuration leaves the driver out, or its modules are those of another kernel.',
    matches: (facts) => {
      const line = one(
        facts,
        /Module \S*(?:rpmsg|rproc|remoteproc|virtio)\S* not found|(?:could not (?:insert|load)(?: module)?|can't load module) \S*(?:rpmsg|rproc|remoteproc)\S*: ?(?:No such file|Exec format error|Invalid module format|Unknown symbol)|(?:rpmsg|rproc|remoteproc)\w*: (?:disagrees about version of symbol|Unknown symbol|version magic)/i,
      );
      return line && evidence('certain', line, facts.values.kernel?.line);
    },
    confirm: [
      { command: 'zcat /proc/config.gz | grep -E "RPMSG|REMOTEPROC"', shows: 'what this kernel was built with; y needs no module' },
      { command: 'find /lib/modules/$(uname -r) -name "*rpmsg*"', shows: 'the modules that belong to the running kernel' },
    ],
    fix: "Enable it in the configuration (CONFIG_IMX_RPMSG_TTY is NXP's, CONFIG_RPMSG_TTY and CONFIG_RPMSG_CHAR are upstream's), and install kernel and modules of one build.",
    source: 'modprobe(8); drivers/rpmsg/Kconfig',
  },
  {
    id: 83,
    name: 'no-recipient',
    symptom: 'virtio_rpmsg_bus virtio0: msg received with no recipient',
    isFallback: true,
    cause:
      'The core sends to an address at which Linux has no endpoint: no driver took the channel by its name, the endpoint was closed, or the firmware uses a fixed address of its own.',
    matches: (facts) => {
      const line = one(facts, /msg received with no recipient/);
      return line && evidence('certain', one(facts, /creating channel \S+ addr/), line);
    },
    confirm: [channelCommand, { command: 'ls -l /sys/bus/rpmsg/devices/*/driver', shows: 'which channel a driver took' }],
    fix: "Announce the channel by a name that the driver knows (rpmsg-virtual-tty-channel-1 for imx_rpmsg_tty, rpmsg-tty upstream's, rpmsg-raw for rpmsg_char), and answer to the address that the first message came from.",
    source: 'rpmsg_recv_single in drivers/rpmsg/virtio_rpmsg_bus.c',
  },
];
