import { type Command, latin1FromBytes } from 'just-bash';
import { type Context, command, failure, output, type Result } from './command.ts';
import { FileError } from './file-tree.ts';
import type { Session } from './session.ts';
import { helper } from './shell-helpers.ts';
import { modeOfNewFile } from './umask.ts';

/** The commands behind a redirection into a file. */
export const sinkCommands = (session: Session): readonly Command[] => [
  command(helper.sink, ([mode, name = 'sh', path = '', isWhole], context) => open(session, mode!, name, path, isWhole === 'true', context)),
  command(helper.flush, (_, { stdin }) => flush(session, bytesOf(stdin))),
  command(helper.write, ([mode, name = 'sh', path = ''], context) => {
    if (mode === 'rest') session.sinks.pop();
    return kept(session, mode!, path, context) ?? write(session, !isReplacing(mode!), name, path, bytesOf(context.stdin), context);
  }),
];

/** Where a program that runs on and on writes as it goes; undefined where its output is taken at its end. */
export const wholeSink = (session: Session): ((bytes: Uint8Array) => void) | undefined => {
  const sink = session.sinks.at(-1);
  if (!sink) return session.stdout;
  return sink.path !== undefined && sink.isWhole ? (bytes) => void session.fs.write(sink.path!, bytes, true).catch(() => {}) : undefined;
};

const bytesOf = (stdin: Context['stdin']): Buffer => Buffer.from(latin1FromBytes(stdin), 'latin1');

const open = async (session: Session, mode: string, name: string, path: string, isWhole: boolean, context: Context): Promise<Result> => {
  const absolute = session.fs.resolvePath(context.cwd, path);
  const opened = kept(session, mode, path, context) ?? (await write(session, mode === 'append', name, path, Buffer.alloc(0), context));
  const isFile = session.linux.tree.get(absolute)?.kind === 'file';
  if (opened.exitCode === 0) session.sinks.push({ path: isFile ? absolute : undefined, isWhole });
  return opened;
};

// `replace`, and behind it the options of the shell.
const isReplacing = (mode: string): boolean => mode.startsWith('replace');

/** What `set -C` says of a regular file that is there. */
const kept = (session: Session, mode: string, path: string, { cwd }: Context): Result | undefined => {
  const isThere = session.linux.tree.get(session.fs.resolvePath(cwd, path))?.kind === 'file';
  return isReplacing(mode) && mode.includes('C') && isThere ? failure(`bash: ${path}: cannot overwrite existing file\n`) : undefined;
};

const flush = async (session: Session, bytes: Buffer): Promise<Result> => {
  const path = session.sinks.at(-1)?.path;
  // Of a device the rest of the command is the whole.
  if (path === undefined) return { ...output(bytes.toString('latin1')), stdoutKind: 'bytes' };
  const refused = await session.fs.write(path, bytes, true).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refused instanceof FileError ? failure(`bash: write error: ${refused.words}\n`) : output();
};

// Opening fails with the shell's complaint, writing with that of the builtin: dash and busybox print the latter without a line number.
const write = async (
  session: Session,
  append: boolean,
  name: string,
  path: string,
  bytes: Uint8Array,
  { cwd, env }: Context,
): Promise<Result> => {
  const absolute = session.fs.resolvePath(cwd, path);
  const isNew = !session.linux.tree.get(absolute);
  try {
    await session.fs.write(absolute, bytes, append);
    if (isNew) await session.fs.chmod(absolute, modeOfNewFile(env));
    return output();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const isNode = session.linux.tree.get(absolute)?.kind === 'node' && error.code !== 'EACCES';
    return failure(isNode ? `bash: ${name}: write error: ${error.words}\n` : `bash: ${path}: ${error.words}\n`);
  }
};
