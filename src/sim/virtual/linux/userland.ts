import { Bash, type BashExecResult, type Command, latin1FromBytes, type ScriptNode, stdoutAsBytes } from 'just-bash';
import { dockerCommands } from './commands-docker.ts';
import { bootEnvironmentCommands } from './commands-environment.ts';
import { fileCommands } from './commands-files.ts';
import { informationCommands } from './commands-information.ts';
import { jobCommands } from './commands-jobs.ts';
import { kernelLogCommands } from './commands-kernel-log.ts';
import { moduleCommands } from './commands-modules.ts';
import { shellCommands } from './commands-shell.ts';
import { streamCommands } from './commands-streams.ts';
import { systemCommands } from './commands-system.ts';
import { errnoWords } from './file-tree.ts';
import { shellPid } from './jobs.ts';
import { withOwnEnd } from './own-end.ts';
import type { RunScript } from './run-script.ts';
import type { Session } from './session.ts';
import { functionsOf, rewriteScript } from './shell-rewrite.ts';
import { sleepFor } from './sleep.ts';

// Without a turn for the rest of the process a loop costs 40 µs a command on the host: as many as keep the board alive meanwhile.
const iterations = 1_000_000;
const executionLimits = {
  maxExecutionTimeMs: Number.POSITIVE_INFINITY,
  maxLoopIterations: iterations,
  maxAwkIterations: iterations,
  maxSedIterations: iterations,
  maxWorkUnits: 10 * iterations,
  maxCallDepth: 500,
};

/** Runs a script for a session and waits for its jobs. A script that the signal cuts off ends with 130. */
export const runScript: RunScript = async (session, script, options = {}) => {
  const home = session.linux.homeOf(session.uid);
  const bash = new Bash({
    fs: session.fs,
    cwd: options.cwd ?? home,
    env: { ...environmentOf(session, home), ...options.env },
    customCommands: [...commandsOf(session, runScript)],
    sleep: (ms) => sleepFor(session, ms),
    defenseInDepth: false,
    processInfo: { pid: shellPid, ppid: 611, uid: session.uid, gid: session.uid },
    executionLimits,
  });
  const transform = ({ ast }: { readonly ast: ScriptNode }): { ast: ScriptNode } => {
    for (const definition of functionsOf(ast)) session.jobs.functions.add(definition);
    return { ast: rewriteScript(withOwnEnd(ast)) };
  };
  bash.registerTransformPlugin({ name: 'board', transform });
  session.fs.stream.plan(script);
  const result = await bash
    .exec(script, {
      rawScript: true,
      signal: session.signal,
      stdin: Buffer.from(options.stdin ?? []).toString('latin1'),
      stdinKind: 'bytes',
    })
    .catch((error: unknown) => failed(error, session));
  if (session.keepsJobs !== true) await Promise.all(session.jobs.held);
  session.fs.stream.report(session.linux.limits);
  const beyond = beyondLimits(script, result);
  if (beyond !== undefined) session.linux.limits.command('linux', beyond);
  for (const [, name] of result.stderr.matchAll(/^bash: (\S+): command not found$/gm)) session.linux.limits.command('linux', name!);
  for (const [, name, option] of result.stderr.matchAll(
    /^(?:bash: )?([\w-]+): (?:invalid|illegal|unrecognized|unknown) option(?: --)? '?([\w-]+)/gm,
  ))
    session.linux.limits.command('linux', `${name} ${option!.length === 1 ? `-${option}` : option}`);
  return {
    exitCode: session.signal.aborted ? 130 : result.exitCode,
    stdout: Buffer.from(latin1FromBytes(stdoutAsBytes(result)), 'latin1'),
    stderr: inTheirWords(result.stderr, session, options.shellName ?? 'sh'),
    env: result.env,
  };
};

// How the shell library ends whatever is too large for it, with the whole script; no shell of a board has such a limit.
const exceeded =
  /limit exceeded \(\d+[ \w]*\)|too many (?:commands|iterations)[ \w]*\(>?\d+\)|exceeded maximum iterations \(\d+\)|maximum [\w ]+\(\d+\) exceeded/;

/** What the library gave up, with the word of the script that it stands in. */
const beyondLimits = (script: string, { exitCode, stderr }: BashExecResult): string | undefined => {
  const said = exitCode === 126 ? stderr.trimEnd().split('\n').at(-1) : undefined;
  if (said === undefined || !exceeded.test(said)) return undefined;
  const [, program, what = ''] = /^(?:bash: )?(?:([\w-]+): )?(?:\1: )?(.*)$/.exec(said.replace(/, increase executionLimits.*/, '')) ?? [];
  const word = program ?? /\b(?:while|until|for)\b/.exec(script)?.[0] ?? /[\w./-]+/.exec(script)?.[0] ?? 'sh';
  return `${word} (${what})`;
};

const failed = (error: unknown, session: Session): BashExecResult => {
  if (session.signal.aborted) return { stdout: '', stderr: '', exitCode: 130, env: {} };
  return { stdout: '', stderr: `bash: ${error instanceof Error ? error.message : String(error)}\n`, exitCode: 1, env: {} };
};

const environmentOf = ({ user, uid }: Session, home: string): Record<string, string> => ({
  HOME: home,
  USER: user,
  LOGNAME: user,
  SHELL: uid === 0 ? '/bin/sh' : '/bin/bash',
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
  LANG: 'C.UTF-8',
});

// Programs of the library say "No such file or directory" whatever the file system answered.
const inTheirWords = (stderr: string, { fs }: Session, shellName: string): string => {
  let text = stderr.replaceAll(/^bash: execution aborted\n/gm, '').replaceAll(/^bash: /gm, `${shellName}: `);
  for (const [path, words] of fs.refusals) text = text.replaceAll(`${path}: No such file or directory`, `${path}: ${words}`);
  return text.replaceAll(/\b(E[A-Z]+): [a-z/ -]+, '[^']+'/g, (whole, code: string) => errnoWords[code as keyof typeof errnoWords] ?? whole);
};

/** What this system has beyond the shell library's own programs. */
const commandsOf = (session: Session, run: RunScript): readonly Command[] => [
  ...shellCommands(session, run),
  ...jobCommands(session, run),
  ...streamCommands(session),
  ...fileCommands(session),
  ...systemCommands(session),
  ...informationCommands(session),
  ...kernelLogCommands(session),
  ...moduleCommands(session),
  ...bootEnvironmentCommands(session),
  ...dockerCommands(session),
];
