import { createContext, Script } from 'node:vm';
import type { LabDefinition } from './lab.ts';

// Nothing ends a pattern that tries for ever but the end of its process, and nobody watches a board meanwhile.
const triedLength = 1000;
const mostPlaces = 40;
// A pattern whose effort grows with the square of the line needs some 5 ms for a line of this length; processor time, as a host may be busy.
const mostMs = 250;
const waitedMs = 500;
const mostInAllMs = 1000;

/** Lines that are nearly the one which the pattern is for: a piece of it again and again, and an end that fits nothing. */
const linesLike = (text: string): string[] => {
  const step = Math.max(1, Math.ceil(text.length / mostPlaces));
  const places = Array.from({ length: Math.ceil(text.length / step) }, (_, index) => index * step);
  return places.flatMap((at) =>
    [1, 2, 3].map((width) => {
      const piece = text.slice(at, at + width);
      return `${text.slice(0, at)}${piece.repeat(Math.ceil((triedLength - at) / piece.length))}\u0001`;
    }),
  );
};

const script = new Script('pattern.exec(line)');

/** Whether it decides on this line in bounded time. */
const decides = (pattern: RegExp, line: string): boolean => {
  const begin = process.cpuUsage();
  const context = createContext({ pattern, line });
  // Where this process got no processor the timeout says nothing, and the pattern has another try.
  for (let tries = 0; tries < 20; tries++) {
    try {
      script.runInContext(context, { timeout: waitedMs });
      return true;
    } catch {
      if (usedMs(begin) > mostMs) return false;
    }
  }
  return true;
};

const usedMs = (begin: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
};

/** The beginning of a line on which the pattern does not decide in bounded time; undefined where none was found. `text`: a line that it is for. */
export const endlessOn = ({ source, flags }: RegExp, text: string): string | undefined => {
  const begin = process.cpuUsage();
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  for (const line of linesLike(text)) {
    if (!decides(pattern, line)) return line.slice(0, 40);
    if (usedMs(begin) > mostInAllMs) return undefined;
  }
  return undefined;
};

/** Patterns of the lab's own detector that may never come to an end, each with its path. */
export const endlessPatterns = ({ detector }: LabDefinition): string[] => {
  const rules = (detector?.rules ?? []).flatMap(({ headline, undoneBy, test }, index) => [
    [`detector.rules.${index}.headline`, headline, test] as const,
    ...(undoneBy ? [[`detector.rules.${index}.undoneBy`, undoneBy, test] as const] : []),
  ]);
  const signatures = (detector?.knownIssues ?? []).flatMap(({ signature }, index) =>
    signature instanceof RegExp ? [[`detector.knownIssues.${index}.signature`, signature, readable(signature)] as const] : [],
  );
  return [...rules, ...signatures].flatMap(([path, pattern, text]) => {
    const line = endlessOn(pattern, text) ?? endlessOn(pattern, readable(pattern));
    if (line === undefined) return [];
    return [
      `${path}: ${pattern} tries for ever on a line such as ${JSON.stringify(`${line}…`)}: write it without one repetition inside another, such as (a+)+`,
    ];
  });
};

/** What a pattern itself says, where no line that it is for is at hand. */
const readable = ({ source }: RegExp): string => source.replace(/\\[bBdDwWsS]|[\^$()[\]{}|*+?\\]/g, '').slice(0, 100);
