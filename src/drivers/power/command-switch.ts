import { z } from 'zod';
import { credentialsIn, programOf } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { rememberSecret } from '../../core/redaction.ts';
import { commandEnvironment, commandTimeout, type LabCommand, labCommandName, outputLines, runLabCommand } from './lab-command.ts';
import { wireDigest } from './wire-digest.ts';

const aCommand = z.string().regex(/\S/, { error: 'expected a command' });

const schema = z.strictObject({
  /** For sh. Exit status 0 means done. */
  on: aCommand,
  off: aCommand,
  /** Prints `on` or `off`; `unknown` where the relay cannot say. */
  state: aCommand.optional(),
  environment: commandEnvironment.optional(),
  /** Of each command; '30s' by default. */
  timeout: commandTimeout.optional(),
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
      const run = (what: keyof typeof names, signal?: AbortSignal) => runLabCommand(commandOf(settings, what), signal);
      return {
        on: async (signal) => void (await run('on', signal)),
        off: async (signal) => void (await run('off', signal)),
        state: async (signal) => (state === undefined ? 'unknown' : parseState(settings, await run('state', signal))),
        limitsCalls: true,
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
};

const names = { on: 'the power-on command', off: 'the power-off command', state: 'the power state command' } as const;

const commandOf = (settings: CommandSwitchSettings, what: keyof typeof names): LabCommand => ({
  what: names[what],
  command: settings[what]!,
  environment: settings.environment,
  timeout: settings.timeout,
  place: `'${what}' of the commandSwitch`,
});

const parseState = (settings: CommandSwitchSettings, stdout: string): PowerState => {
  const word = stdout.trim().toLowerCase();
  if (word === 'on' || word === 'off' || word === 'unknown') return word;
  throw new PowerError(`${labCommandName(commandOf(settings, 'state'))} says neither 'on' nor 'off'`, {
    evidence: outputLines('stdout', stdout.slice(0, 500)),
  });
};
