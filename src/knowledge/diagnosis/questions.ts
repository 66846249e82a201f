import type { Facts } from './facts.ts';
import type { Confidence, Row } from './rows/row.ts';

/** A command that only reads, and what its answer decides. */
export interface Question {
  readonly command: string;
  readonly decides: string;
}

interface Candidate {
  readonly row: Row;
  readonly confidence: Confidence;
}

/** At most three questions whose answers would decide between the causes that are left; none when one of them is certain. */
export const questionsFor = (facts: Facts, candidates: readonly Candidate[]): Question[] => {
  if (candidates.some(({ confidence, row }) => confidence === 'certain' && !row.role)) return [];
  const own = candidates.filter(({ row }) => !row.role).flatMap(({ row }) => ofRow(row));
  const asked = new Set(facts.lines.flatMap(({ command }) => (command === undefined ? [] : [command.trim()])));
  const all = [...own, ...general(facts)].filter(({ command }) => !asked.has(command));
  const commands = [...new Set(all.map(({ command }) => command))];
  return commands.slice(0, 3).map((command) => all.find((each) => each.command === command)!);
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

// By how far the board got in what was posted.
const general = ({ lines, starts, platform }: Facts): Question[] => {
  const has = (pattern: RegExp): boolean => lines.some(({ text, command }) => pattern.test(command ?? text));
  const isAboutCore = starts.length > 0 || platform.cores.length > 0 || has(/remoteproc|rpmsg|bootaux|\bc?m[47]\b|auxiliary core/i);
  const isOthers =
    platform.soc?.name === 'other' ||
    (has(/\b(?:evk|mek|phy(?:board|core|tec)|variscite|var-som|dart-mx|compulab|digi|connectcore|stm32|olimex)/i) &&
      !has(/toradex|verdin|colibri|apalis|torizon/i));
  const software = isOthers ? otherSoftware : toradexSoftware;
  const isLinux = has(/^Linux version|^Starting kernel|login:|remoteproc/) || lines.some(({ kernelTime }) => kernelTime !== undefined);
  if (isAboutCore)
    return isLinux || !has(/U-Boot|=>|bootaux/) ? [dmesg, cores, software, uBootEnvironment] : [uBootEnvironment, uBootVersion, dmesg];
  return isLinux ? [kernelErrors, software, dmesg] : [uBootEnvironment, mediumOf, software];
};
