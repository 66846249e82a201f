import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isMeantForDsp } from './remote-core.ts';
import { all, claimed, commands, type Evidence, evidence, isOlder, kernelOf, one, type Row } from './row.ts';
import { writesIn } from './state.ts';

const parameters = '/sys/module/firmware_class/parameters/path';

const missing = (facts: Facts): LogLine[] => [
  ...all(
    facts,
    /Direct firmware load for (?:\S+\.elf|\S*m[47]\S*) failed with error -2\b|remoteproc\d+: Direct firmware load for \S+ failed with error -2\b/,
  ).filter((line) => !isCured(facts, line)),
  ...all(facts, /remoteproc\d+: loading \S+ failed with error -2\b/).filter((line) => !isCured(facts, line)),
  ...all(facts, /remoteproc\d+: request_firmware failed: -2\b|remoteproc\d+: Boot failed: -2\b/).filter((line) => !isCured(facts, line)),
];

const mCore = /(?<![a-z])c?m[347](?![a-z\d])|\bc?m33\b|cortex[- ]?m|\bm[- ]core/i;

/** The same for a core of another vendor, where no M-core is talked of; that a DSP found no image is no fault of the one that was meant. */
const missingElsewhere = ({ platform, foreignLines, lines, starts }: Facts): LogLine[] => {
  const isMeant =
    lines.some(isMeantForDsp) ||
    (!lines.some(({ text }) => mCore.test(text)) &&
      foreignLines.some(({ text }) => /\b(?:load for|loading) \S*(?:dsp|hifi|sof|fusion)/i.test(text)));
  const others = platform.cores
    .filter(({ kind }) => kind === 'other' || (kind === 'dsp' && isMeant))
    .map(({ number }) => `remoteproc${number}: `);
  if (starts.some(({ booting }) => booting) || platform.cores.some(({ kind }) => kind === 'm-core')) return [];
  const refused = foreignLines.filter(
    ({ text }) =>
      others.some((core) => text.includes(core)) &&
      /(?:Direct firmware load for|loading) \S+ failed with error -2\b|request_firmware failed: -2\b/.test(text),
  );
  return refused.filter((line) => !isCured({ lines: [...foreignLines, ...lines] }, line));
};

// The driver asks for its file at boot, before the file system that has it is there; the same file found later makes that no cause.
const isCured = (facts: Pick<Facts, 'lines'>, line: LogLine): boolean => {
  const name = /(?:Direct firmware load for|loading) (?:\S*\/)?(\S+) failed/.exec(line.text)?.[1];
  const after = facts.lines.slice(facts.lines.indexOf(line) + 1);
  return after.some(({ text }) => {
    const booted = /Booting fw image (\S+), size/.exec(text)?.[1];
    return booted !== undefined && (name === undefined || booted === name);
  });
};

// Linux 6.1 and older keep the newline of `echo` in the search path; later kernels strip it.
const newlineInPath = (facts: Facts): { readonly line: LogLine; readonly isSeen: boolean } | undefined => {
  const dump = facts.lines.find(
    ({ text, command }) =>
      command === undefined && /^\d{7} .*\\n *$|^0+\w*:? .*\b0a\b *(?:\.|$)|^\/\S+\$$/.test(text) && /\/|\\n|0a/.test(text),
  );
  const asked = commands(facts, /firmware_class\/parameters\/path/);
  if (dump && asked.some(({ command }) => /\bod\b|xxd|hexdump|cat -[AE]/.test(command ?? ''))) return { line: dump, isSeen: true };
  const version = kernelOf(facts);
  const written = asked.find(
    ({ command }) => /\becho +(?!-n)\S+ *>/.test(command ?? '') || /\becho +(?!-n)\S+ *\| *(?:sudo +)?tee/.test(command ?? ''),
  );
  return written && version && isOlder(version, 6, 2) ? { line: written, isSeen: false } : undefined;
};

