import type { Command } from 'just-bash';
import { type Context, command, failure, output, type Result } from './command.ts';
import { asItComes } from './job-output.ts';
import { addJob, type Job, ShellJobs } from './jobs.ts';
import type { RunScript } from './run-script.ts';
import type { Session } from './session.ts';
import { SessionInput } from './session-input.ts';
import { helper, lastJob } from './shell-helpers.ts';

/** `command &`, `wait` and `jobs`. */
export const jobCommands = (session: Session, run: RunScript): readonly Command[] => [
  command(helper.background, ([script = ''], context) => start(run, session, script, context, false)),
  command(helper.silent, ([script = ''], context) => start(run, session, script, context, true)),
  command(helper.wait, (args) => wait(session, args)),
  command(helper.turn, async () => {
    await session.jobs.turn();
    return output();
  }),
  command('jobs', (args) => list(session, args)),
  command('disown', () => output()),
];

/**
 * A silent job holds no stream of its session open: sshd ends the session without it, and it goes on until it ends or Linux does. Another one says
 * at its end what it has to say.
 */
const start = (run: RunScript, session: Session, script: string, { cwd, env }: Context, isSilent: boolean): Result => {
  const { linux, uid } = session;
  const input = new SessionInput();
  input.end();
  const job = addJob(linux, uid, script, async ({ stop }) => {
    const life = isSilent || session.keepsJobs === true ? linux.down : session.signal;
    const own: Session = {
      ...session,
      ...(isSilent ? { input, stdout: () => {}, stderr: () => {} } : {}),
      fs: linux.fsFor(uid),
      signal: AbortSignal.any([stop.signal, life]),
      deadlines: isSilent ? [] : [...session.deadlines],
      jobs: new ShellJobs(true),
      sinks: [],
    };
    const result = await run(own, [...session.jobs.functions, asItComes(script, [...session.jobs.functions])].join('\n'), {
      cwd,
      env: Object.fromEntries(env),
    });
    own.stdout(result.stdout);
    own.stderr(result.stderr);
    return result.exitCode;
  });
  session.jobs.children.push(job);
  if (!isSilent) session.jobs.held.add(job.done);
  env.set(lastJob, String(job.pid));
  return output();
};

/** sh(1): the status of the job that was waited for last, 127 for what is none of this shell. */
const wait = async (session: Session, args: readonly string[]): Promise<Result> => {
  if (args.some((arg) => arg.startsWith('-'))) {
    session.linux.limits.command('linux', `wait ${args.join(' ')}`);
    return failure(`wait: ${args.join(' ')} is not modelled on this board\n`, 2);
  }
  const over = AbortSignal.any([session.signal, ...session.deadlines]);
  const ended = new Promise<number>((resolve) => {
    if (over.aborted) resolve(143);
    over.addEventListener('abort', () => resolve(143), { once: true });
  });
  if (args.length === 0) {
    await Promise.race([ended, Promise.all(session.jobs.children.map(({ done }) => done))]);
    return output();
  }
  let last: Result = output();
  for (const word of args) {
    const job = session.jobs.find(word);
    last = job ? output('', await Promise.race([ended, job.done])) : failure(`bash: wait: ${unknown(word)}\n`, 127);
  }
  return last;
};

const unknown = (word: string): string => (word.startsWith('%') ? `${word}: no such job` : `pid ${word} is not a child of this shell`);

const list = ({ jobs: { children } }: Session, args: readonly string[]): Result => {
  const running = children.map((job, index) => ({ job, index })).filter(({ job }) => job.isRunning);
  if (args.includes('-p')) return output(running.map(({ job }) => `${job.pid}\n`).join(''));
  const mark = (job: Job): string => (job === running.at(-1)?.job ? '+' : job === running.at(-2)?.job ? '-' : ' ');
  const pid = (job: Job): string => (args.includes('-l') ? ` ${job.pid}` : '');
  return output(
    running.map(({ job, index }) => `[${index + 1}]${mark(job)}${pid(job)}  Running                 ${job.text.trim()} &\n`).join(''),
  );
};
