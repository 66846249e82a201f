import { ConfigError } from '../core/errors.ts';
import { closest } from './closest.ts';
import type { LabDefinition } from './lab.ts';

/**
 * Names of boards as somebody wrote them, `verdin-*` included, in the order of the lab file. Without any: the only board there is, apart from those
 * that want to be named.
 * Throws ConfigError for a name that fits none.
 */
export const selectBoards = ({ boards }: Pick<LabDefinition, 'boards'>, wanted: readonly string[]): string[] => {
  const names = Object.keys(boards);
  if (wanted.length === 0) {
    const unnamed = names.filter((name) => !boards[name]?.byName);
    if (unnamed.length === 1) return unnamed;
    throw new ConfigError('the lab has several boards and none was named', { remedy: `add --board with one of: ${names.join(', ')}` });
  }
  const unfit = wanted.find((pattern) => !names.some(fits(pattern)));
  if (unfit !== undefined) throw unknownBoard(unfit, names);
  return names.filter((name) => wanted.some((pattern) => fits(pattern)(name)));
};

const fits = (pattern: string): ((name: string) => boolean) => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  return (name) => expression.test(name);
};

const unknownBoard = (name: string, names: readonly string[]): ConfigError => {
  const like = closest(name, names);
  return new ConfigError(`there is no board '${name}' in the lab${like ? `; did you mean '${like}'?` : ''}`, {
    remedy: `the boards are: ${names.join(', ')}`,
  });
};
