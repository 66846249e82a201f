import type { Facts } from './facts.ts';
import type { Soc } from './platform.ts';
import { isSaid } from './provenance.ts';
import { type Confidence, claimed, imx8mFamily, isAboutCore, type Row } from './rows/row.ts';

/** A command that only reads, and what its answer decides. */
export interface Question {
  readonly command: string;
  readonly decides: string;
}

interface Candidate {
  readonly row: Row;
  readonly confidence: Confidence;
}

/** At most three questions whose answers would decide between the causes that are left, named or only thought of; none when one is certain. */
export const questionsFor = (facts: Facts, candidates: readonly Candidate[], thoughtOf: readonly Row[] = []): Question[] => {
  if (candidates.some(({ confidence, row }) => confidence === 'certain' && !row.role)) return [];
  const own = [
    ...candidates.filter(({ row }) => !row.role).flatMap(({ row }) => ofRow(row)),
    ...thoughtOf.flatMap((row) => ofRow(row).slice(0, 1)),
  ];
  const asked = new Set(facts.lines.flatMap(({ command }) => (command === undefined ? [] : [command.trim()])));
  const all = [...own, ...general(facts)].filter(({ command }) => !asked.has(command));
  const commands = [...new Set(all.map(({ command }) => command))];
  return commands.slice(0, 3).map((command) => all.find((each) => each.command === command)!);
};

/** What else would tell more, and is not asked for already. */
export const missingFor = (facts: Facts, ask: readonly Question[]): string[] => {
  const { inspection, m7Lines, values, starts, lines, platform } = facts;
  const isAsked = (word: string): boolean => ask.some(({ command }) => command.includes(word));
  const soc = imx8mFamily.find((name) => name === platform.soc?.name);
  const kernel = values.kernel || isAsked('uname -r') ? [] : ['uname -r'];
  if (lines.length === 0) return ['a log: there is not one line'];
  if (!isAboutCore(facts)) return ['the console as text, from power-on to where it ends', ...kernel];
  return [
    ...(starts.length > 0 || isAsked('dmesg')
      ? []
      : ["the kernel's lines about a start: dmesg, since a quiet boot keeps most of them off the console"]),
    ...(inspection ? [] : ['the ELF file: --elf FILE']),
    ...(m7Lines.length > 0 ? [] : ["the M-core's UART, from before the start on"]),
    ...kernel,
    ...(soc && !values.mcoreBooted ? [`cat /sys/module/clk_${soc}/parameters/mcore_booted`] : []),
  ];
};

const ofRow = ({ name, confirm }: Row): Question[] =>
  confirm.flatMap((each) => ('command' in each ? [{ command: each.command, decides: `${name}: ${each.shows}` }] : [])).slice(0, 2);

const uBootEnvironment: Question = {
  command: 'printenv bootcmd m4boot bootargs fdt_file    (at the U-Boot prompt)',
  decides: 'what U-Boot loads, from where, and with which kernel arguments',
};
const uBootVersion: Question = {
  command: 'version; help bootaux    (at the U-Boot prompt)',
  decides: 'which U-Boot this is, and whether it can start an M-core',
};
const dmesg: Question = {
  command: 'dmesg | grep -iE "remoteproc|imx-rproc|rpmsg|virtio|reserved mem|mbox"',
  decides: 'whether Linux has the core, took the file, and made a vdev; a quiet boot keeps these lines off the console',
};
const cores: Question = {
  command: 'grep . /sys/class/remoteproc/remoteproc*/{name,state,firmware}',
  decides: 'which core is which, whether it runs, and with which file',
};
/** Where the board is one of Toradex, or nothing says whose it is. */
const toradexSoftware: Question = {
  command: 'tdx-info; uname -r; cat /proc/cmdline',
  decides: 'board, SoC, kernel and its arguments: which of the known faults can be meant',
};
const otherSoftware: Question = {
  command: 'uname -r; cat /proc/cmdline; tr "\\0" "\\n" < /proc/device-tree/compatible',
  decides: 'board, SoC, kernel and its arguments: which of the known faults can be meant',
};
const kernelErrors: Question = { command: 'dmesg --level=emerg,alert,crit,err', decides: 'the first thing that the kernel calls an error' };
const mediumOf: Question = {
  command: 'mmc list; ls mmc 2:1    (at the U-Boot prompt)',
  decides: 'whether the medium that it should boot from is there, and what is on it',
};

