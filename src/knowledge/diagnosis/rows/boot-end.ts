import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isSaid } from '../provenance.ts';
import { claimed, type Evidence, evidence, isAfter, one, type Row } from './row.ts';

/** What a program of the A-core printed last: a log that ends in a stage shows that nothing came behind it. */
export const lastPrinted = ({ lines, m7Lines }: Facts): LogLine | undefined =>
  lines.findLast((line) => !isSaid(line) && line.command === undefined && /\w{3}/.test(line.text) && !m7Lines.includes(line));

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

/** Somebody says that the boot ends where the log does. */
export const saidToStop = (facts: Facts): LogLine | undefined =>
  claimed(facts, 'stops-at-kernel') ?? (silentKernel(facts) ? claimed(facts, 'board-freezes') : undefined);

const kernelSilent = (facts: Facts): Evidence | undefined => {
  const said = saidToStop(facts);
  const silent = silentKernel(facts);
  if (one(facts, /^## Starting auxiliary core/) || facts.starts.length > 0 || (!silent && saidToBoot(facts))) return undefined;
  if (said && !silent && facts.lines.some(({ kernelTime }) => kernelTime !== undefined)) return undefined;
  return said && evidence('likely', said, silent);
};

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
