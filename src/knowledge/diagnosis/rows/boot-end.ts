import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isMachineText, isSaid } from '../provenance.ts';
import { claimed, type Evidence, evidence, isAboutCore, isAfter, one, type Row } from './row.ts';

/** What a program of the A-core printed last: a log that ends in a stage shows that nothing came behind it. */
export const lastPrinted = ({ lines, m7Lines }: Facts): LogLine | undefined => {
  const printed = lines.filter((line) => !isSaid(line) && line.command === undefined && /\w{3}/.test(line.text) && !m7Lines.includes(line));
  return furthest(printed)?.at(-1);
};

const withoutFigures = ({ text }: LogLine): string => text.replace(/(?:0x[\da-f&]+|\d+)/gi, '#');
// Of a board that starts again and again a paste ends anywhere: the round before shows how far it gets.
const furthest = (printed: readonly LogLine[]): readonly LogLine[] | undefined => {
  const banners = printed.flatMap(({ text }, at) => (/^U-Boot SPL 20\d\d/.test(text) ? [at] : []));
  const [before, last] = banners.slice(-2);
  if (before === undefined || last === undefined) return printed;
  const [round, cut] = [printed.slice(before, last), printed.slice(last)];
  const isCut = cut.length < round.length && cut.every((line, at) => withoutFigures(line) === withoutFigures(round[at]!));
  return isCut ? round : printed;
};

/**
 * A line of a stage of the boot that a pasted log stops at: behind it no program speaks, and only people do, or a paragraph begins. Undefined where
 * the boot went on.
 */
export const stoppedAt = ({ lines }: Facts, stage: RegExp): LogLine | undefined => {
  const at = lines.findLastIndex((line) => stage.test(line.text) && line.channel === 'text' && line.command === undefined && !isSaid(line));
  const line = lines[at];
  const next = lines[at + 1];
  if (!line || (next && next.number === line.number + 1 && next.source === line.source && !isSaid(next))) return undefined;
  const isSpoken = lines
    .slice(at + 1)
    .some(
      ({ text, kernelTime, command }) => kernelTime !== undefined || command !== undefined || isMachineText(text) || bootLine.test(text),
    );
  return isSpoken ? undefined : line;
};

// Of U-Boot, SPL and what is after Linux, where `isMachineText` has no line of it.
const bootLine = /^(?:CPU|DRAM|Board|Core|I2C|PMIC|WDT|SEC0|Net|In|Out|Err|Fastboot) ?: |\blogin: ?$|^BL\d+: |^I\/TC: /;

