import { z } from 'zod';
import { $ } from 'zx';
import type { Driver } from '../core/driver.ts';
import { PowerError } from '../core/errors.ts';
import type { PowerState, PowerSwitch } from '../core/power.ts';
import { type Duration, toMs } from '../core/time.ts';

const schema = z.strictObject({
  /** For sh. Exit status 0 means done. */
  on: z.string().min(1),
  off: z.string().min(1),
  /** Prints `on` or `off`. */
  state: z.string().min(1).optional(),
  /** Of each command; '30s' unless told. */
  timeout: z.templateLiteral([z.number(), z.enum(['ms', 's', 'min', 'h'])]).optional(),
});
export type CommandSwitchSettings = z.infer<typeof schema>;

/** Any relay that has a command line tool. */
export const commandSwitch = (settings: CommandSwitchSettings): Driver<PowerSwitch> => ({
  driver: 'command',
  settings,
  schema,
  connect: async () => {
    const timeout = settings.timeout ?? '30s';
    return {
      on: async (signal) => void (await runCommand(settings.on, timeout, signal)),
      off: async (signal) => void (await runCommand(settings.off, timeout, signal)),
      state: async (signal) =>
        settings.state === undefined ? 'unknown' : parseState(settings.state, await runCommand(settings.state, timeout, signal)),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

// zx kills the whole process tree, so that a hanging `ssh pdu …` behind a shell does not outlive its time.
const runCommand = async (command: string, timeout: Duration, signal?: AbortSignal): Promise<string> => {
  signal?.throwIfAborted();
  const running = $({ nothrow: true, quiet: true, stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' })`sh -c ${command}`;
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
  throw new PowerError(
    `the power command '${command}' ${overdue.aborted ? `did not end within ${timeout}` : `failed with exit status ${exitCode ?? 'unknown'}`}`,
    {
      evidence: [...lines('stderr', stderr), ...lines('stdout', stdout)],
      remedy: 'run it by hand on this host and look at what it says',
    },
  );
};

const lines = (from: string, text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .slice(-5)
    .map((line) => `${from}: ${line}`);

const parseState = (command: string, stdout: string): PowerState => {
  const word = stdout.trim().toLowerCase();
  if (word === 'on' || word === 'off') return word;
  throw new PowerError(`the power state command '${command}' says neither 'on' nor 'off'`, {
    evidence: lines('stdout', stdout.slice(0, 500)),
  });
};
