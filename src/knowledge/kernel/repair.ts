import { mendedPhrases } from './phrase-repair.ts';
import { builtInRules } from './rules/index.ts';

// What defects are called in headlines.
const defects =
  'slab-out-of-bounds slab-use-after-free global-out-of-bounds stack-out-of-bounds vmalloc-out-of-bounds out-of-bounds use-after-free ' +
  'use-after-scope double-free invalid-free invalid-access null-ptr-deref wild-memory-access user-memory-access uninit-value ' +
  'kernel-infoleak kernel-usb-infoleak data-race array-index-out-of-bounds shift-out-of-bounds signed-integer-overflow ' +
  'memory corruption invalid pointer dereference paging request protection general divide undefined Undefined behaviour instruction ' +
  'panic_on_warn hung_task blocked Fatal exception interrupt spinlock recursion';
const others = 'called detected expedited stalls CPUs/tasks suspicious usage inconsistent state CPU: PID: tasks error read write';

const words = (text: string): readonly string[] => text.split(/[\s:()[\]!,]+/).filter((word) => word.length >= 4 && !/[\d/+]/.test(word));

/** Words, and which of them a word is that has lost one character. */
class Vocabulary {
  readonly #known: ReadonlySet<string>;
  readonly #shortened = new Map<string, Set<string>>();

  constructor(known: readonly string[]) {
    this.#known = new Set(known);
    for (const word of this.#known) for (const short of withoutOne(word)) this.#shortened.set(short, new Set([...this.#from(short), word]));
  }

  /** The words that this one may have been; none when it is known itself. */
  nearest(word: string): readonly string[] {
    if (this.#known.has(word) || /[\d/+]/.test(word)) return [];
    const lost = [...this.#from(word)];
    // An ASCII word that differs in one letter is another word.
    if (lost.length > 0 || word.length < 5 || !/[\x80-\xff]/.test(word)) return lost;
    return withoutOne(word).flatMap((short, at) =>
      [...this.#from(short)].filter((whole) => whole.length === word.length && whole.slice(0, at) === word.slice(0, at)),
    );
  }

  #from(short: string): ReadonlySet<string> {
    return this.#shortened.get(short) ?? none;
  }
}

const none: ReadonlySet<string> = new Set();
const withoutOne = (word: string): string[] => Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1));

const defectNames = new Vocabulary(words(defects));
const headlineWords = new Vocabulary([...builtInRules.flatMap((rule) => words(rule.test)), ...words(defects), ...words(others)]);
const wordIn = /[^\s:()[\]!,]{4,}/g;

/** The name of a defect with one lost character put back into its words. */
export const mendedDefect = (name: string): string => name.replace(wordIn, (word) => defectNames.nearest(word)[0] ?? word);

/** Headlines are shorter. */
const longestGuessed = 300;

/** What a damaged headline may have been, likeliest first. */
export function* guesses(text: string): Generator<string> {
  // A garbled byte that is no ASCII may be shown as two or three.
  const [start, ...rest] = mended(text.slice(0, longestGuessed).replace(/[\x80-\xff]+/g, '\x80'));
  const first = start ?? text;
  const whole = mendedPhrases(first);
  if (whole !== undefined) yield whole;
  const spaced = first.replace(/^(\w+):(?=\S)/, '$1: ');
  const marked = first.replace(
    /^([BUGWARNIFO]{2,})[:; ]+(?=[A-Za-z])/,
    (whole, word: string) => openings.find((opening) => isOpening(word, opening)) ?? whole,
  );
  yield* [first, ...rest, spaced, marked];
}

/** With every damaged word mended; where a word may have been several, one text for each. */
const mended = (text: string): readonly string[] => {
  const choices = [0, 1, 2, 3].map((choice) => text.replace(wordIn, (word) => nth(headlineWords.nearest(word), choice) ?? word));
  return [...new Set(choices)];
};
const nth = (list: readonly string[], choice: number): string | undefined => list[Math.min(choice, list.length - 1)];

const openings = ['BUG: ', 'WARNING: ', 'INFO: '];
const isOpening = (word: string, opening: string): boolean => opening.length - word.length <= 3 && isSubsequence(word, opening);

/** True when `part` is `whole` with characters left out. */
export const isSubsequence = (part: string, whole: string): boolean => {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
};
