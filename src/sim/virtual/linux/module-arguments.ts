import type { Machine } from './failures/machine.ts';
import type { Task } from './failures/task.ts';
import { level } from './kernel.ts';

/** A module's init function as it runs, in the program that loads it. */
export interface ModuleRun {
  readonly machine: Machine;
  readonly task: Task;
  readonly words: readonly string[];
  /** Every CPU stands still from here. */
  readonly freeze: () => void;
  /** Lets something go on beside the init function, until the board's life ends. */
  readonly beside: (work: Promise<void>) => void;
  readonly onNoEffect: (what: string) => void;
}

/** `name=value` words against what the module knows, as kernel/params.c takes them; undefined where a value does not parse. */
export const parseArguments = <T extends Record<string, string | number | boolean>>(
  module: string,
  { machine: { kernel }, words }: Pick<ModuleRun, 'machine' | 'words'>,
  known: T,
): T | undefined => {
  const values: Record<string, string | number | boolean> = { ...known };
  for (const word of words) {
    const [name = '', value] = word.split(/=(.*)/s);
    const before = known[name.replaceAll('-', '_')];
    if (before === undefined) {
      kernel.printk(level.warning, `${module}: unknown parameter '${name}' ignored`);
      continue;
    }
    const parsed = parse(before, value);
    if (parsed === undefined) {
      kernel.printk(level.err, `${module}: \`${value ?? ''}' invalid for parameter \`${name}'`);
      return undefined;
    }
    values[name.replaceAll('-', '_')] = parsed;
  }
  return values as T;
};

const parse = (like: string | number | boolean, value: string | undefined): string | number | boolean | undefined => {
  if (typeof like === 'string') return value;
  if (typeof like === 'number') return value !== undefined && /^(?:\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : undefined;
  // A flag alone is set; otherwise kstrtobool() of the first letters.
  if (value === undefined || /^(?:[yYtT1]|[oO][nN])/.test(value)) return true;
  return /^(?:[nNfF0]|[oO][fF])/.test(value) ? false : undefined;
};
