import { createHash, type Hash } from 'node:crypto';
import type { CommandNode, SimpleCommandNode, WordNode } from 'just-bash';
import { shellQuote } from '../../../core/shell.ts';
import { type Context, failure, output, type Result } from './command.ts';
import { untilEnded } from './endless-run.ts';
import type { Session } from './session.ts';
import { sizeOf } from './size-word.ts';
import { literalOf } from './word-text.ts';

const endless = /(?:^|=)\/dev\/(?:zero|full|u?random)$/;
const digests = new Map([
  ['md5sum', 'md5'],
  ['sha1sum', 'sha1'],
  ['sha224sum', 'sha224'],
  ['sha256sum', 'sha256'],
  ['sha512sum', 'sha512'],
]);

export interface Pour {
  /** What runs it, such as `timeout 5`. */
  readonly before: readonly WordNode[];
  readonly source: readonly WordNode[];
  readonly redirections: SimpleCommandNode['redirections'];
  readonly sink: readonly WordNode[];
}

/** A pipeline that moves an endless device's bytes into a count, a digest or nothing: no byte of it has to be kept. */
export const pourOf = (commands: readonly CommandNode[]): Pour | undefined => {
  const [source, sink, ...others] = commands;
  if (source?.type !== 'SimpleCommand' || !source.name || others.length > 0 || source.assignments.length > 0) return undefined;
  const all = [source.name, ...source.args];
  const at = launchers.has(literalOf(source.name) ?? '') ? all.findIndex((node) => sources.test(literalOf(node) ?? '')) : 0;
  const found = {
    before: all.slice(0, Math.max(at, 0)),
    source: all.slice(at),
    redirections: source.redirections.filter(({ fd }) => fd === 2),
  };
  if (at < 0 || !isSource(found.source, found.redirections.length > 0)) return undefined;
  const streams = source.redirections.filter(({ fd }) => fd !== 2);
  if (!sink) return streams.length > 0 && streams.every(toNothing) ? { ...found, sink: [] } : undefined;
  if (streams.length > 0 || sink.type !== 'SimpleCommand' || sink.redirections.length > 0 || sink.assignments.length > 0) return undefined;
  const words = [sink.name, ...sink.args].map((node) => literalOf(node));
  const isSink = words.join(' ') === 'wc -c' || (digests.has(words[0] ?? '') && (words.length === 1 || words.join(' ').endsWith(' -')));
  return isSink ? { ...found, sink: [sink.name!, ...sink.args] } : undefined;
};

const launchers: ReadonlySet<string> = new Set(['timeout', 'nohup', 'nice', 'setsid']);
const sources = /^(?:yes|cat|head|dd)$/;

// What dd says at its end is a stream of its own.
const isSource = ([name, ...args]: readonly WordNode[], isUnheard: boolean): boolean => {
  const [program = '', words] = [literalOf(name), args.map((arg) => literalOf(arg) ?? '')];
  if (program === 'yes') return true;
  return (
    sources.test(program) && words.some((each) => endless.test(each)) && (program !== 'dd' || isUnheard || words.includes('status=none'))
  );
};

const toNothing = ({ operator, fd, target }: SimpleCommandNode['redirections'][number]): boolean =>
  operator === '>' && (fd === null || fd === 1) && target.type === 'Word' && literalOf(target) === '/dev/null';

const chunk = 1024 ** 2;

/** Runs what `pourOf` found: how many words its source has, those, and those of its sink. */
export const pour = async (session: Session, [count = '0', ...words]: readonly string[], context: Context): Promise<Result> => {
  const source = words.slice(0, Number(count));
  const sink = words.slice(Number(count));
  const most = lengthOf(source);
  if (most === undefined || most <= chunk) return asWritten(source, sink, context);
  const path = source.map((word) => word.replace(/^if=/, '')).find((word) => endless.test(word));
  const node = path === undefined ? undefined : session.linux.tree.get(path);
  const over = AbortSignal.any([session.signal, ...session.deadlines]);
  if (most === Number.POSITIVE_INFINITY) return untilEnded(session);
  if (node?.kind !== 'node' || !node.handlers.endless) return asWritten(source, sink, context);
  const hash = digests.has(sink[0] ?? '') ? createHash(digests.get(sink[0]!)!) : undefined;
  for (let left = most; left > 0 && !over.aborted; left -= chunk) {
    hash?.update(node.handlers.endless(Math.min(chunk, left)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return over.aborted ? output('', 143) : output(told(sink, hash, most));
};

const told = ([name]: readonly string[], hash: Hash | undefined, length: number): string =>
  hash ? `${hash.digest('hex')}  -\n` : name === 'wc' ? `${length}\n` : '';

const asWritten = async (source: readonly string[], sink: readonly string[], { exec, cwd, env }: Context): Promise<Result> => {
  if (!exec) return failure('sh: nothing can be run\n', 126);
  const script = [source, sink].filter(({ length }) => length > 0).map((words) => words.map(shellQuote).join(' '));
  // With a third program it is no pour again.
  const result = await exec([...script, ...(sink.length > 0 ? ['cat'] : [])].join(' | '), { cwd, env: Object.fromEntries(env) });
  return sink.length === 0 ? { ...result, stdout: '' } : result;
};

/** In bytes; infinite for what has no end, undefined for what is none of it. */
const lengthOf = ([name = '', ...args]: readonly string[]): number | undefined => {
  if (name === 'yes' || name === 'cat') return Number.POSITIVE_INFINITY;
  if (name === 'head') {
    const [, size] = /^(?:-c ?|--bytes=)(\S+) \S+$/.exec(args.join(' ')) ?? [];
    return size === undefined ? undefined : sizeOf(size);
  }
  const given = new Map(args.map((arg) => arg.split('=') as [string, string]));
  if (given.has('of')) return undefined;
  const [block, count] = [sizeOf(given.get('bs') ?? '512'), given.get('count')];
  return count === undefined ? Number.POSITIVE_INFINITY : block === undefined ? undefined : (sizeOf(count) ?? Number.NaN) * block;
};
