/** Text out of what a mail carries it in: quoted-printable (RFC 2045, 6.7), where the text shows that it is. */
export const decoded = (text: string): string => {
  if (!isQuotedPrintable(text)) return text;
  const joined = text.replace(/=[ \t]*\r?\n/g, '');
  return joined.replace(/(?:=[0-9A-F]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('='), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder('utf-8').decode(bytes);
  });
};

// A setting ends in "=3D" nowhere else, and a line in "=" hardly ever twice.
const isQuotedPrintable = (text: string): boolean =>
  /^Content-Transfer-Encoding: *quoted-printable/im.test(text) ||
  ((text.match(/=\r?$/gm) ?? []).length >= 2 && /=(?:3D|20|C2|E2|09)/i.test(text));
