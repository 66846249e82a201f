import { ConfigError, ProvisionError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';

/** U-Boot's variables. Only one copy is stored: a power cut within `set` loses all of them. */
export interface UBootEnvironment {
  /** Undefined when there is no such variable. */
  get(name: string): Promise<string | undefined>;
  /** Every variable that has a value. */
  all(): Promise<Readonly<Record<string, string>>>;
  /** Stores the value, or removes the variable, and reads it back. Throws ProvisionError when it did not take. */
  set(name: string, value: string | undefined): Promise<void>;
}

/** The stored copy is damaged: nobody can say any more what it held. */
export class EnvironmentLostError extends ProvisionError {}

/** What U-Boot says when it found no valid environment and took the defaults: whatever was stored is gone. */
export const environmentLost = /[Bb]ad CRC, using default environment/;

/** The environment at U-Boot's prompt: printenv, setenv, saveenv. */
export const promptEnvironment = (shell: Shell): UBootEnvironment => {
  const get = async (name: string): Promise<string | undefined> => {
    const { exitCode, stdout } = await shell.run(`printenv ${checkedName(name)}`, { reject: false });
    return valueIn(name, exitCode, stdout);
  };
  const set = async (name: string, value: string | undefined): Promise<void> => {
    await assign(shell, name, value);
    await save(shell);
  };
  return { get, set, all: async () => variablesIn((await shell.run('printenv')).stdout) };
};

/** In U-Boot's memory alone. Throws ProvisionError when it did not take, ConfigError for what cannot be a variable. */
export const assign = async (shell: Shell, name: string, value: string | undefined): Promise<void> => {
  checkedValue(name, value);
  let found: string | undefined;
  for (const words of writings(value)) {
    await shell.run(['setenv', checkedName(name), ...words].join(' '));
    const { exitCode, stdout } = await shell.run(`printenv ${name}`, { reject: false });
    found = valueIn(name, exitCode, stdout);
    if (found === value) return;
  }
  throw notTaken(name, value, found);
};

/** What `printenv` or `fw_printenv` print without a name. A variable without a value could not be stored again, and counts as none. */
export const variablesIn = (printed: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    printed.split('\n').flatMap((line) => {
      const [, name, value] = /^([\w.#-]+)=(.+)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );

/** The variable's value in what `printenv` or `fw_printenv` said. An image may bring variables without one, which is as good as none: `setenv` removes them. */
export const valueIn = (name: string, exitCode: number, stdout: string): string | undefined => {
  if (stdout.startsWith(`${name}=`)) return stdout.slice(name.length + 1) || undefined;
  if (exitCode !== 0) return undefined;
  throw new ProvisionError(`asked for the variable ${name}, U-Boot's environment answers with something else`, {
    evidence: stdout.split('\n').slice(0, 5),
  });
};

export const checkedName = (name: string): string => {
  if (/^[\w.-]+$/.test(name)) return name;
  throw new ConfigError(`'${name}' cannot be the name of a U-Boot variable`);
};

/** One line of printable ASCII, not empty: what every tool on the way keeps as it is. */
export const checkedValue = (name: string, value: string | undefined): void => {
  if (value === undefined || /^[\x20-\x7e]+$/.test(value)) return;
  throw new ConfigError(`${JSON.stringify(value)} cannot be stored in the U-Boot variable ${name}`, {
    remedy: 'use printable ASCII; undefined removes a variable',
  });
};

export const notTaken = (name: string, wanted: string | undefined, found: string | undefined): ProvisionError =>
  new ProvisionError(`the U-Boot variable ${name} did not take its value`, {
    evidence: [`wrote ${shown(name, wanted)}`, `read ${shown(name, found)}`],
    remedy: 'look for a U-Boot that protects its environment, or a value too long for its command line',
  });

const shown = (name: string, value: string | undefined): string => (value === undefined ? `no ${name}` : `${name}=${value}`);

// hush takes single quotes as POSIX shells do, but older versions still drop backslashes within them: then they are doubled.
const writings = (value: string | undefined): string[][] => {
  if (value === undefined) return [[]];
  const quoted = `'${value.replaceAll("'", `'\\''`)}'`;
  return value.includes('\\') ? [[quoted], [`'${value.replaceAll('\\', '\\\\').replaceAll("'", `'\\''`)}'`]] : [[quoted]];
};

/** Throws ProvisionError when U-Boot does not confirm it. */
export const save = async (shell: Shell): Promise<void> => {
  const { stdout } = await shell.run('saveenv', { timeout: '20s' });
  if (/\bOK\b/.test(stdout)) return;
  throw new ProvisionError('U-Boot does not confirm that it saved its environment', { evidence: stdout.split('\n').slice(-5) });
};
