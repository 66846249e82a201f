import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Lab } from '../config/lab.ts';
import { loadLab } from '../config/load-lab.ts';
import { selectBoards } from '../config/select-boards.ts';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { HilError } from '../core/errors.ts';

/** A folder beside the lab file that outlives runs: pinned host keys, and what is owed to boards. */
export const stateDirOf = (configPath: string): string => {
  const dir = join(dirname(resolve(configPath)), '.hil');
  try {
    mkdirSync(dir, { recursive: true });
  } catch (cause) {
    throw new HilError('lab', `${dir} cannot be made: ${(cause as Error).message}`, {
      cause,
      remedy: 'make the folder of the lab file writable: what is owed to boards and the keys of their hosts are kept there',
    });
  }
  return dir;
};

/** One board of the lab file and a context to open a part of it with, outside of any run. Throws ConfigError. */
export const openableBoard = async (
  configPath: string,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly lab: Lab; readonly definition: BoardDefinition; readonly context: BoardContext }> => {
  const lab = await loadLab(configPath);
  const [selected] = selectBoards(lab, [name]);
  return {
    lab,
    definition: lab.boards[selected!]!,
    context: {
      name: selected!,
      signal,
      stateDir: stateDirOf(configPath),
      firmware: lab.firmware,
      overlays: lab.overlays,
      os: lab.os,
      netboot: lab.netboot,
      emit: () => {},
      log: () => {},
    },
  };
};
