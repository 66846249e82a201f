import { type CredentialPlace, credentialPlaces, decidedPlace, escapeRegExp, isOrdinary } from './credential-places.ts';
import { formsOf } from './secret-forms.ts';

interface Forms {
  /** Found nowhere but where the secret is; hidden wherever they stand. */
  readonly distinct: readonly string[];
  /** Words; hidden only where they are used as a credential. */
  readonly ordinary: readonly string[];
}

interface Patterns extends Forms {
  readonly anywhere: RegExp | undefined;
  readonly asCredential: RegExp | undefined;
  /** Each matches at the end of a text, and captures from where a credential may begin. */
  readonly begunCredentials: readonly RegExp[];
  readonly echoed: RegExp | undefined;
}

// Of a line, in characters: a longer one is not waited for.
const mostHeld = 512;

const values = new Map<string, boolean>();
const labels = new Set<string>();
let patterns: { readonly text: Patterns; readonly bytes: Patterns } | undefined;

/** From now on `redact` knows this value. `label`: the variable that holds it. `ordinary`: it is a word of the lab as well; found out by default. */
export const rememberSecret = (value: string, label?: string, ordinary = isOrdinary(value)): void => {
  if (value === '') return;
  const isKnown = values.has(value) && (values.get(value) || !ordinary) && (label === undefined || labels.has(label));
  if (isKnown) return;
  values.set(value, values.get(value) === true || ordinary);
  if (label !== undefined && /^\w+$/.test(label)) labels.add(label);
  patterns = undefined;
};

/** The text without secrets: one that no other text holds is replaced wherever it stands, an ordinary word where it is used as a credential. */
export const redact = (text: string): string => (values.size === 0 ? headerless(text) : hidden(headerless(text), known().text));

/** The same of every string within a value, however deep. Numbers, keys and shapes stay. */
export const redactStrings = <T>(value: T): T => mapStrings(value, redact);

/** A copy of plain data with each string in it replaced. */
export const mapStrings = <T>(value: T, replaced: (text: string) => string): T => {
  if (typeof value === 'string') return replaced(value) as T;
  if (Array.isArray(value)) return value.map((inner) => mapStrings<unknown>(inner, replaced)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value) return mapStrings(JSON.parse(JSON.stringify(value)) as T, replaced);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapStrings(inner as unknown, replaced)])) as T;
};

export interface StreamPlace {
  /** Latin-1 text of the same line, free of secrets by now, that went before. */
  readonly context: string;
  /** A secret was typed a moment ago, and its echo may come. */
  readonly mayEcho: boolean;
}

/** What may go on of a stream's latest bytes, as Latin-1 text, and what has to wait since a secret may begin in it. */
export const redactStream = (text: string, { context, mayEcho }: StreamPlace): { readonly safe: string; readonly held: string } => {
  if (values.size === 0) return { safe: text, held: '' };
  const { bytes } = known();
  const clean = hidden(context + text, bytes, { from: context.length, mayEcho });
  const held = Math.min(begun(clean, bytes, mayEcho), clean.length - context.length);
  return { safe: clean.slice(context.length, clean.length - held), held: clean.slice(clean.length - held) };
};

// Whoever logs in by a header does so with what is no secret of the lab file by its letters.
const headerless = (text: string): string =>
  text.replace(/(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?\w+\s+)[^\r\n"']+/gi, '$1[secret]');

const hidden = (text: string, { anywhere, asCredential, echoed }: Patterns, { from = 0, mayEcho = false } = {}): string => {
  const replaced = anywhere ? text.replace(anywhere, '[secret]') : text;
  const inPlace = (all: string, place: string, _value: string, at: number): string => (at + place.length < from ? all : `${place}[secret]`);
  const credentials = asCredential ? replaced.replace(asCredential, inPlace) : replaced;
  return mayEcho && echoed ? credentials.slice(0, from) + credentials.slice(from).replace(echoed, '[secret]') : credentials;
};

const begun = (text: string, { distinct, ordinary, begunCredentials }: Patterns, mayEcho: boolean): number => {
  const parts = mayEcho ? [...distinct, ...ordinary.map((value) => `${value}\n`)] : distinct;
  const end = text.slice(-mostHeld);
  const credentials = begunCredentials.map((begins) => begins.exec(end)?.[1]?.length ?? 0);
  return Math.max(0, ...credentials, ...parts.map((value) => overlap(text, value)));
};

/** How many characters at the end of the text are the beginning of the value, but not all of it. */
const overlap = (text: string, value: string): number => {
  let length = Math.min(value.length - 1, text.length);
  while (length > 0 && !text.endsWith(value.slice(0, length))) length--;
  return length;
};

const known = (): NonNullable<typeof patterns> => {
  const [distinct, ordinary] = [false, true].map((wanted) => [...values].flatMap(([value, is]) => (is === wanted ? [value] : [])));
  const utf8 = (value: string): string => Buffer.from(value).toString('latin1');
  patterns ??= {
    text: patternsOf({ distinct: distinct!.flatMap(formsOf), ordinary: ordinary! }),
    bytes: patternsOf({ distinct: distinct!.flatMap(formsOf).map(utf8), ordinary: ordinary!.map(utf8) }),
  };
  return patterns;
};

const patternsOf = (forms: Forms): Patterns => {
  const places = credentialPlaces([...labels]);
  const decided = `(${places.map(decidedPlace).join('|')})`;
  const hasWords = forms.ordinary.length > 0;
  return {
    ...forms,
    anywhere: forms.distinct.length > 0 ? new RegExp(oneOf(forms.distinct), 'g') : undefined,
    asCredential: hasWords ? new RegExp(`${decided}(${oneOf(forms.ordinary)})(?![\\w-])`, 'gi') : undefined,
    begunCredentials: hasWords ? places.map((place) => begins(place, forms.ordinary)) : [],
    echoed: hasWords ? new RegExp(`(?<![\\w-])(?:${oneOf(forms.ordinary)})(?=[\\r\\n])`, 'g') : undefined,
  };
};

// A place that is decided behind the value keeps all that follows waiting, up to the end of the line at most.
const begins = ({ before, until }: CredentialPlace, words: readonly string[]): RegExp => {
  const beginnings = words.flatMap((word) => Array.from(word, (_, index) => word.slice(0, index + 1)));
  const whole = until ? `|(?:${oneOf(words)})(?![\\w-])${until.rest}*` : '';
  return new RegExp(`(?:${before})((?:${oneOf(beginnings)})${whole})$`, 'i');
};

const oneOf = (all: readonly string[]): string => longestFirst(all).map(escapeRegExp).join('|');

// Of two secrets the longer one goes first, or what is left of it would stand beside the gap.
const longestFirst = (all: readonly string[]): string[] => [...new Set(all)].sort((a, b) => b.length - a.length);
