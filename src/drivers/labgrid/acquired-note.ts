import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ownMark, processMarkSchema } from '../../core/process-mark.ts';

const schema = z.strictObject({
  coordinator: z.string(),
  place: z.string(),
  /** As the coordinator shows it. */
  holder: z.string(),
  by: processMarkSchema,
});
/** A lock on a place that a process of ours took, or was about to take. */
export type AcquiredNote = z.infer<typeof schema>;

export interface KeptNote {
  readonly note: AcquiredNote;
  forget(): Promise<void>;
}

/** Notes a lock before it is taken: whoever is killed while holding it leaves the note behind. */
export const keepNote = async (stateDir: string, board: string, lock: Omit<AcquiredNote, 'by'>): Promise<KeptNote> => {
  const note = { ...lock, by: ownMark() };
  const file = join(stateDir, `${board}${infix}${randomUUID().slice(0, 8)}.json`);
  await mkdir(stateDir, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return { note, forget: () => rm(file, { force: true }) };
};

/** Every note for this board, of living and of dead processes. What is not a whole note was never acted upon and is left out. */
export const notesFor = async (stateDir: string, board: string): Promise<readonly KeptNote[]> => {
  const names = await readdir(stateDir).catch(() => []);
  const notes = names.filter((name) => name.startsWith(`${board}${infix}`) && name.endsWith('.json')).map((name) => join(stateDir, name));
  return (await Promise.all(notes.map(readNote))).flat();
};

const infix = '.labgrid-';

const readNote = async (file: string): Promise<KeptNote[]> => {
  try {
    const note = schema.parse(JSON.parse(await readFile(file, 'utf8')));
    return [{ note, forget: () => rm(file, { force: true }) }];
  } catch {
    return [];
  }
};
