import { fromQuotedPrintable } from '../knowledge/diagnosis/quoted-printable.ts';

export interface MailPart {
  /** The attachment's own; undefined for the text of the mail. */
  readonly name?: string;
  readonly bytes: Uint8Array;
}

/**
 * The parts of a saved mail (RFC 5322 and 2045 to 2047) that carries at least one of them in base64: its text and its attachments. Of alternatives the plain one.
 * Undefined for any other text.
 */
export const mailParts = (text: string): MailPart[] | undefined => {
  const isMail = /^(?:From .*\n)?(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}/i.test(text.replaceAll('\r', ''));
  if (!isMail || !/^Content-Transfer-Encoding: *base64/im.test(text)) return undefined;
  const mail = text.replaceAll('\r', '').replace(/^From .*\n/, '');
  const subject = field(mail.slice(0, headEnd(mail)), 'Subject');
  const head = subject === undefined ? [] : [{ bytes: utf8(`${subject}\n`) }];
  return [...head, ...partsOf(mail, 0)];
};

const deepest = 8;

const partsOf = (entity: string, depth: number): MailPart[] => {
  const end = headEnd(entity);
  const [head, body] = [entity.slice(0, end), entity.slice(end).replace(/^\n+/, '')];
  const type = field(head, 'Content-Type') ?? 'text/plain';
  const boundary = /boundary="?([^";\n]+)/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined && depth < deepest) {
    const inner = body.split(`--${boundary}`).slice(1);
    const entities = inner.filter((each) => !each.startsWith('--')).map((each) => each.replace(/^[ \t]*\n/, ''));
    const isPlain = (each: string): boolean => /^text\/plain/i.test(field(each.slice(0, headEnd(each)), 'Content-Type') ?? 'text/plain');
    const plain = /^multipart\/alternative/i.test(type) ? entities.filter(isPlain) : [];
    return (plain.length > 0 ? plain : entities).flatMap((each) => partsOf(each, depth + 1));
  }
  const name = /name\*?="?([^";\n]+)/i.exec(`${field(head, 'Content-Disposition') ?? ''};${type}`)?.[1];
  const charset = known(/charset="?([\w-]+)/i.exec(type)?.[1]);
  return [{ ...(name === undefined ? {} : { name }), bytes: contentOf(body, field(head, 'Content-Transfer-Encoding') ?? '', charset) }];
};

const contentOf = (body: string, encoding: string, charset: string): Uint8Array => {
  if (/^quoted-printable/i.test(encoding)) return utf8(fromQuotedPrintable(body, charset));
  if (!/^base64/i.test(encoding)) return utf8(body);
  const bytes = new Uint8Array(Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64'));
  return charset === 'utf-8' ? bytes : utf8(new TextDecoder(charset).decode(bytes));
};

const headEnd = (entity: string): number => {
  if (entity.startsWith('\n')) return 0;
  const end = entity.indexOf('\n\n');
  return end < 0 ? entity.length : end + 1;
};

const field = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*([^\\n]*(?:\\n[ \\t]+[^\\n]*)*)`, 'im').exec(head)?.[1]?.replace(/\n[ \t]+/g, ' ');

/** What the decoder knows; a mail may name anything. */
const known = (charset = 'utf-8'): string => {
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return 'utf-8';
  }
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
