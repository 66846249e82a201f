import { type Command, latin1FromBytes } from 'just-bash';
import { shellQuote } from '../../../core/shell.ts';
import { type Context, command, failure, output, type Result } from './command.ts';
import { ShellJobs } from './jobs.ts';
import type { RunScript } from './run-script.ts';
import type { Session } from './session.ts';
import { afterSudoOptions, wordsWant } from './stdin-demand.ts';

const attempts = 3;

/** sudo with -S, -n, -p, -k, -v, -i and -s: root may do everything at once, the login user after its password. */
export const sudo = (session: Session, run: RunScript): Command =>
  command('sudo', async (args, context) => {
    const words = afterSudoOptions(args);
    const options = args.slice(0, args.length - words.length);
    const rest = { bytes: Buffer.from(latin1FromBytes(context.stdin), 'latin1') };
    if (session.uid !== 0) {
      const refused = await authenticate(session, options, rest);
      if (refused) return refused;
    }
    if (words.length === 0) return output();
    return asRoot(run, session, words, rest.bytes, context);
  });

const has = (options: readonly string[], letter: string): boolean =>
  options.some((option) => /^-\w+$/.test(option) && option.includes(letter));

const authenticate = async (session: Session, options: readonly string[], rest: { bytes: Buffer }): Promise<Result | undefined> => {
  if (has(options, 'n')) return failure('sudo: a password is required\n');
  const promptAt = options.findIndex((option) => /^-\w*p$/.test(option));
  const prompt = promptAt >= 0 ? (options[promptAt + 1] ?? '') : 'Password: ';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const word = await password(session, has(options, 'S'), prompt, rest);
    if (word === session.linux.account.password) return undefined;
    if (word === undefined) return failure(`${attempt === 0 ? noWay(has(options, 'S')) : ''}sudo: a password is required\n`);
    if (attempt < attempts - 1) session.stderr('Sorry, try again.\n');
  }
  return failure(`sudo: ${attempts} incorrect password attempts\n`);
};

const noWay = (fromStdin: boolean): string =>
  fromStdin
    ? 'sudo: no password was provided\n'
    : 'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\n';

const password = (
  session: Session,
  fromStdin: boolean,
  prompt: string,
  rest: { bytes: Buffer },
): Promise<string | undefined> | undefined => {
  if (!fromStdin) return session.askPassword?.(prompt);
  session.stderr(prompt);
  return fromInput(session, rest);
};

// From the pipe in front of sudo where there is one, else live from the client, who may answer late.
const fromInput = async (session: Session, rest: { bytes: Buffer }): Promise<string | undefined> => {
  const end = rest.bytes.indexOf(10);
  if (rest.bytes.length > 0) {
    const line = rest.bytes.subarray(0, end < 0 ? rest.bytes.length : end).toString('utf8');
    rest.bytes = end < 0 ? Buffer.alloc(0) : rest.bytes.subarray(end + 1);
    return line;
  }
  return session.input.line(session.signal);
};

const asRoot = async (
  run: RunScript,
  session: Session,
  words: readonly string[],
  stdin: Buffer,
  { cwd, env }: Context,
): Promise<Result> => {
  const root: Session = { ...session, uid: 0, user: 'root', fs: session.linux.fsFor(0), jobs: new ShellJobs(), sinks: [] };
  const script = words.map(shellQuote).join(' ');
  const { USER: _user, HOME: _home, LOGNAME: _log, ...kept } = Object.fromEntries(env);
  const wanted = stdin.length === 0 && wordsWant(words) ? await session.input.all(session.signal) : stdin;
  const { exitCode, stdout, stderr } = await run(root, script, { cwd, env: { ...kept, SUDO_USER: session.user }, stdin: wanted });
  return { stdout: stdout.toString('latin1'), stdoutKind: 'bytes', stderr, exitCode };
};
