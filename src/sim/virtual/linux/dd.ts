import { latin1FromBytes } from 'just-bash';
import { binary, type Context, failure, type Result } from './command.ts';
import { followDevice, isDevice, showDevice } from './device-reader.ts';
import { untilEnded } from './endless-run.ts';
import { FileError } from './file-tree.ts';
import type { Session } from './session.ts';
import { sizeOf } from './size-word.ts';
import { mostAtOnce } from './stream-cut.ts';

// What is written is kept in the memory of the process.
const largestFile = 4 * mostAtOnce;

const operands = new Set(['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag']);

interface Job {
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly block: number;
  /** In bytes; infinite without `count=`. */
  readonly most: number;
  readonly skip: number;
  readonly seek: number;
  readonly truncates: boolean;
  readonly isQuiet: boolean;
}

/** dd(1) of coreutils: files, devices, standard input and output. */
export const dd = async (session: Session, args: readonly string[], context: Context): Promise<Result> => {
  const job = jobOf(session, args, context.cwd);
  if (typeof job === 'string') return failure(`dd: ${job}\n`);
  try {
    if (job.source !== undefined && job.target === undefined && job.most === Number.POSITIVE_INFINITY && isDevice(session, job.source))
      return await showDevice(session, job.source);
    return await copy(session, job, context);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failure(`dd: failed to open '${error.path}': ${error.words}\n`);
  }
};

const jobOf = ({ fs }: Session, args: readonly string[], cwd: string): Job | string => {
  const given = new Map(args.map((arg) => arg.split(/=(.*)/s) as [string, string]));
  const odd = args.find((arg) => !operands.has(arg.split('=')[0]!));
  if (odd !== undefined) return `unrecognized operand '${odd}'`;
  const size = (key: string): number | undefined => (given.has(key) ? (sizeOf(given.get(key)!) ?? Number.NaN) : undefined);
  const block = size('bs') ?? size('ibs') ?? 512;
  const [count, skip, seek] = [size('count'), size('skip') ?? 0, size('seek') ?? 0];
  const wrong = [...given].find(([key]) => /^(?:[io]?bs|count|skip|seek)$/.test(key) && Number.isNaN(size(key)));
  if (wrong || block === 0) return `invalid number: '${wrong?.[1] ?? 0}'`;
  const path = (key: string): string | undefined => (given.has(key) ? fs.resolvePath(cwd, given.get(key)!) : undefined);
  return {
    source: path('if'),
    target: path('of'),
    block,
    most: count === undefined ? Number.POSITIVE_INFINITY : count * block,
    skip: skip * block,
    seek: seek * (size('bs') ?? size('obs') ?? 512),
    truncates: !/\bnotrunc\b/.test(given.get('conv') ?? ''),
    isQuiet: given.get('status') === 'none',
  };
};

const copy = async (session: Session, job: Job, context: Context): Promise<Result> => {
  const { fs, linux } = session;
  const { source, target } = job;
  const begun = linux.kernel.uptime();
  const from = source === undefined ? undefined : linux.tree.get(source);
  const to = target === undefined ? undefined : linux.tree.get(target);
  if (from?.kind === 'node' && from.handlers.endless && to?.kind === 'node') {
    const accepted = await to.handlers.write?.(from.handlers.endless(1));
    if (accepted === 0 && job.most !== Number.POSITIVE_INFINITY) return said(session, job, job.most, begun);
    if (accepted === 0) return untilEnded(session);
  }
  const bytes = await taken(session, job, context);
  if (bytes === undefined) return failure(`dd: so much at once is not modelled on this board\n`);
  if (target === undefined) return { ...binary(bytes), stderr: said(session, job, bytes.length, begun).stderr };
  if (to?.kind !== 'node') await store(session, job, bytes);
  else {
    const refused = await fs.write(target, bytes, false).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused instanceof FileError && refused.code !== 'EACCES')
      return failure(`dd: error writing '${target}': ${refused.words}\n1+0 records in\n0+0 records out\n`);
    if (refused) throw refused;
  }
  return said(session, job, bytes.length, begun);
};

/** Undefined for more than is modelled. */
const taken = async (session: Session, { source, most, skip, seek }: Job, { stdin }: Context): Promise<Uint8Array | undefined> => {
  const { fs, linux } = session;
  const node = source === undefined ? undefined : linux.tree.get(source);
  const isEndless = node?.kind === 'node' && node.handlers.endless !== undefined;
  if (seek > largestFile || (isEndless && most !== Number.POSITIVE_INFINITY && most > largestFile)) {
    linux.limits.command('linux', `dd of ${Math.max(seek, most)} bytes`);
    return undefined;
  }
  if (isEndless && most !== Number.POSITIVE_INFINITY) {
    fs.open(source!);
    return node.handlers.endless!(most);
  }
  if (source !== undefined && isDevice(session, source)) return followDevice(session, source, most);
  const whole = source === undefined ? Buffer.from(latin1FromBytes(stdin), 'latin1') : fs.read(source);
  if (source === undefined && whole.length >= skip + most) fs.stream.satisfied();
  return whole.subarray(skip, Math.min(whole.length, skip + most));
};

const store = async ({ fs, linux }: Session, { target, seek, truncates }: Job, bytes: Uint8Array): Promise<void> => {
  const known = linux.tree.get(target!);
  if (seek === 0 && (truncates || known?.kind !== 'file')) return fs.write(target!, bytes, false);
  const old = known?.kind === 'file' ? fs.read(target!) : new Uint8Array();
  const whole = new Uint8Array(truncates ? seek + bytes.length : Math.max(old.length, seek + bytes.length));
  whole.set(old.subarray(0, truncates ? seek : old.length));
  whole.set(bytes, seek);
  return fs.write(target!, whole, false);
};

const said = ({ linux }: Session, { block, isQuiet }: Job, length: number, begun: number): Result => {
  if (isQuiet) return { stdout: '', stderr: '', exitCode: 0 };
  // How fast the memory of this process is says nothing about an eMMC.
  linux.limits.effect('linux', 'the speed that dd tells');
  const records = `${Math.floor(length / block)}+${length % block === 0 ? 0 : 1} records`;
  const seconds = Math.max(linux.kernel.uptime() - begun, 1e-6);
  const [kB, KiB] = [human(length, 1000), human(length, 1024)];
  const sizes = length < 1000 ? '' : ` (${kB}B${length < 1024 ? '' : `, ${KiB}iB`})`;
  return {
    stdout: '',
    stderr: `${records} in\n${records} out\n${length} bytes${sizes} copied, ${Number(seconds.toPrecision(6))} s, ${human(length / seconds, 1000)}B/s\n`,
    exitCode: 0,
  };
};

const human = (value: number, step: 1000 | 1024): string => {
  const power = value < step ? 0 : Math.min(4, Math.floor(Math.log(value) / Math.log(step)));
  const scaled = value / step ** power;
  const letter = ['', step === 1000 ? 'k' : 'K', 'M', 'G', 'T'][power]!;
  return `${scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${letter}`;
};
