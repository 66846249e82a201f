import type { LogLine } from '../log-line.ts';
import { isMachineText, isSaid, isSentence } from '../provenance.ts';

/** A sentence of a person, with the line it begins in. It may go over several lines. */
export interface Sentence {
  readonly text: string;
  readonly line: LogLine;
  /** The heading of the post: it says one thing by itself. */
  readonly isTitle?: true;
}

/** The sentences between the logs of a pasted text. Lines of a machine are never read as sentences. */
export const sentencesIn = (lines: readonly LogLine[]): Sentence[] => paragraphs(lines).flatMap(split);

interface Piece {
  readonly line: LogLine;
  readonly text: string;
}

// Lines that follow each other and could be a person's, where one of them is, or all together are.
const paragraphs = (lines: readonly LogLine[]): Piece[][] => {
  const runs: LogLine[][] = [];
  let before: LogLine | undefined;
  for (const line of lines) {
    const isCandidate = isLoose(line);
    const follows = before !== undefined && before.source === line.source && line.number - before.number <= 1;
    if (isCandidate && follows) runs.at(-1)!.push(line);
    else if (isCandidate) runs.push([line]);
    before = isCandidate ? line : undefined;
  }
  return runs
    .filter(
      (run) =>
        run.some(isSaid) ||
        isHeading(run, lines) ||
        isSentence(
          run
            .map(({ text }) => text)
            .join(' ')
            .slice(0, longest),
        ),
    )
    .map((run) => run.map((line) => ({ line, text: line.text.slice(0, longest) })));
};

/** The first line of a post by itself, where a person writes below it. */
const isHeading = (run: readonly LogLine[], lines: readonly LogLine[]): boolean =>
  run.length === 1 && run[0]!.number === 1 && (run[0]!.text.match(/[A-Za-z]{2,}/g) ?? []).length >= 3 && lines.some(isSaid);

const longest = 600;
const mostSentences = 400;

// The rest of a sentence that was wrapped is often too short to be told by itself.
const isLoose = (line: LogLine): boolean =>
  isSaid(line) ||
  (line.channel === 'text' &&
    line.kernelTime === undefined &&
    line.command === undefined &&
    !line.stamped &&
    !/^[[<#$*]|^(?!(?:problem|issue|question|result|symptom|note|update|edit|observation|summary|description)s?:)\S+ ?[=:] ?\S(?!.*[.!?]$)|0x[0-9a-f]+.*0x[0-9a-f]+/i.test(
      line.text,
    ) &&
    !isMachineText(line.text));

const split = (pieces: readonly Piece[]): Sentence[] => {
  const sentences: Sentence[] = [];
  let open: { text: string; line: LogLine } | undefined;
  for (const [index, { line, text }] of pieces.entries()) {
    if (open && bullet.test(text)) {
      sentences.push(open);
      open = undefined;
    }
    if (isTitle(pieces, index)) {
      sentences.push({ text, line, isTitle: true });
      continue;
    }
    for (const part of text.split(/(?<=[.!?;:])\s+(?=["'(]?[A-Z0-9])|(?<=\w{2}[.!?])\s+(?=[a-z])/)) {
      open = open ? { ...open, text: `${open.text} ${part}` } : { text: part, line };
      if (/[.!?;:]["')]?$/.test(part) && !remark.test(open.text)) {
        sentences.push(open);
        open = undefined;
      }
    }
  }
  if (open) sentences.push(open);
  return sentences.slice(0, mostSentences);
};

// What it begins is only added.
const remark = /^\W*(?:btw|by the way|p\.? ?s\.?|n\.? ?b\.?|(?:side[- ]?)?note|fyi)\W*$/i;

const bullet = /^(?:[-*\u2022]|\d{1,2}[.)])\s+\S/;

// The first line of a post without an end of a sentence, where the next begins one.
const isTitle = (pieces: readonly Piece[], index: number): boolean => {
  const [piece, next] = [pieces[index]!, pieces[index + 1]];
  return index === 0 && piece.line.number === 1 && next !== undefined && !/[.!?:;,]$/.test(piece.text) && opening.test(next.text);
};

// Words that stand with a capital at the begin of a sentence only.
const opening =
  /^["'(]?(?:Hi|Hello|Hey|Dear|Good|Greetings|Hallo|Bonjour|I|I'm|I've|We|We're|We've|My|Our|You|It|This|That|These|There|The|An?|So|For|From|When|While|After|Before|As|At|In|On|With|Since|If|Now|Currently|Recently|Using|Working|Trying|Following|Please|Is|Are|Does|How|Why|What|Has|Can)\b/;
