import { randomBytes } from 'node:crypto';
import type { Command } from 'just-bash';
import { shellQuote } from '../../../core/shell.ts';
import { type Context, command, failure, output, type Result } from './command.ts';
import { FileError } from './file-tree.ts';
import { ls, userName } from './ls.ts';
import type { Session } from './session.ts';
import { sizeOf } from './size-word.ts';

/** Programs that the shell library lacks, or has with host time or without a usual spelling of their options. */
export const fileCommands = (session: Session): readonly Command[] => [
  command('env', (args, context) => env(args, context)),
  command('ls', (args, context) => ls(session, args, context)),
  command('stat', (args, context) => stat(session, args, context)),
  command('mktemp', (args, context) => mktemp(session, args, context)),
  command('truncate', (args, context) => truncate(session, args, context)),
  command('date', (args, { origCommand }) => {
    const asksNow = !args.some((arg) => /^(?:-[drsf]|--(?:date|reference|set|file))/.test(arg));
    return origCommand!(asksNow ? ['-d', `@${Math.floor(boardTime(session) / 1000)}`, ...args] : args);
  }),
  command('xargs', (args, { origCommand }) => origCommand!(args.flatMap((arg) => /^(-[nLIP])(.+)$/.exec(arg)?.slice(1) ?? [arg]))),
];

// `env NAME=value … command`: what the library's own one runs sees no variable that is new.
const env = (args: readonly string[], { exec, cwd, env: variables, origCommand }: Context): Promise<Result> => {
  const at = args.findIndex((arg) => !/^[A-Za-z_]\w*=/.test(arg));
  if (!exec || at < 0 || args[at]!.startsWith('-')) return origCommand!([...args]);
  const assignments = args.slice(0, at).map((arg) => arg.replace(/=(.*)$/s, (_, value: string) => `=${shellQuote(value)}`));
  return exec([...assignments, ...args.slice(at).map(shellQuote)].join(' '), { cwd, env: Object.fromEntries(variables) });
};

// `stat -c '%U %G'`: the library's own one has one name for all.
const stat = async (session: Session, args: string[], { cwd, origCommand }: Context): Promise<Result> => {
  const at = args.findIndex((arg) => /%[UG]/.test(arg));
  const files = args.slice(at + 1).filter((arg) => !arg.startsWith('-'));
  if (at < 0 || files.length === 0) return origCommand!(args);
  const results: Result[] = [];
  for (const file of files) {
    const owner = userName(session.fs.tree.get(session.fs.resolvePath(cwd, file))?.uid ?? 0, session);
    results.push(await origCommand!([...args.slice(0, at), args[at]!.replace(/%[UG]/g, owner), file]));
  }
  const joined = (key: 'stdout' | 'stderr'): string => results.map((result) => result[key]).join('');
  return { stdout: joined('stdout'), stderr: joined('stderr'), exitCode: Math.max(...results.map(({ exitCode }) => exitCode)) };
};

const bootedAt = new WeakMap<object, number>();

/** Its clock goes with the board's time, which the host's does at speed 1 alone. In milliseconds since 1970. */
const boardTime = ({ linux: { kernel } }: Session): number => {
  const since = bootedAt.get(kernel) ?? Date.now() - kernel.uptime() * 1000;
  bootedAt.set(kernel, since);
  return since + kernel.uptime() * 1000;
};

// mktemp(1) of coreutils: -d, -u, -q, -t, -p DIR, and a template with three X and more.
const mktemp = async ({ fs }: Session, args: readonly string[], { cwd, env }: Context): Promise<Result> => {
  const at = args.indexOf('-p');
  const folder = at >= 0 ? args[at + 1] : args.includes('-t') ? (env.get('TMPDIR') ?? '/tmp') : undefined;
  const template = args.find((arg, index) => !arg.startsWith('-') && (at < 0 || index !== at + 1));
  const [, before, crosses, behind] = /^(.*?)(X{3,})([^X/]*)$/.exec(template ?? 'tmp.XXXXXXXXXX') ?? [];
  if (crosses === undefined) return failure(`mktemp: too few X's in template '${template}'\n`);
  const name = `${before}${randomBytes(crosses.length).toString('hex').slice(0, crosses.length)}${behind}`;
  const path = fs.resolvePath(cwd, folder === undefined ? (template === undefined ? `/tmp/${name}` : name) : `${folder}/${name}`);
  try {
    if (args.includes('-d')) await fs.mkdir(path);
    else if (!args.includes('-u')) await fs.write(path, new Uint8Array(), false);
    if (!args.includes('-u')) await fs.chmod(path, args.includes('-d') ? 0o700 : 0o600);
    return output(`${template !== undefined && folder === undefined ? name : path}\n`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failure(
      `mktemp: failed to create ${args.includes('-d') ? 'directory' : 'file'} via template '${template ?? path}': ${error.words}\n`,
    );
  }
};

// truncate(1) with -s SIZE, -s +SIZE and -s -SIZE.
const truncate = async ({ fs, linux }: Session, args: readonly string[], { cwd }: Context): Promise<Result> => {
  const [, sign = '', size = ''] = /(?:^| )(?:-s ?|--size=)([+-]?)(\S+)/.exec(args.join(' ')) ?? [];
  const bytes = sizeOf(size);
  const files = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-s');
  if (bytes === undefined || bytes > 2 ** 28) {
    linux.limits.command('linux', `truncate ${args.join(' ')}`);
    return failure(`truncate: '${args.join(' ')}' is not modelled on this board\n`);
  }
  for (const file of files) {
    const path = fs.resolvePath(cwd, file);
    const old = linux.tree.get(path)?.kind === 'file' ? fs.read(path) : new Uint8Array();
    const length = Math.max(0, sign === '+' ? old.length + bytes : sign === '-' ? old.length - bytes : bytes);
    const made = new Uint8Array(length);
    made.set(old.subarray(0, length));
    try {
      await fs.write(path, made, false);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return failure(`truncate: cannot open '${file}' for writing: ${error.words}\n`);
    }
  }
  return output();
};
