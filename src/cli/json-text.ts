/**
 * What people wrote, out of JSON: the export of an issue tracker, a chat, `journalctl -o json`, a container's log. Also out of a string that was copied from
 * JSON with its escapes. Undefined where the text is none of them.
 */
export const jsonText = (text: string): string | undefined => {
  const values = parsed(text);
  if (values) return values.flatMap(told).join('\n');
  const escapes = text.match(/(?<!\\)(?:\\r)?\\n/g)?.length ?? 0;
  const newlines = text.match(/\n/g)?.length ?? 0;
  return escapes >= 3 && escapes > 3 * newlines ? unescaped(text) : undefined;
};

const parsed = (text: string): readonly object[] | undefined => {
  const whole = text.trim();
  if (!/^[[{][\s\S]*[\]}]$/.test(whole)) return undefined;
  const one = objectIn(whole);
  if (one) return [one];
  const lines = whole.split('\n').filter((line) => line.trim() !== '');
  const each = lines.map(objectIn).filter((value) => value !== undefined);
  return each.length === lines.length ? each : undefined;
};

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** An address, a date, a name of a user or a label is one word. Of the journal only the message counts, and of that every one. */
const told = (value: unknown): string[] => {
  if (typeof value === 'string') return /\S\s/.test(value) ? [value.trimEnd()] : [];
  if (typeof value !== 'object' || value === null) return [];
  if ('MESSAGE' in value && typeof value.MESSAGE === 'string') return [value.MESSAGE];
  return Object.values(value).flatMap(told);
};

const meaning: Readonly<Record<string, string>> = { n: '\n', r: '', t: '\t', '"': '"', '/': '/', '\\': '\\' };
const unescaped = (text: string): string =>
  text.replace(/\\(?:u([\da-f]{4})|([nrt"/\\]))/gi, (whole, code?: string, letter?: string) =>
    code === undefined ? (meaning[letter ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
  );
