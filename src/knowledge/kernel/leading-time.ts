/** The whole seconds of kernel time at the start of a line, read without a pattern; -1 when there are none. */
export const leadingTime = (text: string, from: number, to: number): number => {
  let at = from;
  if (text.charCodeAt(at) === 60) at = text.indexOf('>', at) + 1;
  if (text.charCodeAt(at) !== 91) return -1;
  let seconds = 0;
  for (at++; at < to && text.charCodeAt(at) === 32; ) at++;
  const digits = at;
  for (let code = text.charCodeAt(at); at < to && code >= 48 && code <= 57; code = text.charCodeAt(++at))
    seconds = seconds * 10 + code - 48;
  if (text.charCodeAt(at + 7) === 93 && text.charCodeAt(at + 8) === 32 && text.charCodeAt(at + 9) === 91) {
    // A second stamp is glued in front of the kernel's own.
    const inner = leadingTime(text, at + 9, to);
    if (inner !== -1) return inner;
  }
  return at > digits && text.charCodeAt(at) === 46 && text.charCodeAt(at + 7) === 93 ? seconds : -1;
};
