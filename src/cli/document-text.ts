/**
 * The text of a word processor's file, of which the entries of its zip are asked by name: Office Open XML (ECMA-376, 17.3) or OpenDocument (1.2, 5.1). A paragraph is a line,
 * as is what a line break ends. Undefined where the zip is no document.
 */
export const documentText = (entry: (name: string) => string | undefined): string | undefined => {
  const body = entry('word/document.xml') ?? (isOpenDocument(entry('mimetype')) ? entry('content.xml') : undefined);
  if (body === undefined) return undefined;
  return body
    .replace(/>\s*\n\s*</g, '><')
    .replace(/<w:del\b[\s\S]*?<\/w:del>/g, '')
    .replace(/<text:s(?: text:c="(\d{1,3})")?\/>/g, (_, count = '1') => ' '.repeat(Number(count)))
    .replace(/<(?:w:tab|text:tab)\b[^>]*\/>/g, '\t')
    .replace(/<(?:w:br|w:cr|text:line-break)\b[^>]*\/>|<\/(?:w:p|text:p|text:h)>|<(?:w:p|text:p)(?: [^>]*)?\/>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(lt|gt|amp|quot|apos));/gi, (_, decimal?: string, hexadecimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal ?? '20', 16) : Number(decimal))
        : letters[name.toLowerCase()]!,
    );
};

const isOpenDocument = (type: string | undefined): boolean => type?.startsWith('application/vnd.oasis.opendocument.text') ?? false;

const letters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
