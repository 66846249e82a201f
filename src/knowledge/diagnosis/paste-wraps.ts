/** Lines that a mailer or a narrow terminal broke, in one piece again; what was joined leaves an empty line, so that numbers stay. */
export const withoutWraps = (lines: readonly string[]): string[] => {
  const joined = [...lines];
  const width = wrapWidth(lines);
  for (let at = 0; at < joined.length - 1; at++) {
    let next = at + 1;
    let last = lines[at]!;
    while (next < lines.length && next <= at + mostPieces && isBroken(last, lines[next]!, width)) {
      last = lines[next]!;
      joined[at] = joinOf(joined[at]!, last);
      joined[next] = '';
      next++;
    }
    at = next - 1;
  }
  return joined;
};

const mostPieces = 3;
const stamped = /^\s*(?:<\d>)?\[ *\d+\.\d{3,6}\]/;
const begins =
  /^\s*(?:$|(?:<\d>)?\[ *\d+\.\d+\]|[\w.-]+@[\w.-]+:|[#$>]|=>|remoteproc|imx|virtio|U-Boot|##|###|\*\*\*|NOTICE|INFO|ERROR|Verdin|Starting|Hit any|[A-Z][a-z]+ing )/;
// A kernel message never ends so: a mailer that wraps at blanks does.
const openEnd =
  /(?:=|,|\bda|\blen|\bva|\bmem|\bwith|\berror|\bsize|\bfor|\bnode|\bfirmware|\bload|\bto|\bof|\bat|\bis|\bnow|\bphdr|\bfw|\bimage|\bprogram|\bprocess|\bresource|\bRegistered|\breserved|\bassigned|\bremote|\bprocessor|\bfailed|\bDirect|\bBooting|\bchannel|\bbad|\bTranslation|\bstack|\bauxiliary|remoteproc\d:|-cm\d:) ?$/;

const isBroken = (line: string, next: string, width: number | undefined): boolean => {
  if (begins.test(next)) return false;
  const isMachine = stamped.test(line) || /^(?:remoteproc remoteproc\d|imx-rproc|## Starting)/.test(line);
  if (isMachine && openEnd.test(line)) return true;
  return stamped.test(line) && width !== undefined && line.length === width;
};

// A terminal cuts at its last column: the longest stamped lines all have that length, and what follows each has no stamp.
const wrapWidth = (lines: readonly string[]): number | undefined => {
  const longest = Math.max(0, ...lines.filter((line) => stamped.test(line)).map(({ length }) => length));
  if (longest < 60) return undefined;
  const full = lines.flatMap((line, index) => (stamped.test(line) && line.length === longest ? [lines[index + 1] ?? ''] : []));
  return full.length >= 2 && full.every((next) => !begins.test(next)) ? longest : undefined;
};

const joinOf = (one: string, other: string): string => {
  const needsBlank = !/\s$/.test(one) && (openEnd.test(one) || /^\s/.test(other));
  return `${one}${needsBlank ? ' ' : ''}${other.trim()}`;
};
