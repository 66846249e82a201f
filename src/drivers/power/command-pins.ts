import { z } from 'zod';
import { credentialsIn, programOf } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import { type BoardPins, type PinName, pinNames } from '../../core/pins.ts';
import { rememberSecret } from '../../core/redaction.ts';
import { commandEnvironment, commandTimeout, type LabCommand, runLabCommand } from './lab-command.ts';
import { wireDigest } from './wire-digest.ts';

/** For sh. Exit status 0 means done. */
const button = z.strictObject({ press: z.string().min(1), release: z.string().min(1) }).optional();

const schema = z
  .strictObject({
    /** CTRL_RESET_MICO#: the whole module starts over. */
    reset: button,
    /** CTRL_RECOVERY_MICRO#: the i.MX waits for a program over USB where it is held while power comes. */
    recovery: button,
    /** CTRL_PWR_BTN_MICRO#. */
    power: button,
    /** The hardware that the commands pull, in words, such as 'usb Verdin_DB 11079014 port A': what two boards name both is one. Their commands by default. */
    holds: z.array(z.string().min(1)).min(1).optional(),
    environment: commandEnvironment.optional(),
    /** Of each command; '30s' by default. */
    timeout: commandTimeout.optional(),
  })
  .refine((settings) => pinNames.some((name) => settings[name]), { message: 'expected at least one of reset, recovery and power' });
export type CommandPinsSettings = z.infer<typeof schema>;

/** Recovery, reset and power button of a carrier board, pulled by commands of this host. */
export const commandPins = (settings: CommandPinsSettings): Driver<BoardPins> => {
  const commands = pinNames.flatMap((name) => Object.values(settings[name] ?? {}));
  for (const command of commands) for (const credential of credentialsIn(command)) rememberSecret(credential);
  return {
    driver: 'command-pins',
    settings,
    schema,
    wires: () => settings.holds ?? [`command ${programOf(commands[0] ?? '') ?? ''} ${wireDigest(JSON.stringify(commands))}`],
    connect: async () => new CommandPins(settings),
  };
};

class CommandPins implements BoardPins {
  readonly names: readonly PinName[];
  readonly #settings: CommandPinsSettings;
  readonly #held = new Set<PinName>();

  constructor(settings: CommandPinsSettings) {
    this.#settings = settings;
    this.names = pinNames.filter((name) => settings[name] !== undefined);
  }

  async press(pin: PinName, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    // Before the command: one that fails or is cut off may have pulled the pin all the same.
    this.#held.add(pin);
    await runLabCommand(this.#command(pin, 'press'), signal);
  }

  async release(pin: PinName, signal?: AbortSignal): Promise<void> {
    await runLabCommand(this.#command(pin, 'release'), signal);
    this.#held.delete(pin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pin of [...this.#held]) await this.release(pin).catch(() => {});
  }

  #command(pin: PinName, verb: 'press' | 'release'): LabCommand {
    const { environment, timeout, [pin]: wired } = this.#settings;
    if (!wired) throw new PowerError(`the ${pin} pin is not wired`, { remedy: `it has: ${this.names.join(', ')}` });
    return {
      what: `the command that ${verb === 'press' ? 'pulls' : 'lets go'} the ${pin} pin`,
      command: wired[verb],
      environment,
      timeout,
      place: `'${pin}.${verb}' of the commandPins`,
    };
  }
}
