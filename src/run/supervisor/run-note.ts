import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HilError } from '../../core/errors.ts';
import { hasEnded, markOf, ownMark, type ProcessMark, processMarkSchema } from '../../core/process-mark.ts';
import type { ScenarioDescription } from '../../core/scenario.ts';

const schema = z.object({
  version: z.literal(1),
  by: processMarkSchema,
  /** Stands in the environment of every process that the run started. */
  runMark: z.string().min(1),
  /** Of the run: journal and reports. */
  dir: z.string(),
  scratch: z.string(),
  startedAt: z.iso.datetime(),
  programVersion: z.string(),
  command: z.array(z.string()),
  boards: z.array(z.string()),
  pools: z.array(z.array(z.string())),
  repeat: z.int().positive(),
  /** Once the suites were loaded. */
  scenarios: z.array(z.custom<ScenarioDescription>()),
  /** Boards that it held and may have switched on. */
  held: z.array(z.string()),
});
type NoteContent = z.infer<typeof schema>;
export type NotedRun = Readonly<NoteContent>;

/** What the next run needs to know should this one be killed. Throws a lab error when it cannot be kept. */
export class RunNote {
  readonly #path: string;
  #noted: NotedRun;
  constructor(stateDir: string, noted: Omit<NoteContent, 'version' | 'by' | 'runMark' | 'scenarios' | 'held'>) {
    this.#noted = { version: 1, by: ownMark(), runMark: randomUUID(), scenarios: [], held: [], ...noted };
    this.#path = join(folderIn(stateDir), `${noted.dir.split('/').at(-1)}-${this.#noted.runMark.slice(0, 8)}.json`);
    this.add({});
  }

  get runMark(): string {
    return this.#noted.runMark;
  }

  add(noted: Partial<Pick<NoteContent, 'dir' | 'scenarios' | 'held'>>): void {
    this.#noted = { ...this.#noted, ...noted };
    try {
      writeFileSync(`${this.#path}.new`, `${JSON.stringify(this.#noted)}\n`, { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (cause) {
      throw new HilError('lab', `cannot note the run in ${this.#path}: ${(cause as Error).message}`, {
        cause,
        remedy: 'make room, or make the folder writable; nothing was touched',
      });
    }
  }

  /** Nothing is left to be done for it. Undefined, or why the next run will do it all the same: a run that is over must not fail by its note. */
  end(): string | undefined {
    try {
      for (const path of [this.#path, `${this.#path}.new`]) rmSync(path, { force: true });
      return undefined;
    } catch (cause) {
      return `the note of this run cannot be removed, so that the next run takes it for a killed one: ${(cause as Error).message}`;
    }
  }
}

export interface AbandonedRun {
  readonly noted: NotedRun;
  /** It is done with. */
  forget(): void;
}

/** Runs of this lab whose supervisor is gone without having ended them. Each is given to one caller only, unless that one is killed too. */
export const abandonedRuns = (stateDir: string): readonly AbandonedRun[] => {
  const dir = folderIn(stateDir);
  return readdirSync(dir).flatMap((name) => {
    if (!/\.json(\.by-|$)/.test(name) || isTaken(name)) return [];
    const noted = readNote(join(dir, name));
    if (!noted || !hasEnded(noted.by)) return [];
    const mine = join(dir, name.replace(/\.json.*$/, takenBy(ownMark())));
    try {
      renameSync(join(dir, name), mine);
    } catch {
      // Another run was quicker.
      return [];
    }
    return [{ noted, forget: () => rmSync(mine, { force: true }) }];
  });
};

const folderIn = (stateDir: string): string => {
  const dir = join(stateDir, 'runs');
  try {
    // What cannot be made on a read-only file system is missing in the words of mkdir(2), which Node passes on.
    if (existsSync(stateDir)) accessSync(stateDir, constants.W_OK);
    mkdirSync(dir, { recursive: true });
  } catch (cause) {
    throw new HilError('lab', `no notes of runs can be kept in ${dir}: ${(cause as Error).message}`, {
      cause,
      remedy: 'make the folder beside the lab file writable; nothing was touched',
    });
  }
  return dir;
};

const takenBy = ({ pid, started }: ProcessMark): string => `.json.by-${pid}-${started}`;

/** By a process that lives. */
const isTaken = (name: string): boolean => {
  const [, pid, started] = /\.by-(\d+)-(\d*)$/.exec(name) ?? [];
  return pid !== undefined && Number(pid) !== process.pid && markOf(Number(pid))?.started === started;
};

// A note is renamed into place: what cannot be read is not ours, or of another version.
const readNote = (path: string): NotedRun | undefined => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
};
