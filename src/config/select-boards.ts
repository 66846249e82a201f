import type { BoardDefinition } from '../core/board.ts';
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

export interface PoolSelection {
  readonly boards: readonly string[];
  /** Those of `boards` that share their scenarios, at least two each; each board in one of them at most. */
  readonly pools: readonly (readonly string[])[];
}

/**
 * As selectBoards, with the boards that share their scenarios: those of one kind that one pattern names, unless a board is named by itself too.
 * `each`: every board runs everything.
 */
export const selectPools = (
  lab: Pick<LabDefinition, 'boards'>,
  wanted: readonly string[],
  { each = false }: { readonly each?: boolean } = {},
): PoolSelection => {
  const boards = selectBoards(lab, wanted);
  const taken = new Set(wanted.filter((pattern) => !isPattern(pattern)));
  const pools: string[][] = [];
  for (const pattern of each ? [] : wanted.filter(isPattern)) {
    const free = boards.filter((name) => fits(pattern)(name) && !taken.has(name));
    for (const name of free) taken.add(name);
    for (const kind of new Set(free.map((name) => kindOf(lab.boards[name]!))))
      pools.push(free.filter((name) => kindOf(lab.boards[name]!) === kind));
  }
  return { boards, pools: pools.filter(({ length }) => length > 1) };
};

const kindOf = ({ kind, model }: BoardDefinition): string => kind ?? model;

const isPattern = (name: string): boolean => /[*?]/.test(name);

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
