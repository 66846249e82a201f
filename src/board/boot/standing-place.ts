import type { Console, ConsoleLine } from '../../core/console.ts';
import { BootError, HilError } from '../../core/errors.ts';
import { shownText } from '../../knowledge/boot/shown-text.ts';

interface Place {
  readonly shows: RegExp;
  readonly what: string;
  /** Of the lab where a key that nobody sent may have brought it there, or where the system may be as it should be and this program does not know it. */
  readonly fault: 'dut' | 'lab';
  readonly remedy: string;
}

// What waits for somebody to type ends no line. By the texts of initramfs-tools (`panic` of scripts/functions), dracut-emergency, systemd-sulogin-shell,
// GRUB (normal/menu_text.c, kern/rescue_reader.c), cryptsetup, and BusyBox init (`askfirst`).
const places: readonly Place[] = [
  {
    shows: /^\(initramfs\)|^(?:dracut|initramfs|switch_root)\S*:\S*[#>]|(?:rd\.shell|initramfs shell).*[#>:] ?$/i,
    what: 'the boot stands in the shell of its initramfs, which found no root file system',
    fault: 'dut',
    remedy: 'read above what it was looking for, and compare root= in /proc/cmdline with what `blkid` or /dev/disk there shows',
  },
  {
    shows: /Control-D to continue|Give root password for|Press Enter (?:for maintenance|to continue)\b/i,
    what: 'Linux stands in its emergency or rescue mode, where a person is to log in',
    fault: 'dut',
    remedy:
      'look there for what failed: systemctl --failed, journalctl -xb; often it is a line of /etc/fstab, or rescue in the kernel arguments',
  },
  {
    shows: /^grub(?: rescue)?> ?$/,
    what: "the boot stands at GRUB's prompt, since GRUB has found nothing to boot",
    fault: 'dut',
    remedy: 'look for its configuration and the partition that it names: `ls` and `set` at that prompt',
  },
  {
    shows: /GNU GRUB +version (?!.*\b(?:will be executed automatically|automatically in)\b)/s,
    what: 'the boot stands at the menu of GRUB, which counts nothing down: a key that was not sent from here may have stopped it, or it waits by itself',
    fault: 'lab',
    remedy: 'set `timeout` in its configuration (GRUB_TIMEOUT), and look for noise on the RX line of the board',
  },
  {
    shows: /pass ?phrase\b.*: ?$/i,
    what: 'the boot waits for somebody to type a passphrase',
    fault: 'dut',
    remedy: 'give the board a key that nobody has to type (a key file, the TPM or CAAM), or boot a system that is not encrypted',
  },
  {
    shows: /(?:\[y\/n\]|\(y\/n\)|\(yes\/no\))[?: ]*$/i,
    what: 'the boot waits for somebody to answer a question',
    fault: 'dut',
    remedy: 'see on the console what asks; a boot that is to end by itself asks nothing',
  },
  {
    shows: /press (?:enter|return|any key) to activate this console/i,
    what: 'the system that came up has no login on its console: it waits for Enter',
    fault: 'lab',
    remedy: 'have a getty run on this UART (in /etc/inittab, in place of askfirst)',
  },
  {
    shows: /^(?:login|user ?name|user(?: id)?|account): ?$/i,
    what: 'the system that came up asks for a login in another form than getty, which names the host',
    fault: 'lab',
    remedy: 'have a getty run on this UART, or flash the system that the board is to be tested with',
  },
  {
    shows: /^\S{0,63} ?[#$] $/,
    what: 'a shell stands on the console where a login was to come',
    fault: 'dut',
    remedy: 'see what started it: init= or rescue in the kernel arguments, an initramfs that gave up, or a console without a getty',
  },
];

const mostLines = 8;
// A message of the kernel breaks in behind a prompt, and ends its line.
const kernelsOwn = /\[ *\d+\.\d{6}\].*$/s;

/** What stands on a line, where it waits for somebody to type; a message of the kernel behind it does not count. */
export const placeOn = (line: Pick<ConsoleLine, 'text' | 'terminated'>): Place | undefined => {
  const shown = shownText(line.text);
  const text = shown.replace(kernelsOwn, '');
  return line.terminated && text === shown ? undefined : places.find(({ shows }) => shows.test(text));
};

/** Where a boot stands that was to go on, by what was said last on its console; undefined where nothing waits there for somebody to type. */
export const standsAt = (console: Pick<Console, 'tail' | 'name'>): HilError | undefined => {
  const lines = console.tail(mostLines);
  const last = lines.findLast(({ text }) => shownText(text).replace(kernelsOwn, '').trim() !== '');
  const place = last && placeOn(last);
  if (!place) return undefined;
  const { what, fault, remedy } = place;
  const options = { evidence: lines.map(({ text }) => `${console.name}: ${shownText(text).trim().slice(-300)}`), remedy };
  return fault === 'dut' ? new BootError(what, options) : new HilError(fault, what, options);
};
