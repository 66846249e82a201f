// printk.c prints `[%5lu.%06lu]`. What pages and mails make of it keeps one space at most.
const width = 5;
const shortened = /^(?:<\d+>)?\[(?= {2})([ \d]+)\.\d{6}\]/;

/** Whether the time stamp at the start of a line has lost a space or a digit: ` 1.352146` may have been `10.352146`. */
export const isShortened = (text: string): boolean => (shortened.exec(text)?.[1]?.length ?? width) < width;

/** The whole seconds of kernel time at the start of a line, read without a pattern; -1 when there are none, or where one has lost a digit. */
export const leadingTime = (text: string, from: number, to: number): number => {
  let at = from;
  if (text.charCodeAt(at) === 60) at = text.indexOf('>', at) + 1;
  if (text.charCodeAt(at) !== 91) return -1;
  let seconds = 0;
  const spaces = at + 1;
  for (at++; at < to && text.charCodeAt(at) === 32; ) at++;
  const digits = at;
  for (let code = text.charCodeAt(at); at < to && code >= 48 && code <= 57; code = text.charCodeAt(++at))
    seconds = seconds * 10 + code - 48;
  if (text.charCodeAt(at + 7) === 93 && text.charCodeAt(at + 8) === 32 && text.charCodeAt(at + 9) === 91) {
    // A second stamp is glued in front of the kernel's own.
    const inner = leadingTime(text, at + 9, to);
    if (inner !== -1) return inner;
  }
  if (at < spaces + width && digits > spaces + 1) return -1;
  return at > digits && text.charCodeAt(at) === 46 && text.charCodeAt(at + 7) === 93 ? seconds : -1;
};
