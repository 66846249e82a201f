import { builtInRules } from './rules/index.ts';

// Names of defects that headlines carry and the rows' own tests do not show.
const defects =
  'slab-out-of-bounds slab-use-after-free global-out-of-bounds stack-out-of-bounds vmalloc-out-of-bounds out-of-bounds use-after-free ' +
  'use-after-scope double-free invalid-free double-free invalid-access null-ptr-deref wild-memory-access user-memory-access uninit-value ' +
  'kernel-infoleak kernel-usb-infoleak data-race array-index-out-of-bounds shift-out-of-bounds signed-integer-overflow null-ptr-deref ' +
  'memory corruption invalid read write dereference pointer protection general divide error undefined behaviour Undefined instruction ' +
  'panic_on_warn hung_task: blocked tasks Fatal exception interrupt detected expedited stalls CPUs/tasks suspicious usage inconsistent state';

/** A damaged word of the kernel's headlines, mended: one character lost or garbled. Everything else stays. */
export const mended = (text: string): string =>
  text.replace(/[^\s:()[\]!,]{4,}/g, (word) => (known.has(word) || /[\d/+]/.test(word) ? word : (nearest(word) ?? word)));

/** What a damaged headline may have been, likeliest first. */
export const guesses = (text: string): readonly string[] => {
  // A garbled byte that is no ASCII may be shown as two or three.
  const start = mended(text.replace(/[\x80-\xff]+/g, '\x80'));
  const spaced = start.replace(/^(\w+):(?=\S)/, '$1: ');
  const marked = start.replace(/^(B?U?G?|W?A?R?N?I?N?G?|I?N?F?O?)[:; ]+(?=[A-Za-z])/, (whole, word: string) =>
    word.length >= 2 ? (first(word) ?? whole) : whole,
  );
  const gaps = Array.from({ length: Math.min(start.length, 60) }, (_, at) => `${start.slice(0, at)} ${start.slice(at)}`);
  const colons = Array.from({ length: Math.min(start.length, 40) }, (_, at) =>
    start[at] === ' ' ? `${start.slice(0, at)}:${start.slice(at)}` : '',
  );
  return [start, spaced, marked, ...gaps, ...colons.filter((guess) => guess !== '')];
};

const first = (word: string): string | undefined =>
  ['BUG: ', 'WARNING: ', 'INFO: '].find((whole) => whole.length - word.length <= 3 && isSubsequence(word, whole));
/** True when `part` is `whole` with characters left out. */
export const isSubsequence = (part: string, whole: string): boolean => {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
};

const words = (text: string): readonly string[] => text.split(/[\s:()[\]!,]+/).filter((word) => word.length >= 4 && !/[\d/+]/.test(word));
const known = new Set([...builtInRules.flatMap((rule) => words(rule.test)), ...words(defects)]);
const shortened = new Map<string, string | undefined>();
for (const word of known) {
  for (const short of withoutOne(word)) shortened.set(short, shortened.has(short) && shortened.get(short) !== word ? undefined : word);
}

function withoutOne(word: string): string[] {
  return Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

const nearest = (word: string): string | undefined => {
  const lost = shortened.get(word);
  if (lost !== undefined) return lost;
  // An ASCII word that differs in one letter is another word.
  if (word.length < 5 || !/[\x80-\xff]/.test(word)) return undefined;
  for (const [at, short] of withoutOne(word).entries()) {
    const whole = shortened.get(short);
    if (whole?.length === word.length && whole.slice(0, at) === word.slice(0, at)) return whole;
  }
  return undefined;
};
