import { z } from 'zod';
import { $ } from 'zx';
import { credentialsIn, programOf, withoutCredentials } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { rememberSecret } from '../../core/redaction.ts';
import { redact, Secret } from '../../core/secret.ts';
import { type Duration, toMs } from '../../core/time.ts';
import { wireDigest } from './wire-digest.ts';

const schema = z.strictObject({
  /** For sh. Exit status 0 means done. */
  on: z.string().min(1),
  off: z.string().min(1),
  /** Prints `on` or `off`. */
  state: z.string().min(1).optional(),
  /** Variables of the commands. What is secret goes here, as `fromEnv('…')`: a command line is read by every user of this host. */
  environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.union([z.string(), z.instanceof(Secret)])).optional(),
  /** Of each command; '30s' by default. */
  timeout: z.templateLiteral([z.number(), z.enum(['ms', 's', 'min', 'h'])]).optional(),
});
export type CommandSwitchSettings = z.infer<typeof schema>;

/** Any relay that has a command line tool. A command may hold credentials, so that no error, log or lease says more of it than which program it runs. */
export const commandSwitch = (settings: CommandSwitchSettings): Driver<PowerSwitch> => {
  const { on, off, state } = settings;
  for (const command of [on, off, state]) for (const credential of credentialsIn(String(command ?? ''))) rememberSecret(credential);
  return {
    driver: 'command',
    settings,
    schema,
    wires: () => [`command ${programOf(on) ?? ''} ${wireDigest(JSON.stringify([on, off]))}`],
    connect: async () => {
      const run = (what: keyof typeof names, signal?: AbortSignal) => runCommand(settings, what, signal);
      return {
        on: async (signal) => void (await run('on', signal)),
        off: async (signal) => void (await run('off', signal)),
        state: async (signal) => (state === undefined ? 'unknown' : parseState(settings, await run('state', signal))),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
};

const names = { on: 'power-on command', off: 'power-off command', state: 'power state command' } as const;

const nameOf = (settings: CommandSwitchSettings, what: keyof typeof names): string => {
  const program = programOf(settings[what]!);
  return `the ${names[what]}${program ? ` (${program})` : ''}`;
};

// zx kills the whole process tree, so that a hanging `ssh pdu …` behind a shell does not outlive its time.
const runCommand = async (settings: CommandSwitchSettings, what: keyof typeof names, signal?: AbortSignal): Promise<string> => {
  signal?.throwIfAborted();
  const timeout: Duration = settings.timeout ?? '30s';
  const env = { ...process.env, ...revealed(settings.environment) };
  const running = $({ nothrow: true, quiet: true, env, stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' })`sh -c ${settings[what]}`;
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
    `${nameOf(settings, what)} ${overdue.aborted ? `did not end within ${timeout}` : `failed with exit status ${exitCode ?? 'unknown'}`}`,
    {
      evidence: [...lines('stderr', stderr), ...lines('stdout', stdout)],
      remedy: `run '${what}' of the commandSwitch by hand on this host and look at what it says`,
    },
  );
};

const lines = (from: string, text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .slice(-5)
    .map((line) => `${from}: ${withoutCredentials(redact(line))}`);

const revealed = (environment: CommandSwitchSettings['environment'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]));

const parseState = (settings: CommandSwitchSettings, stdout: string): PowerState => {
  const word = stdout.trim().toLowerCase();
  if (word === 'on' || word === 'off') return word;
  throw new PowerError(`${nameOf(settings, 'state')} says neither 'on' nor 'off'`, {
    evidence: lines('stdout', stdout.slice(0, 500)),
  });
};
