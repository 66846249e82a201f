import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { programOf, withoutCredentials } from '../../core/credential-places.ts';
import { PowerError } from '../../core/errors.ts';
import { redact, Secret } from '../../core/secret.ts';
import { type Duration, toMs } from '../../core/time.ts';
import { whyFailed } from './command-failure.ts';

/** Variables of commands. What is secret goes here, as `fromEnv('…')`: a command line is read by every user of this host. */
export const commandEnvironment = z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.union([z.string(), z.instanceof(Secret)]));

export const commandTimeout = z.templateLiteral([z.number(), z.enum(['ms', 's', 'min', 'h'])]);

export interface LabCommand {
  /** What it is for, such as 'the power-on command'. */
  readonly what: string;
  /** For sh. */
  readonly command: string;
  readonly environment?: z.infer<typeof commandEnvironment> | undefined;
  /** '30s' by default. */
  readonly timeout?: Duration | undefined;
  /** Where a person finds the command to run it by hand. */
  readonly place: string;
}

/**
 * Runs a command of the lab file and answers with its standard output. A command may hold credentials, so that no error says more of it than which
 * program it runs. Throws PowerError when it fails or does not end in time.
 */
export const runLabCommand = async (lab: LabCommand, signal?: AbortSignal): Promise<string> => {
  const { $ } = await import('zx');
  signal?.throwIfAborted();
  const { command, environment, timeout = '30s', place } = lab;
  const env = { ...process.env, ...revealed(environment) };
  // zx kills the whole process tree, so that a hanging `ssh pdu …` behind a shell does not outlive its time.
  const running = $({ nothrow: true, quiet: true, env, stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' })`sh -c ${command}`;
  endWithProcess(running.child);
  const overdue = AbortSignal.timeout(toMs(timeout));
  const kill = (): void => void running.kill().catch(() => {});
  const ends = [overdue, ...(signal ? [signal] : [])];
  for (const end of ends) end.addEventListener('abort', kill, { once: true });
  const { exitCode, stdout, stderr } = await running;
  // zx throws when it is to kill what has ended.
  for (const end of ends) end.removeEventListener('abort', kill);
  signal?.throwIfAborted();
  // A shell whose children are killed before it may well end with 0.
  if (exitCode === 0 && !overdue.aborted) return stdout;
  const why = overdue.aborted ? undefined : whyFailed(exitCode, lab, stderr);
  const how = overdue.aborted ? `did not end within ${timeout}` : `failed with exit status ${exitCode ?? 'unknown'}`;
  throw new PowerError(`${labCommandName(lab)} ${how}${why ? `: ${why.what}` : ''}`, {
    evidence: [...outputLines('stderr', stderr), ...outputLines('stdout', stdout)],
    remedy: why?.remedy ?? `run ${place} by hand on this host and look at what it says`,
  });
};

// Of the host: what a command printed before it ended has been read by then.
const restOfOutputMs = 300;

/** What a command leaves behind, such as `gpioset … &` that holds a line, may keep its output open for ever. */
const endWithProcess = (child: ChildProcess | undefined): void => {
  const close = (): void => {
    for (const output of [child?.stdout, child?.stderr]) output?.destroy();
  };
  // Timers come before what is to be read, immediates behind it.
  child?.once('exit', () => setTimeout(() => setImmediate(close), restOfOutputMs).unref());
};

export const labCommandName = ({ what, command }: Pick<LabCommand, 'what' | 'command'>): string => {
  const program = programOf(command);
  return `${what}${program ? ` (${program})` : ''}`;
};

/** The last lines of a command's output, fit for evidence. */
export const outputLines = (from: string, text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .slice(-5)
    .map((line) => `${from}: ${withoutCredentials(redact(line))}`);

const revealed = (environment: LabCommand['environment'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]));
