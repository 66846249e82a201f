import PostalMime from 'postal-mime';

export interface MailPart {
  /** The attachment's own; undefined for the text of the mail. */
  readonly name?: string;
  readonly bytes: Uint8Array;
}

/**
 * The parts of a saved mail (RFC 5322 and 2045 to 2047) that carries at least one of them in base64: its text and its attachments. Of alternatives the plain one.
 * Undefined for any other text.
 */
export const mailParts = async (text: string): Promise<MailPart[] | undefined> => {
  const isMail = /^(?:From .*\n)?(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}/i.test(text.replaceAll('\r', ''));
  if (!isMail || !/^Content-Transfer-Encoding: *base64/im.test(text)) return undefined;
  const mail = await PostalMime.parse(text.replace(/^From .*\n/, ''), { attachmentEncoding: 'arraybuffer', maxNestingDepth: 8 });
  const texts = [mail.subject, mail.text ?? mail.html].filter((each) => each !== undefined);
  return [
    ...texts.map((each) => ({ bytes: new TextEncoder().encode(`${each.trimEnd()}\n`) })),
    ...mail.attachments.map(({ filename, content }) => ({ name: filename ?? 'attachment', bytes: new Uint8Array(content as ArrayBuffer) })),
  ];
};
