// What PuTTY, Tera Term, minicom, CoolTerm, Docklight, RealTerm and screen put in front of a line beside what the kernel log reader knows.
const stamps: readonly RegExp[] = [
  /^\[?(?:\/dev\/)?(?:tty(?:USB|ACM|S)\d+|COM\d+)\]? ?[:>|]? ?/,
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d\.\d+ \d{4}\] ?/,
  /^[([]?\d{1,2}[./]\d{1,2}[./]\d{4},? \d\d:\d\d:\d\d(?:[.,:]\d{1,6})?[)\]]? ?(?:\[(?:RX|TX|IN)\])?[ \t]*(?:->|-|>|\||:)? ?/,
  /^[([]\d{4}-\d\d-\d\d[ _T]\d\d:\d\d:\d\d(?:[.,:]\d{1,6})?[)\]] ?/,
  /^[([]\d\d:\d\d:\d\d(?:[.,:]\d{1,6})?[)\]] ?/,
  /^[([]?\d{4}-\d\d-\d\d[ _T]\d\d:\d\d:\d\d(?:[.,:]\d{1,6})?[)\]]?[ \t]*(?:->|>|\||RX:?|:) ?/,
  /^[([]?\d\d:\d\d:\d\d(?:[.,:]\d{1,6})?[)\]]?[ \t]*(?:->|>|\||RX:?|COM\d+:|ttyUSB\d+:) ?/,
  /^\(\d\d:\d\d:\d\d(?:[.,:]\d{1,6})?\) ?/,
];

/** A line without the time stamp of the terminal program that wrote it down. */
export const withoutTerminalStamp = (line: string): string => {
  for (const stamp of stamps) {
    const found = stamp.exec(line);
    if (found) return line.slice(found[0].length);
  }
  return line;
};

const numbered = /^\s*(\d{1,5})(?:[:.|)>]+\s*|\s+)(?=\S)/;

/** Lines without the numbers that an editor or a page put in front of each; as they were unless nearly all count upwards. */
export const withoutLineNumbers = (lines: readonly string[]): readonly string[] => {
  const numbers = lines.filter((line) => line.trim() !== '').map((line) => numbered.exec(line)?.[1]);
  const counted = numbers.filter(
    (number, index) => number !== undefined && (index === 0 || Number(number) > Number(numbers[index - 1] ?? -1)),
  );
  return numbers.length >= 3 && counted.length >= 0.9 * numbers.length ? lines.map((line) => line.replace(numbered, '')) : lines;
};
