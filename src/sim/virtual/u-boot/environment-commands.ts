import type { UBootCommand } from './context.ts';
import { sizeOf } from './environment.ts';

/** printenv, setenv, env, saveenv. */
export const environmentCommands: Record<string, UBootCommand> = {
  printenv: (names, { variables, print }) => printVariables(names, variables, print),
  setenv: ([name, ...values], { variables, print }) => {
    if (name === undefined || name.includes('=')) {
      print(name === undefined ? usage('setenv') : `## Error: illegal character '=' in variable name "${name}"\n`);
      return 1;
    }
    if (values.length === 0) variables.delete(name);
    else variables.set(name, values.join(' '));
    return 0;
  },
  saveenv: (_, context) => save(context),
  env: async ([word, ...args], context) => {
    switch (word) {
      case 'print':
        return printVariables(args, context.variables, context.print);
      case 'set':
        return environmentCommands.setenv!(args, context);
      case 'save':
        return save(context);
      case 'delete':
        for (const name of args) context.variables.delete(name);
        return 0;
      case 'exists':
        return context.variables.has(args[0] ?? '') ? 0 : 1;
      case 'default':
        return restore(args, context);
      case 'import':
        return importText(args, context);
      default:
        context.print(usage('env'));
        return 1;
    }
  },
};

const usage = (name: string): string => `${name} - not enough or wrong arguments\n`;

const printVariables = (names: readonly string[], variables: ReadonlyMap<string, string>, print: (text: string) => void): number => {
  if (names.length === 0) {
    for (const [name, value] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) print(`${name}=${value}\n`);
    print(`\nEnvironment size: ${sizeOf(variables)}/8188 bytes\n`);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const value = variables.get(name);
    print(value === undefined ? `## Error: "${name}" not defined\n` : `${name}=${value}\n`);
    if (value === undefined) status = 1;
  }
  return status;
};

const save: (context: Parameters<UBootCommand>[1]) => Promise<number> = async ({ store, variables, print, life, model }) => {
  print('Saving Environment to MMC... ');
  await life.sleep(40);
  if (!store.save(variables)) {
    print('## Error: Environment export failed\n');
    return 1;
  }
  print(`Writing to MMC(${model.emmc.number})... OK\n`);
  return 0;
};

const restore: UBootCommand = (args, { variables, store, print }) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (args.includes('-a')) {
    variables.clear();
    for (const [name, value] of store.defaults) variables.set(name, value);
    print('## Resetting to default environment\n');
    return 0;
  }
  for (const name of names) {
    const value = store.defaults.get(name);
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return 0;
};

// Only the text form that boot scripts use for uEnv.txt: `env import -t <address> <size>`.
const importText: UBootCommand = (args, { variables, memory, print, limits }) => {
  const [address, size] = args.filter((arg) => !arg.startsWith('-')).map((arg) => Number.parseInt(arg, 16));
  if (!args.includes('-t')) limits.effect('u-boot', `\`env import ${args.join(' ')}\`, of which only -t is known,`);
  const bytes = address === undefined || size === undefined ? undefined : memory.read(address, size);
  if (!bytes) {
    print('## Error: Environment import failed\n');
    return 1;
  }
  for (const line of Buffer.from(bytes).toString('latin1').split('\n')) {
    const [, name, value] = /^([^#=\s][^=]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, value ?? '');
  }
  return 0;
};
