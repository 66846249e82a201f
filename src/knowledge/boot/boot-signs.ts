import type { BootStage } from '../../core/boot-stage.ts';
import { loginPrompt } from './prompts.ts';

/** What a line says about the boot: a banner of a stage, or that somebody asked for the next reset. */
export type BootSign = StageSign | 'runs' | 'announced' | 'filed' | 'powers-down' | { readonly resetCause: string };

export interface StageSign {
  readonly stage: BootStage;
  /** What is printed of it, from its first character on. */
  readonly text: string;
  /** Said by the boot loader, before the stage itself can speak. */
  readonly byLoader?: true;
  /** Of a loader that boards of this runner do not have. */
  readonly byOther?: true;
  /** The kernel's time stands in front of it. */
  readonly stamped?: true;
}

/** A line freed of what a console or a log daemon put in front; `time` in seconds of the kernel. */
export interface SignLine {
  readonly text: string;
  readonly time: number | undefined;
}

const banners: readonly (readonly [RegExp, BootStage])[] = [
  [/^U-Boot SPL 20\d\d\.\d/, 'spl'],
  [/^NOTICE: +BL\d+: /, 'tf-a'],
  [/^U-Boot 20\d\d\.\d/, 'u-boot'],
  [/^Booting Linux on physical CPU/, 'kernel'],
  [/^Linux version \d+\.\d+/, 'kernel'],
];
/** First words of other loaders and of first stages: TegraBoot and MB1, Rockchip, Amlogic, Allwinner, MediaTek, Qualcomm, Broadcom's CFE, coreboot, barebox. */
const others =
  /^(?:\[(?:L4T )?TegraBoot\] \(|I> MB1 \(|I> Welcome to (?:MB2|Cboot)\b|DDR Version V?\d+\.\d+ |U-Boot TPL 20\d\d|U-Boot [12]\.\d+\.\d+|Boot1 Release Time|BL2 Built :|HELLO! BOOT0 is starting|\[\d+\]HELLO! BOOT0|Preloader Start|Format: Log Type - Time\(microsec\)|Android Bootloader - |CFE version \d|RouterBOOT booter |RedBoot\(tm\) |barebox 20\d\d\.|coreboot-\S+ .*(?:bootblock|romstage) starting|OpenSBI v\d|UEFI firmware \(version|PowerPrep start initialize power|RPi: BOOTLOADER release VERSION|Xilinx .{0,12}First Stage Boot Loader|YAMON ROM Monitor|SeaBIOS \(version|AT91Bootstrap \d)/;
// With `quiet` the kernel says nothing on the console: the boot loader's last words are all there is.
const handover = /^Starting kernel \.\.\./;
const announcements =
  /^(?:reboot: (?:Restarting system|Power down|System halted|machine restart|Power off)|kexec(?:_core)?: Starting new kernel|sysrq: (?:Resetting|Power Off)|systemd-shutdown\[\d+\]: (?:Rebooting|Powering off|Halting)|Restarting system|Requesting system (?:reboot|poweroff|halt)|The system is going down|resetting \.\.\.)/;
// kernel/reboot.c, kernel_power_off() and kernel_halt(): the last line before the PMIC cuts the rails, or before nothing runs any more.
const powersDown = /^(?:reboot: (?:Power down|Power off|System halted)|sysrq: Power Off)/;
// What Android and rsyslog gather into one file begins anew with each part, and holds no farewell.
const gathered = /^== dumpstate: |^-{6} .{1,80} \(.*(?:dmesg|logcat|\/proc\/|last_kmsg|pstore).*\) -{6}$/;
// Behind it nothing, a name, or what the kernel, or a first loader after a reset, breaks in with: other words are of a log into which somebody has written a prompt.
const getty = new RegExp(
  String.raw`^${loginPrompt.source} *(?:$|[a-z_][\w-]{0,31}(?: \(automatic login\))? *$|\[ *\d+\.\d{6}\]|U-Boot SPL 20\d\d\.)`,
);
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
  'TegraBoot] (',
  'I> Welcome to ',
  'NOTICE:  BL',
  'I> MB1 (',
  'DDR Version ',
  'U-Boot TPL 20',
  'U-Boot 1.',
  'U-Boot 2.',
  'Boot1 Release',
  'BL2 Built :',
  'HELLO! BOOT0',
  'Preloader Start',
  'Log Type - Time',
  'Android Bootloader -',
  'CFE version ',
  'RouterBOOT booter',
  'RedBoot(tm)',
  'barebox 20',
  'coreboot-',
  'OpenSBI v',
  'UEFI firmware (',
  'PowerPrep start',
  'BOOTLOADER release',
  'First Stage Boot',
  'YAMON ROM',
  'AT91Bootstrap ',
  'SeaBIOS (',
  ' login:',
];

export const bootSign = (line: SignLine): BootSign | undefined => {
  // Noise of the power-up.
  const text = line.text.replace(/^[^\x21-\x7e]+/, '');
  const banner = banners.find(([pattern]) => pattern.test(text));
  if (banner && fits(banner[1], text, line.time))
    return { stage: banner[1], text, ...(line.time === undefined ? {} : { stamped: true as const }) };
  if (line.time === undefined && others.test(text)) return { stage: 'tf-a', text, byOther: true };
  if (handover.test(text) && line.time === undefined) return { stage: 'kernel', text, byLoader: true };
  if (powersDown.test(text)) return 'powers-down';
  if (gathered.test(text)) return 'filed';
  if (announcements.test(text)) return 'announced';
  const cause = resetCause.exec(text)?.[1];
  return cause === undefined ? undefined : { resetCause: cause.trim() };
};

/** The prompt of a system that runs, by itself, with a name or with a message of the kernel behind it: as a line came, since `host login: ` looks like a log daemon's. */
// A host's name is tried in many ways, on every line that begins with a word.
export const isGetty = (line: string): boolean => line.includes(' login:') && getty.test(line);

/** The banner of a first loader behind the half line at which the life before broke off. That of U-Boot itself also stands in variables. */
export const bannerWithin = ({ text }: SignLine): StageSign | undefined => {
  const spl = text.search(/U-Boot SPL 20\d\d\.\d\d\S* \(/);
  if (spl > 0) return { stage: 'spl', text: text.slice(spl) };
  const tfA = text.search(/NOTICE: {2}BL(?:2|31): v\d/);
  if (tfA > 0) return { stage: 'tf-a', text: text.slice(tfA) };
  const other = text.search(/\[(?:L4T )?TegraBoot\] \(version |U-Boot TPL 20\d\d\.\d\d\S* \(|HELLO! BOOT0 is starting/);
  return other > 0 ? { stage: 'tf-a', text: text.slice(other), byOther: true } : undefined;
};

/** `cat /proc/version` prints a banner too, without a time. */
const fits = (stage: BootStage, text: string, time: number | undefined): boolean =>
  stage === 'kernel' ? (time !== undefined ? time < 1 : text.startsWith('Booting')) : time === undefined;
