import type { Command } from 'just-bash';
import { command, failure, type Result } from './command.ts';
import type { Session } from './session.ts';

/** fw_printenv and fw_setenv of libubootenv, on the same copy that U-Boot uses. */
export const bootEnvironmentCommands = (session: Session): readonly Command[] => [
  command('fw_printenv', (args) => asRoot(session, () => print(session, args))),
  command('fw_setenv', (args) => asRoot(session, () => set(session, args))),
];

const asRoot = (session: Session, run: () => Result): Result =>
  session.uid === 0
    ? run()
    : failure(
        'Cannot open /dev/emmc-boot0: Permission denied\nCannot read environment, using default\nCannot read default environment from file\n',
      );

const load = ({ linux }: Session): { readonly variables: Map<string, string>; readonly warning: string } => {
  const stored = linux.store.load();
  return stored
    ? { variables: stored, warning: '' }
    : { variables: new Map(linux.store.defaults), warning: 'Cannot read environment, using default\n' };
};

const print = (session: Session, args: readonly string[]): Result => {
  const { variables, warning } = load(session);
  const bare = args.includes('-n');
  const names = args.filter((arg) => !arg.startsWith('-'));
  const shown = names.length > 0 ? names : [...variables.keys()].sort();
  const missing = shown.filter((name) => !variables.has(name)).map((name) => `## Error: "${name}" not defined\n`);
  const stdout = shown.filter((name) => variables.has(name)).map((name) => `${bare ? '' : `${name}=`}${variables.get(name)}\n`);
  return { stdout: stdout.join(''), stderr: warning + missing.join(''), exitCode: missing.length > 0 ? 1 : 0 };
};

const set = (session: Session, args: readonly string[]): Result => {
  const { variables, warning } = load(session);
  const [name, ...values] = args[0] === '--' ? args.slice(1) : args;
  if (name === undefined) return failure('Usage: fw_setenv [options] name [value]\n');
  if (name === '-s' || name === '--script') return setFromFile(session, values[0] ?? '', variables);
  if (name.startsWith('-')) {
    session.linux.limits.command('linux', `fw_setenv ${name}`);
    return failure(`fw_setenv: unrecognized option '${name}'\n`);
  }
  change(variables, name, values.join(' '));
  return store(session, variables, warning);
};

// Lines of `name value` or `name=value`; a name alone deletes.
const setFromFile = (session: Session, path: string, variables: Map<string, string>): Result => {
  for (const line of Buffer.from(session.fs.read(path)).toString('utf8').split('\n')) {
    const [, name, value] = /^\s*([^#\s=]+)[\s=]*(.*)$/.exec(line) ?? [];
    if (name !== undefined) change(variables, name, value ?? '');
  }
  return store(session, variables, '');
};

const change = (variables: Map<string, string>, name: string, value: string): void => {
  if (value === '') variables.delete(name);
  else variables.set(name, value);
};

const store = ({ linux }: Session, variables: Map<string, string>, warning: string): Result =>
  linux.store.save(variables) ? { stdout: '', stderr: warning, exitCode: 0 } : failure('Error storing the env\n');