/** Linux was handed the machine, and no line of it follows. */
export const silentKernel = (facts: Facts): LogLine | undefined => {
  const handed = facts.lines.findLast(({ text }) => /^Starting kernel|^Uncompressing Linux|^EFI stub: Exiting boot services/.test(text));
  const isHeard =
    handed &&
    (facts.lines.slice(facts.lines.indexOf(handed) + 1).some(({ kernelTime }) => kernelTime !== undefined) ||
      isAfter(facts, handed, /Linux version|login:|^U-Boot SPL|systemd\[|\[ *OK *\]/));
  return isHeard ? undefined : handed;
};

/** Somebody is on the board by another way than its console: it has booted. */
export const saidToBoot = ({ lines }: Facts): LogLine | undefined =>
  lines.find((line) => isSaid(line) && /\b(?:ssh|adb|ping|web interface)\b|\bboots (?:fine|normally|as usual)/i.test(line.text));

const otherWays = '(?:ssh|adb|scp|ping|telnet|web (?:interface|server|page)|ethernet|network|wi-?fi|hdmi|desktop)';
const reachedBy = new RegExp(
  String.raw`\b(?:able to|can|could|possible to|manage\w* to|am|i) (?:still |also |even |then )?(?:access|reach|ping|log ?in|connect|ssh|get (?:in|into))\b.{0,50}\b${otherWays}\b|\b(?:ssh|ping|adb) (?:still |to it )?(?:works?|is (?:fine|ok|up)|answers?|responds?|login works)\b|\b(?:can|able to) (?:still )?(?:ssh|ping)\b|\b(?:answers?|responds?|reachable|accessible|logged in)\b.{0,24}\b(?:ssh|ping\w*|adb|over (?:the )?(?:network|ethernet))\b`,
  'i',
);
const inVain = /\b(?:not|never|no|neither|nor|cannot|unable|until|used to|before|was|were|earlier|previously)\b|n['o]t\b/i;
/** Somebody is on this board by its network: what its console does not show has taken place. */
export const reached = ({ lines }: Facts): LogLine | undefined =>
  lines.find((line) => {
    const found = isSaid(line) ? reachedBy.exec(line.text) : null;
    return found !== null && !inVain.test(line.text.slice(Math.max(0, found.index - 24), found.index + found[0].length));
  });

/** Somebody says that the boot ends where the log does. */
export const saidToStop = (facts: Facts): LogLine | undefined =>
  claimed(facts, 'stops-at-kernel') ?? (silentKernel(facts) ? claimed(facts, 'board-freezes') : undefined);

const kernelSilent = (facts: Facts): Evidence | undefined => {
  const isOfCore = isCoreMeant(facts);
  const marked = isOfCore ? undefined : markedEnd(facts);
  if (marked) return evidence('likely', ...marked);
  const said = saidToStop(facts);
  const silent = silentKernel(facts) ?? (isOfCore ? undefined : handedTree(facts));
  if (one(facts, /^## Starting auxiliary core/) || facts.starts.length > 0 || (!silent && saidToBoot(facts))) return undefined;
  if (said && !silent && facts.lines.some(({ kernelTime }) => kernelTime !== undefined)) return undefined;
  // In a post about an M-core a boot that stopped may be a side remark.
  if (said) return evidence(isOfCore && !silent ? 'possible' : 'likely', said, silent);
  const last = isOfCore ? undefined : (stoppedAt(facts, /^Starting kernel/) ?? handedTree(facts));
  // Who says that the boot hangs, and shows a log that ends there, means there.
  const hangs = last && facts.lines.find((line) => isSaid(line) && endsBehind.test(line.text));
  return evidence(hangs ? 'likely' : 'possible', hangs, last);
};

/** Somebody speaks of an M-core, or typed something for one; names of files that U-Boot loads mean nothing. */
const isCoreMeant = ({ lines, platform }: Facts): boolean =>
  isAboutCore({ lines: lines.filter((line) => isSaid(line) || line.command !== undefined), platform });

/** Somebody wrote "hangs here" right below "Starting kernel", whatever else is shown behind it. */
const markedEnd = ({ lines }: Facts): readonly LogLine[] | undefined => {
  const at = lines.findIndex(({ text }, index) => /^Starting kernel/.test(text) && endsHere.test(lines[index + 1]?.text ?? ''));
  return at === -1 ? undefined : lines.slice(at, at + 2);
};
const endsHere =
  /^\W*(?:and |then |it |\w+ )?(?:hangs?|hung|stuck|stops?|freezes?|frozen|dead|nothing(?: more| else| happens| after)?|no (?:more |further )?output|silence)\b.{0,40}$/i;

/** What bootm.c and image-fdt.c of U-Boot say last before "Starting kernel": pastes often end a line early. */
const handedTree = (facts: Facts): LogLine | undefined => {
  const last = lastPrinted(facts);
  return last && /^(?:Using Device Tree in place at|Loading (?:Device Tree|Ramdisk) to|Booting using the fdt blob at)\b/.test(last.text)
    ? last
    : undefined;
};
const endsBehind =
  /\b(?:stuck|hangs?|hung|stops?|stopped|freez\w+|frozen|nothing(?: more| else)?|no (?:more |further )?output)\b.{0,40}\b(?:here|there|at this|after|behind|then|when|once)\b|\b(?:boot\w*|kernel|it|board)\b.{0,30}\b(?:stuck|hangs?|hung|stops?|stopped|freez\w+|does ?n[o']t (?:continue|go on))\b/i;

export const bootEndRows: readonly Row[] = [
  {
    id: 79,
    name: 'kernel-silent',
    symptom: 'Starting kernel ... is the last line',
    cause:
      'U-Boot handed over to Linux, and nothing is heard of it: console= names another UART or is missing, kernel and device tree are not of this board or not of one build, or the kernel dies before its console is up.',
    isFallback: true,
    matches: kernelSilent,
    confirm: [
      {
        step: 'boot once with earlycon added to the arguments, and without quiet: at the U-Boot prompt setenv tdxargs earlycon (Toradex) or editenv bootargs',
      },
      { step: 'at the U-Boot prompt: printenv console bootargs fdtfile; the size and date of the kernel and of the tree that are loaded' },
    ],
    fix: "Name the board's UART in console=, take kernel and device tree of one build, load them where they do not overlap, and let earlycon tell the rest.",
    source: 'Documentation/admin-guide/kernel-parameters.txt of Linux: console, earlycon',
  },
];
