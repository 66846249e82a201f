import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ConfigError, HilError } from '../../core/errors.ts';
import { hostLimitOf } from '../../core/host-limit.ts';

/** Why a suite file cannot be loaded, as vitest tells it. */
export interface LoadError {
  readonly message: string;
  readonly stack?: string | undefined;
  /** Of a file that is no TypeScript: which one, be it the suite or what it imports. */
  readonly __vitest_rollup_error__?: { readonly id?: string };
}

/** The lab's error where the host could not load a suite, or compile it, which says nothing about the suite. */
export const hostTrouble = (errors: readonly unknown[]): HilError | undefined => {
  const [limit] = errors.flatMap((error) => hostLimitOf(error) ?? []);
  if (limit === undefined) return undefined;
  const { why, said, remedy } = limit;
  return new HilError('lab', `the suites cannot be loaded: ${why} (${said})`, {
    remedy: `${remedy}; what is compiled is kept in ${tmpdir()}, which TMPDIR names`,
  });
};

/** What vitest says of a suite file. */
interface Loaded {
  readonly filepath: string;
  readonly mode: string;
}

/** `suites`: those that vitest has begun with, of which one may still be loading. */
export const loadedTooLate = (suites: readonly Loaded[], withinMs: number, root: string): ConfigError => {
  const loading = suites.filter(({ mode }) => mode === 'queued').map(({ filepath }) => relative(root, filepath));
  return new ConfigError(`${loading.join(', ') || 'the suites'} did not load within ${withinMs / 1000} s`, {
    remedy:
      'look outside of its scenarios for an endless loop and for an await of what never comes; a host without CPU to spare is late as well',
  });
};

/** One sentence with the file and line in it, and for a syntax error its text. */
export const loadSentence = (error: LoadError, file: string, root: string): string => {
  const text = stripVTControlCharacters(error.message);
  if (isCommonJs(text, file))
    return `${relative(root, file)}: suites are ES modules: name it .ts, .mts or .mjs, and write import in place of require()`;
  const [, what, line] = /\[PARSE_ERROR\]\s*(.+)\n[\s\S]*?\[\s.*?:(\d+):\d+\s*\]/.exec(text) ?? [];
  if (what === undefined || line === undefined) return `${relative(root, file)}${lineIn(error.stack, file)}: ${firstLine(text)}`;
  const broken = error.__vitest_rollup_error__?.id ?? file;
  return `${relative(root, broken)}:${line}: syntax error: ${what.trim()}: ${textAt(broken, Number(line))}`;
};

/** Of what was thrown while suites were loaded, with nobody there to catch it: whose line it was, where its stack says so. */
export const unhandledSentence = (error: unknown, root: string): string => {
  const { message, stack } = (error ?? {}) as { readonly message?: unknown; readonly stack?: unknown };
  const sentence = firstLine(typeof message === 'string' ? message : String(error));
  const frames = typeof stack === 'string' ? stack.matchAll(/(?:file:\/\/)?(\/[^/\s():][^\s():]*):(\d+):\d+/g) : [];
  const [, file, line] = [...frames].find(([, path]) => path!.startsWith(`${root}/`) && !path!.includes('/node_modules/')) ?? [];
  if (file === undefined) return sentence;
  return `${relative(root, file)}:${line}: ${sentence} (while the suites were loaded, and nobody caught it)`;
};

const isCommonJs = (text: string, file: string): boolean =>
  /\.c[jt]s$/.test(file) || /^(?:require|module|exports) is not defined\b/.test(text);

// A suite may have replaced how stacks are made.
const lineIn = (stack: unknown, file: string): string => {
  const frame = (typeof stack === 'string' ? stack : undefined)?.split('\n').find((line) => line.includes(file));
  const [, line] = /:(\d+):\d+\)?$/.exec(frame ?? '') ?? [];
  return line ? `:${line}` : '';
};

const longest = 160;

const textAt = (file: string, line: number): string => {
  try {
    return (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').trim().slice(0, longest);
  } catch {
    return 'its text cannot be read';
  }
};

const firstLine = (text: string): string => text.split('\n')[0]!;
