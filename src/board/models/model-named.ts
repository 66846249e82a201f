import { ConfigError } from '../../core/errors.ts';
import type { BoardModel } from './board-model.ts';
import type { MakeBoard } from './board-of.ts';
import * as models from './index.ts';

/** All of them, by the name that lab files and journals have. */
export const boardModels: ReadonlyMap<string, MakeBoard> = new Map(Object.values(models).map((make) => [make.model.name, make]));

/** What makes boards of a model. Throws ConfigError for a name that none has. */
export const boardMaker = (name: string): MakeBoard => {
  const found = boardModels.get(name);
  if (found) return found;
  throw new ConfigError(`there is no model of board '${name}'`, { remedy: `there are: ${[...boardModels.keys()].join(', ')}` });
};

export const modelNamed = (name: string): BoardModel => boardMaker(name).model;

/** What is meant where nobody names a model. */
export const usualModel: BoardModel = models.verdinImx8mp.model;
