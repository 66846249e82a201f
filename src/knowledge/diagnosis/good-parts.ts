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
  // "kernel 5.4 (works):", "Log 1 (good board):", "With the image of NXP (boots fine):"
  new RegExp(
    String.raw`\((?:it |this |which |that )?(?:always |still )?(?:is |was |are )?(?:${works}|boots?|booted|runs?)\b.{0,24}\)\W*:\W*$`,
    'i',
  ),
  /\((?:the )?(?:good|working|healthy|reference) (?:\w+ ){0,2}\w+\)\W*:?\W*$/i,
  // "the log of the old u-boot, that boots:"
  new RegExp(
    String.raw`\b(?:logs?|outputs?|console|dmesg|boot|printed|messages|prints)\b.{0,60}\b(?:good|working|healthy|that|which|and it|where it) (?:one|units?|boards?|modules?|soms?|u-?boot|boot ?loader|kernel|image|version|(?:always |still |does )?(?:boots?|booted|works?|worked|runs?))(?: ${works})?\W*:\W*$`,
    'i',
  ),
  // "This is rev A, which is fine:"
  // "The old one prints this and boots fine:"
  new RegExp(
    String.raw`\b(?:old|older|other|previous|original|vendor'?s?|good|first|reference|evk|nxp'?s?)\b.{0,60}\b(?:boots?|works?|runs?)(?: ${works}| and (?:\w+ ){1,8}(?:in(?:to)?|to|at|up|out)\b.{0,40})?\W*:\W*$`,
    'i',
  ),
  new RegExp(String.raw`\b(?:this|that|here|first|above|below)\b.{0,60}\b(?:which|that|it) (?:is|was|are) ${works}\W*:\W*$`, 'i'),
  /^\W*(?:works?|working|ok|good|fine|success\w*)\W*:\W*$/i,
  /(?:正常|成功|良好|没有问题|没问题|能启动|可以启动|OK)(?:的)?(?:情况|板子|启动|时)?(?:下)?的?\s*(?:log|日志|打印|输出|启动信息)?\s*[:：]\s*$/,
  /(?:正常|成功|良品)(?:時|な|の)?.{0,12}(?:ログ|出力|起動)\s*[:：]\s*$/,
  /\b(?:geht|funktioniert|l(?:ä|ae)uft|startet|bootet)\b.{0,24}\)?\s*:\s*$|\b(?:gute[nrs]?|funktionierende[nrs]?) (?:\w+ )?(?:log|board|modul|fall|ger(?:ä|ae)t|start)\b.{0,30}:\s*$/i,
];
const denied =
  /不|异常|異常|失[败敗]|\b(?:not|no|never|fail\w*|wrong|bad|broken|but|instead|unable|cannot|error\w*|until|before)\b|n['o]t\b/i;

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
  (line.channel === 'text' &&
    line.command === undefined &&
    line.kernelTime === undefined &&
    (/^\W*(?:[A-Za-z]+ ){0,4}(?:case|log|output|board|run)\W*$/i.test(line.text) ||
      (!isMachineText(line.text) && otherLog.test(line.text))));

/** A log begins that is not the good one: "Second log, own build:", "New (fails):", "log 2:", "异常log:". */
const otherLog =
  /^\W*(?:and |now |but |then |here )*(?:the )?(?:second|2nd|other|new(?:er)?|bad|faulty|failing|failed|broken|wrong|own|custom|our|my|defect\w*|ng|nok|fail|not (?:ok|working)|log ?(?:2|b)|with (?:the )?(?:new|own|our|my))\b[^=]{0,60}:\W*$|\((?:fails?|failed|bad|broken|faulty|ng|nok|does ?n[o']t (?:work|boot)|not (?:ok|working)|hangs?)\b.{0,24}\)\W*:?\W*$|^\W*(?:异常|失败|不正常|有问题|不能启动|無法).{0,12}[:：]\s*$|^\W*(?:異常|失敗|不良|NG).{0,12}[:：]\s*$|^\W*(?:fehler\w*|defekt\w*|schlecht\w*|neue[rs]?|zweite[rs]?)\b.{0,40}:\s*$/i;

/** What is left where logs of the good case are taken out: they tell of no fault, and where nothing else was printed nothing printed is left. */
export const withoutGoodParts = (lines: readonly LogLine[]): readonly LogLine[] => {
  let isGood = false;
  const good = new Set<LogLine>();
  for (const [index, line] of lines.entries()) {
    if (line.source !== lines[index - 1]?.source) isGood = false;
    if (isGoodHeading(line)) isGood = true;
    else if (isHeading(line)) isGood = false;
    else if (isGood) good.add(line);
  }
  return good.size === 0 ? lines : lines.filter((line) => !good.has(line));
};