const inTcm = (address: string): Question => ({
  command: `md.l ${address} 2    (at the U-Boot prompt, behind bootaux)`,
  decides: 'whether the image lies where the core starts: SP and PC of the .bin, or anything else',
});
const uartPins: Question = {
  command: 'grep -i uart /sys/kernel/debug/pinctrl/*/pinmux-pins',
  decides: "which pins are UARTs and who has them: the M-core's must be the one that is listened to",
};
/** Where the A-cores see the first word of the core's code memory. */
const codeMemory: Partial<Record<Soc, string>> = {
  imx8mp: '0x7e0000',
  imx8mn: '0x7e0000',
  imx8mm: '0x7e0000',
  imx8mq: '0x7e0000',
  imx7d: '0x7f8000',
  imx8qxp: '0x34fe0000',
};

// By how far the board got in what was posted; what the text already answers is not asked.
const general = (facts: Facts): Question[] => {
  const { lines, platform, values } = facts;
  const has = (pattern: RegExp): boolean => lines.some(({ text, command }) => pattern.test(command ?? text));
  const isOthers =
    platform.soc?.name === 'other' ||
    (has(/\b(?:evk|mek|phy(?:board|core|tec)|variscite|var-som|dart-mx|compulab|digi|connectcore|stm32|olimex)/i) &&
      !has(/toradex|verdin|colibri|apalis|torizon/i));
  const software = isOthers ? otherSoftware : toradexSoftware;
  const isStarted = has(/^## Starting auxiliary core|^bootaux complete/);
  const isSilent = isStarted || claimed(facts, 'm7-silent') !== undefined;
  const answered = new Set<Question>([
    ...(isStarted || has(/^(?:printenv|setenv|editenv)\b/) ? [uBootEnvironment] : []),
    ...(isStarted ? [uBootVersion] : []),
    ...(lines.some(({ kernelTime, text }) => kernelTime !== undefined && /remoteproc|rproc|rpmsg|virtio/.test(text)) ? [dmesg] : []),
    ...(values.states.length > 0 ? [cores] : []),
    ...(values.kernel && values.cmdline ? [software] : []),
  ]);
  const isLinux =
    has(/^Linux version|^Starting kernel|login:|remoteproc/) ||
    lines.some(({ kernelTime }) => kernelTime !== undefined) ||
    lines.some(
      (line) => isSaid(line) && /\blog(?:ged)? in\b|\bssh\b|\b(?:in|into|under) linux\b|\blinux (?:starts|boots|runs)\b/i.test(line.text),
    );
  return questionsAbout({
    isCore: isAboutCore(facts),
    isLinux,
    isUBoot: has(/U-Boot|=>|bootaux/),
    isStarted,
    isSilent,
    soc: platform.soc?.name,
    software,
  }).filter((question) => !answered.has(question));
};

interface Stage {
  readonly isCore: boolean;
  readonly isLinux: boolean;
  readonly isUBoot: boolean;
  readonly isStarted: boolean;
  readonly isSilent: boolean;
  readonly soc: Soc | undefined;
  readonly software: Question;
}

const questionsAbout = ({ isCore, isLinux, isUBoot, isStarted, isSilent, soc, software }: Stage): Question[] => {
  if (!isCore) return isLinux ? [kernelErrors, software, dmesg] : [uBootEnvironment, mediumOf, software];
  const address = soc && codeMemory[soc];
  const atStart = [...(isStarted && address ? [inTcm(address)] : []), ...(isSilent ? [uartPins] : [])];
  return isLinux || !isUBoot
    ? [...atStart, dmesg, cores, kernelErrors, software, uBootEnvironment]
    : [...atStart, uBootEnvironment, uBootVersion, dmesg, cores, software];
};
