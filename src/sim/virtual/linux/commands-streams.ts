import { type Command, latin1FromBytes } from 'just-bash';
import { binary, type Context, command, failure, output, type Result } from './command.ts';
import { followDevice, isDevice } from './device-reader.ts';
import { FileError } from './file-tree.ts';
import { od } from './od.ts';
import { pour } from './pour.ts';
import type { Session } from './session.ts';
import { helper } from './shell-helpers.ts';
import { sizeOf } from './size-word.ts';
import { mostAtOnce } from './stream-cut.ts';

/** Programs that take the beginning of a stream and leave the rest, and one that has no end itself. */
export const streamCommands = (session: Session): readonly Command[] => [
  command(helper.pour, (args, context) => pour(session, args, context)),
  command('head', (args, context) => head(session, args, context)),
  command('yes', (words) => yes(session, words)),
  command('od', (args, context) => od(session, args, context)),
  command('cmp', (args, context) => cmp(session, args, context)),
  // Each ends its reading, once it has what it looks for.
  ...(
    [
      ['grep', (args, { exitCode }) => exitCode === 0 && args.some((arg) => /^-\w*[qm]/.test(arg))],
      ['sed', (args) => args.some((arg) => /(?:^|[\d$/;{}\s])q\s*\d*\s*(?:;|\}|$)/.test(arg))],
      ['awk', (args) => args.some((arg) => /\bexit\b/.test(arg))],
    ] as readonly (readonly [string, (args: readonly string[], result: Result) => boolean])[]
  ).map(([name, isDone]) =>
    command(name, async (args, { origCommand }) => {
      const result = await origCommand!(args);
      if (isDone(args, result)) session.fs.stream.satisfied();
      return result;
    }),
  ),
];

const head = async (session: Session, args: string[], context: Context): Promise<Result> => {
  const { cwd, origCommand } = context;
  const words = args.join(' ');
  const [, size] = /(?:^| )(?:-c ?|--bytes=)(\S+)/.exec(words) ?? [];
  const [, lines = '10'] = /(?:^| )(?:-n ?|--lines=|-)(\d+)/.exec(words) ?? [];
  const count = size === undefined ? undefined : sizeOf(size);
  const wanted = count ?? { lines: Number(lines) };
  const paths = args.map((arg) => session.fs.resolvePath(cwd, arg));
  const device = paths.find((path) => isDevice(session, path));
  if (device !== undefined) return binary(await followDevice(session, device, wanted));
  const endless = count === undefined ? undefined : paths.find((path) => endlessAt(session, path));
  if (endless !== undefined) return beginning(session, endless, count!);
  const plain = count === undefined || size === undefined ? args : args.map((arg) => arg.replace(size, String(count)));
  const result = await origCommand!(plain);
  const source = paths.find((path) => endlessAt(session, path));
  const whole = source === undefined ? latin1FromBytes(context.stdin) : result.stdout;
  if (typeof wanted === 'number' ? whole.length >= wanted : whole.split('\n').length > wanted.lines) session.fs.stream.satisfied();
  return result;
};

const endlessAt = ({ fs }: Session, path: string): boolean => {
  const inode = fs.tree.get(path);
  return inode?.kind === 'node' && inode.handlers.endless !== undefined;
};

const beginning = ({ fs, linux }: Session, path: string, count: number): Result => {
  if (count > mostAtOnce) {
    linux.limits.command('linux', `head -c ${count} ${path}`);
    return failure('head: so much at once is not modelled on this board\n');
  }
  try {
    return binary(fs.take(path, count));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failure(`head: cannot open '${path}' for reading: ${error.words}\n`);
  }
};

const yes = ({ fs }: Session, words: readonly string[]): Result => {
  const line = Buffer.from(`${words.length > 0 ? words.join(' ') : 'y'}\n`);
  return binary(fs.stream.take('yes', { endless: (length) => Buffer.alloc(length - (length % line.length), line) }));
};

// cmp(1) of diffutils: -s, -n; of two files, or of one and standard input.
const cmp = ({ fs }: Session, args: readonly string[], { cwd, stdin }: Context): Result => {
  const words = args.join(' ').replace(/(?:^| )(?:-n ?|--bytes=)(\S+)/, '');
  const [, size] = /(?:^| )(?:-n ?|--bytes=)(\S+)/.exec(args.join(' ')) ?? [];
  const isSilent = /(?:^| )-\w*[sq]|--silent|--quiet/.test(words);
  const files = words.split(' ').filter((word) => word !== '' && (word === '-' || !word.startsWith('-')));
  const most = size === undefined ? Number.POSITIVE_INFINITY : (sizeOf(size) ?? Number.NaN);
  try {
    const [one, other] = [files[0] ?? '-', files[1] ?? '-'].map((file) =>
      file === '-' ? Buffer.from(latin1FromBytes(stdin), 'latin1') : Buffer.from(fs.read(fs.resolvePath(cwd, file))),
    ) as [Buffer, Buffer];
    const length = Math.min(one.length, other.length, most);
    if (length === most || one.length !== other.length) fs.stream.satisfied();
    const at = one.subarray(0, length).equals(other.subarray(0, length)) ? -1 : one.findIndex((byte, index) => byte !== other[index]);
    if (at < 0 && (one.length === other.length || length === most)) return output();
    if (isSilent) return output('', 1);
    if (at < 0) return failure(`cmp: EOF on ${one.length < other.length ? files[0]! : files[1]!} after byte ${length}\n`);
    const line = one.subarray(0, at).filter((byte) => byte === 10).length + 1;
    return output(`${files[0]} ${files[1] ?? '-'} differ: byte ${at + 1}, line ${line}\n`, 1);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failure(`cmp: ${error.path}: ${error.words}\n`, 2);
  }
};
