import type { BootStage } from '../../core/boot-stage.ts';
import type { Message } from './normalise.ts';
import { WordSearch } from './word-search.ts';

/** What a line says about the boot: a banner of a stage, or that somebody asked for the next reset. */
export type BootSign =
  | { readonly stage: BootStage; readonly byLoader?: true }
  | 'announced'
  | 'filed'
  | 'powers-down'
  | { readonly resetCause: string };

const banners: readonly (readonly [RegExp, BootStage])[] = [
  [/^U-Boot SPL 20\d\d\.\d/, 'spl'],
  [/^NOTICE: +BL\d+: /, 'tf-a'],
  [/^U-Boot 20\d\d\.\d/, 'u-boot'],
  [/^Booting Linux on physical CPU/, 'kernel'],
  [/^Linux version \d+\.\d+/, 'kernel'],
];
// With `quiet` the kernel says nothing on the console: the boot loader's last words are all there is.
const handover = /^Starting kernel \.\.\./;
const announcements =
  /^(?:reboot: (?:Restarting system|Power down|System halted|machine restart|Power off)|kexec(?:_core)?: Starting new kernel|sysrq: (?:Resetting|Power Off)|systemd-shutdown\[\d+\]: (?:Rebooting|Powering off|Halting)|Restarting system|Requesting system (?:reboot|poweroff|halt)|The system is going down|resetting \.\.\.)/;
// kernel/reboot.c, kernel_power_off() and kernel_halt(): the last line before the PMIC cuts the rails, or before nothing runs any more.
const powersDown = /^(?:reboot: (?:Power down|Power off|System halted)|sysrq: Power Off)/;
// What Android and rsyslog gather into one file begins anew with each part, and holds no farewell.
const gathered = /^== dumpstate: |^-{6} .{1,80} \(.*(?:dmesg|logcat|\/proc\/|last_kmsg|pstore).*\) -{6}$/;
const resetCause = /^Reset cause: (.+)/;

/** For the fast search: in every line that `bootSign` understands. */
export const bootWords: readonly string[] = [
  'U-Boot SPL 20',
  'U-Boot 20',
  'NOTICE: ',
  'Booting Linux on',
  'Starting kernel ',
  'Linux version ',
  'reboot: ',
  'Starting new kernel',
  'sysrq: ',
  'systemd-shutdown',
  'Restarting system',
  'Requesting system',
  'system is going down',
  'resetting ...',
  'Reset cause: ',
  '== dumpstate',
  '------ ',
];

const hinted = new WordSearch(bootWords);

export const bootSign = (message: Message): BootSign | undefined => {
  if (hinted.next(message.text) === -1) return undefined;
  const banner = banners.find(([pattern]) => pattern.test(message.text));
  if (banner && fits(banner[1], message)) return { stage: banner[1] };
  if (handover.test(message.text) && message.time === undefined) return { stage: 'kernel', byLoader: true };
  if (powersDown.test(message.text)) return 'powers-down';
  if (gathered.test(message.text)) return 'filed';
  if (announcements.test(message.text)) return 'announced';
  const cause = resetCause.exec(message.text)?.[1];
  return cause === undefined ? undefined : { resetCause: cause.trim() };
};

/** `cat /proc/version` prints a banner too, without a time. */
const fits = (stage: BootStage, { text, time }: Message): boolean =>
  stage === 'kernel' ? (time !== undefined ? time < 1 : text.startsWith('Booting')) : time === undefined;

const order: readonly BootStage[] = ['off', 'spl', 'tf-a', 'u-boot', 'kernel'];

/** True when a banner of `next` cannot belong to the boot that has reached `current`. */
export const beginsBoot = (current: BootStage | undefined, next: BootStage, linesSince: number): boolean => {
  if (current === undefined) return false;
  const [now, then] = [order.indexOf(current), order.indexOf(next)];
  if (then < now) return true;
  // Two banners of one stage come close together: `Booting Linux` and `Linux version`, BL2 and BL31.
  return then === now && next !== 'tf-a' && linesSince > 40;
};
