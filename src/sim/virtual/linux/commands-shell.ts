import { createHash } from 'node:crypto';
import { type Command, latin1FromBytes } from 'just-bash';
import { shellQuote } from '../../../core/shell.ts';
import { type Context, command, failure, output, type Result } from './command.ts';
import { isDevice, showDevice } from './device-reader.ts';
import { FileError } from './file-tree.ts';
import { signalNumber } from './jobs.ts';
import type { RunScript } from './run-script.ts';
import type { Session } from './session.ts';
import { sinkCommands } from './sinks.ts';
import { sleepCommand } from './sleep.ts';
import { specialFiles } from './special-files.ts';
import { sudo } from './sudo.ts';
import { umask } from './umask.ts';

/** Redirections, sudo, timeout, and reading from devices. */
export const shellCommands = (session: Session, run: RunScript): readonly Command[] => [
  sudo(session, run),
  umask(session),
  ...sinkCommands(session),
  sleepCommand(session),
  specialFiles(session),
  command('nohup', (args, context) => launch('nohup', args, context)),
  command('setsid', (args, context) => launch('setsid', args, context)),
  command('timeout', (args, context) => timeout(session, args, context)),
  command('cat', (args, context) => cat(session, args, context)),
  command('sha256sum', (args, context) => sha256sum(session, args, context)),
  command('printf', async (args, { origCommand }) => asBytes(args, await origCommand!(args))),
  command('echo', async (args, { origCommand }) => asBytes(args, await origCommand!(args))),
  // The library's own ones take `--` for a file, and `\0` for a digit.
  command('chmod', (args, { origCommand }) => origCommand!(args.filter((arg) => arg !== '--'))),
  command('tr', (args, { origCommand }) => origCommand!(args.map((arg) => arg.replaceAll(/\\0(?![0-7])/g, '[:cntrl:]')))),
];

// An escape such as `\377` is one byte, and the library's a character, which becomes two in UTF-8.
const asBytes = (args: readonly string[], result: Result): Result =>
  /[\x80-\xff]/.test(result.stdout) && !args.some((arg) => /[^\0-\x7f]/.test(arg)) ? { ...result, stdoutKind: 'bytes' } : result;

// Nobody hangs up on a job here, so that keeping one from it is to run it.
const launch = async (name: string, args: readonly string[], { exec, cwd, env }: Context): Promise<Result> => {
  if (args.length === 0 || !exec) return failure(`${name}: missing operand\n`, 125);
  if (args[0]!.startsWith('-')) return failure(`${name}: unrecognized option '${args[0]}'\n`, 125);
  return exec(args.map(shellQuote).join(' '), { cwd, env: Object.fromEntries(env) });
};

// A busy host must not end what a board would have finished: no timeout is shorter than this on the host's clock.
const leastHostMs = 250;

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

// The programs that wait (sleep, cat of a device, dmesg --follow) look at the session's deadlines and then give up what they have.
const timeout = async (session: Session, args: readonly string[], { exec, cwd, env }: Context): Promise<Result> => {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && !/^-[ks]$/.test(args[index - 1] ?? ''));
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(args[at] ?? '') ?? [];
  if (amount === undefined || !exec) return failure(`timeout: invalid time interval '${args[at] ?? ''}'\n`, 125);
  const [, name = 'TERM'] = /(?:^| )(?:-s ?|--signal=)(\S+)/.exec(args.slice(0, at).join(' ')) ?? [];
  const signal = signalNumber(name);
  const depth = session.sinks.length;
  const late = new AbortController();
  const hard = new AbortController();
  const done = new AbortController();
  const wanted = Number(amount) * units[unit === '' ? 's' : unit]!;
  const limit = Math.max(wanted, Math.min(wanted, leastHostMs) * session.linux.settings.speed);
  const watch = session.linux.sleep(limit, done.signal).then(async () => {
    if (done.signal.aborted) return;
    late.abort();
    await session.linux.sleep(200, done.signal);
    hard.abort();
  });
  session.deadlines.push(late.signal);
  try {
    const result = await exec(
      args
        .slice(at + 1)
        .map(shellQuote)
        .join(' '),
      { cwd, env: Object.fromEntries(env), signal: AbortSignal.any([hard.signal, session.signal]) },
    );
    // What the shell library was cut off in is gone with what it had printed.
    if (hard.signal.aborted && /\b(?:echo|printf|cat|dmesg|date)\b/.test(args.join(' ')))
      session.linux.limits.report({ by: 'linux', kind: 'effect', name: 'what a script prints before `timeout` ends it', fatal: true });
    return late.signal.aborted ? { ...result, exitCode: signal === 9 ? 137 : 124 } : result;
  } finally {
    session.deadlines.splice(session.deadlines.indexOf(late.signal), 1);
    session.sinks.length = depth;
    done.abort();
    await watch;
  }
};

const cat = async (session: Session, args: string[], { cwd, origCommand }: Context): Promise<Result> => {
  const paths = args.map((arg) => session.fs.resolvePath(cwd, arg));
  const at = paths.findIndex((path) => isDevice(session, path));
  if (at < 0) return origCommand!(args);
  const before = Buffer.concat(paths.slice(0, at).map((path) => Buffer.from(session.fs.read(path))));
  return showDevice(session, paths[at]!, before);
};

// A firmware of 16 MiB is compared after every copy: the library's own takes seconds for it.
const sha256sum = async (session: Session, args: string[], { cwd, stdin, origCommand }: Context): Promise<Result> => {
  const files = args.filter((arg) => arg !== '--');
  if (files.some((arg) => arg.startsWith('-'))) return origCommand!(files);
  const line = (bytes: Uint8Array, name: string): string => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
  if (files.length === 0) return output(line(Buffer.from(latin1FromBytes(stdin), 'latin1'), '-'));
  let [stdout, stderr] = ['', ''];
  for (const file of files) {
    try {
      stdout += line(session.fs.read(session.fs.resolvePath(cwd, file)), file);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      stderr += `sha256sum: ${file}: ${error.words}\n`;
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
};
