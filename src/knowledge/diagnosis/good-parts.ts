import type { LogLine } from './log-line.ts';
import { isMachineText, isSaid } from './provenance.ts';

const works = String.raw`(?:works?|worked|working|fine|success\w*|normal(?:ly)?|correct(?:ly)?|properly|good|ok)`;
const headings: readonly RegExp[] = [
  /^\W*(?:the |a |our )?(?:good|working|successful|correct|normal|healthy|expected) (?:\w+ ){0,2}(?:case|logs?|boot(?:log)?|output|board|unit|module|run|one|sample|start|behaviou?r|result)\b.{0,50}:?\W*$/i,
  new RegExp(
    String.raw`\b(?:this|here|below|that|following)\b.{0,40}\b(?:how|what|when|where|log|output|boot)\b.{0,90}\b${works}\b.{0,60}:\W*$`,
    'i',
  ),
  new RegExp(String.raw`\b(?:for|in|by|as a?) comparison\b.{0,90}\b${works}\b.{0,60}:\W*$`, 'i'),
  new RegExp(String.raw`\b(?:when|if|where) (?:it|everything|all) ${works}\b.{0,60}:\W*$`, 'i'),
  /\b(?:on|from|of|with|in) (?:a|the|our|my|another) (?:good|working|healthy|old|other) (?:\w+ ){0,3}(?:board|unit|module|som|case|image|version|kernel|build)\b.{0,60}:\W*$/i,
  new RegExp(
    String.raw`\b(?:from|in|under|by|via|through) (?:[\w-]+ ){1,4}(?:it )?(?:works?|runs?|boots?|starts?)(?: ${works})?:\W*$`,
    'i',
  ),
];
const denied = /\b(?:not|no|never|fail\w*|wrong|bad|broken|but|instead|unable|cannot|error\w*|until|before)\b|n['o]t\b/i;

/** Somebody writes above a part of the log that all is well in it. */
const isGoodHeading = ({ channel, text, command, kernelTime }: LogLine): boolean =>
  (channel === 'text' || channel === 'said') &&
  command === undefined &&
  kernelTime === undefined &&
  !isMachineText(text) &&
  !denied.test(text) &&
  headings.some((heading) => heading.test(text));

const isHeading = (line: LogLine): boolean =>
  isSaid(line) ||
  (line.channel === 'text' && line.command === undefined && /^\W*(?:[A-Za-z]+ ){0,4}(?:case|log|output|board|run)\W*$/i.test(line.text));

/** What is left where logs of the good case are taken out: they tell of no fault. All of it, where nothing else was printed. */
export const withoutGoodParts = (lines: readonly LogLine[]): readonly LogLine[] => {
  let isGood = false;
  const good = new Set<LogLine>();
  for (const [index, line] of lines.entries()) {
    if (line.source !== lines[index - 1]?.source) isGood = false;
    if (isGoodHeading(line)) isGood = true;
    else if (isHeading(line)) isGood = false;
    else if (isGood) good.add(line);
  }
  if (good.size === 0) return lines;
  const rest = lines.filter((line) => !good.has(line));
  return rest.some((line) => line.command === undefined && !isSaid(line)) ? rest : lines;
};
