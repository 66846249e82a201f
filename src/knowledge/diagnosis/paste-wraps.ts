import { isMachineText } from './provenance.ts';

/** Lines that a mailer or a narrow terminal broke, in one piece again; what was joined leaves an empty line, so that numbers stay. */
export const withoutWraps = (lines: readonly string[]): string[] => {
  const joined = [...lines];
  const width = wrapWidth(lines);
  const column = mailerColumn(lines);
  const cut = cutColumn(lines);
  for (let at = 0; at < joined.length - 1; at++) {
    let next = at + 1;
    let last = lines[at]!;
    while (
      next < lines.length &&
      next <= at + mostPieces &&
      (isBroken(last, lines[next]!, width) || isCut(last, lines[next]!, cut) || isWrapped(lines[at]!, last, lines[next]!, column))
    ) {
      const isAtBlank = !isBroken(last, lines[next]!, width) && !isCut(last, lines[next]!, cut);
      last = lines[next]!;
      joined[at] = joinOf(joined[at]!, last, isAtBlank);
      joined[next] = '';
      next++;
    }
    at = next - 1;
  }
  return joined;
};

const mostPieces = 3;
const stamped = /^\s*(?:<\d>)?\[ *\d+\.\d{1,6}\]/;
const begins =
  /^\s*(?:$|(?:<\d>)?\[ *\d+\.\d+\]|[\w.-]+@[\w.-]+:|[#$>]|[\w-]*=>|remoteproc|imx|virtio|U-Boot|##|###|\*\*\*|NOTICE|INFO|ERROR|Verdin|Starting|"[A-Z][a-z]+(?: Abort)?" handler|Hit any|(?:CPU|Board|DRAM|Model|Core|MMC|Net|In|Out|Err|Loading \w+): |spl: |SPL: |Trying |[A-Z][a-z]+ing )/;
// A kernel message never ends so: a mailer that wraps at blanks does.
const openEnd =
  /(?:=|,|\bda|\blen|\bva|\bmem|\bwith|\berror|\bsize|\bfor|\bnode|\bfirmware|\bload|\bto|\bof|\bat|\bis|\bnow|\bphdr|\bfw|\bimage|\bprogram|\bprocess|\bresource|\bRegistered|\breserved|\bassigned|\bremote|\bprocessor|\bfailed|\bDirect|\bBooting|\bchannel|\bbad|\bTranslation|\bstack|\bauxiliary|remoteproc\d:|-cm\d:) ?$/;

const typed = /^\s*(?:[\w.-]+@[\w.-]+:[^#$]{0,40}[#$] |[#$] (?:echo|cat|ls) |(?:\S+ iMX\w+|u-boot=>|=>) )/;

/** Printed by a program, or typed into one. */
const isMachine = (line: string): boolean => stamped.test(line) || typed.test(line) || isMachineText(line);

const isBroken = (line: string, next: string, width: number | undefined): boolean => {
  // U-Boot prints eight digits.
  if (/pc = 0x[\da-f]{0,7}$/i.test(line) && /^[\da-f]{1,8}\W*$/i.test(next)) return true;
  if (begins.test(next)) return false;
  const isKernels = stamped.test(line) || /^(?:remoteproc remoteproc\d|imx-rproc|## Starting)/.test(line);
  if (isKernels && openEnd.test(line)) return true;
  return stamped.test(line) && width !== undefined && line.length === width;
};

// A log may have more lines than a call takes arguments.
const longestOf = (lines: readonly string[]): number => lines.reduce((longest, { length }) => Math.max(longest, length), 0);

// A terminal cuts at its last column: the longest stamped lines all have that length, and what follows each has no stamp.
const wrapWidth = (lines: readonly string[]): number | undefined => {
  const longest = longestOf(lines.filter((line) => stamped.test(line)));
  if (longest < 60) return undefined;
  const full = lines.flatMap((line, index) => (stamped.test(line) && line.length === longest ? [lines[index + 1] ?? ''] : []));
  return full.length >= 2 && full.every((next) => !begins.test(next)) ? longest : undefined;
};

/** The column at which every longer line was cut, in the middle of words too; undefined where lines are of different lengths. */
const cutColumn = (lines: readonly string[]): number | undefined => {
  const widest = longestOf(lines);
  if (widest < 38 || widest > 132) return undefined;
  const full = lines.filter((line, index) => line.length === widest && isMachine(line) && lines[index + 1] !== undefined);
  const next = full.map((line) => lines[lines.indexOf(line) + 1] ?? '');
  return full.length >= 2 && next.every((rest) => rest !== '' && !isFirst(rest)) ? widest : undefined;
};

const isCut = (last: string, next: string, cut: number | undefined): boolean =>
  cut !== undefined && last.length === cut && next !== '' && !isFirst(next);

/** It begins a line of its own, or a sentence. */
const isFirst = (next: string): boolean =>
  begins.test(next) || isMachineText(next) || /^["'(]?[A-Z][\w']* [a-z]/.test(next) || heading.test(next);
/** Somebody wrote it above the next part of the log. */
const heading = /^\p{L}[\p{L}\d .,()'/+-]{1,60}[:\uff1a]\s*$/u;

/** The column before which a mailer broke the lines of a log at blanks; undefined where nothing shows that one did. */
const mailerColumn = (lines: readonly string[]): number | undefined => {
  const widest = longestOf(lines);
  if (widest < 40 || widest > 82) return undefined;
  const breaks = lines.filter((line, index) => isWrapped(line, line, lines[index + 1] ?? '', widest));
  return breaks.length >= (widest <= 62 ? 1 : 2) ? widest : undefined;
};

// The first word of the next line had no room in this one. A sentence that follows a log begins with a capital.
const isWrapped = (first: string, last: string, next: string, column: number | undefined): boolean => {
  if (column === undefined || !isMachine(first) || isFirst(next)) return false;
  return last.length + 1 + (/^\S+/.exec(next)?.[0].length ?? 0) > column;
};

const joinOf = (one: string, other: string, isAtBlank: boolean): string => {
  const needsBlank = !/\s$/.test(one) && (isAtBlank || openEnd.test(one) || /^\s/.test(other));
  return `${one}${needsBlank ? ' ' : ''}${other.trim()}`;
};