// Where the kernel's own line is not shown, the shell has told its errno: ENOENT of a start is the file.
const shellsWord = (facts: Facts): Evidence | undefined => {
  const start = writesIn(facts).findLast(({ word, file }) => word === 'start' && file === 'state');
  const isAbsent =
    start?.refusal && /No such file or directory/.test(start.refusal.text) && !/remoteproc\d*\S*: No such/.test(start.refusal.text);
  if (isAbsent) return evidence('likely', start.line, start.refusal);
  // write() itself says ENOENT only where the driver found no file; a path that is not there fails when it is opened.
  const bare = facts.starts.some(({ booting }) => booting) ? undefined : one(facts, /\bwrite error: No such file or directory/);
  const isAboutStart = bare && facts.lines.some(({ text }) => /\bstart\b.*\bstate\b/.test(text));
  return isAboutStart ? evidence('likely', bare) : undefined;
};

export const loadingRows: readonly Row[] = [
  {
    id: 1,
    name: 'firmware-file-missing',
    said: { claim: 'file-missing' },
    fixWords: /\b(?:copied|path|\/lib\/firmware|folder|directory)\b/i,
    symptom: 'Direct firmware load for X failed with error -2',
    cause:
      'The file is in none of the folders that the kernel searches, or has another name there: error -2 is ENOENT, and has nothing to do with the M7.',
    matches: (facts) =>
      evidence(
        newlineInPath(facts) || claimed(facts, 'file-is-there') ? 'possible' : 'certain',
        ...[...missing(facts), ...missingElsewhere(facts)].slice(0, 3),
      ) ?? shellsWord(facts),
    excludedBy: (facts) => {
      const line = facts.starts.at(-1)?.booting;
      return line && { because: 'the kernel found the firmware file and read it', line };
    },
    confirm: [
      { command: 'cat /sys/class/remoteproc/remoteproc0/firmware', shows: 'the name that is looked for' },
      { command: `ls -l /lib/firmware /lib/firmware/updates "$(cat ${parameters})"`, shows: 'whether the file is there' },
    ],
    fix: `Copy the file into /lib/firmware, or name its folder: echo -n /var/lib/firmware > ${parameters}; on Torizon OS /usr is read-only, so use a folder below /var.`,
    source: 'drivers/base/firmware_loader/main.c',
  },
  {
    id: 2,
    name: 'newline-in-firmware-path',
    symptom: 'the same -2 although the file is there, on a kernel of 6.1 or older',
    cause: 'The search path of firmware_class ends in the newline that echo wrote, so the kernel looks into a folder that does not exist.',
    matches: (facts) => {
      const newline = newlineInPath(facts);
      return newline && missing(facts).length > 0
        ? evidence(newline.isSeen ? 'certain' : 'likely', newline.line, missing(facts)[0], facts.values.kernel?.line)
        : undefined;
    },
    confirm: [{ command: `od -c ${parameters}`, shows: 'one \\n is what sysfs adds itself when it prints; two mean one in the path' }],
    fix: `Write the path without a newline: echo -n /var/lib/firmware > ${parameters}`,
    source: 'drivers/base/firmware_loader/main.c, Linux 6.1 and 6.12',
  },
  {
    id: 3,
    name: 'not-an-elf',
    said: { claim: 'bin-to-remoteproc' },
    symptom: 'Image is corrupted (bad magic), then -22',
    cause: 'The file is no ELF: remoteproc was given a .bin, which only U-Boot takes.',
    matches: (facts) => {
      const magic = one(facts, /Image is corrupted \(bad magic\)|remoteproc\d+: Image is too small/);
      return magic && evidence('certain', magic, one(facts, /Boot failed: -22/));
    },
    excludedBy: (facts) => {
      const line = facts.starts.flatMap(({ segments }) => segments)[0]?.line;
      return line && { because: 'the file was read as an ELF: its segments were translated', line };
    },
    confirm: [
      { command: 'head -c 4 "/lib/firmware/$(cat /sys/class/remoteproc/remoteproc0/firmware)" | od -c', shows: '177 E L F for an ELF' },
    ],
    fix: 'Give remoteproc the .elf that the linker wrote, not the .bin made from it.',
    source: 'drivers/remoteproc/remoteproc_elf_loader.c',
  },
];
