/** Text out of what a mail carries it in (RFC 2045, 6.7). */
export const fromQuotedPrintable = (text: string, charset = 'utf-8'): string =>
  text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/gi, (run) =>
      new TextDecoder(charset).decode(Uint8Array.from(run.slice(1).split('='), (pair) => Number.parseInt(pair, 16))),
    );
