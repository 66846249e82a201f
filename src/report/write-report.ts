import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HilError } from '../core/errors.ts';

/** Writes a report in full or not at all. Throws a lab error when the disk does not take it. */
export const writeReport = async (dir: string, name: string, content: string): Promise<void> => {
  const path = join(dir, name);
  await disked(path, async () => {
    try {
      await mkdir(dir, { recursive: true });
      await writeFile(`${path}.part`, content);
      await rename(`${path}.part`, path);
    } catch (cause) {
      await rm(`${path}.part`, { force: true }).catch(() => {});
      throw cause;
    }
  });
};

/** Does what writes a report to a path. Throws a lab error when the disk does not take it. */
export const disked = async (path: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write();
  } catch (cause) {
    throw new HilError('lab', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
      remedy: 'make room, or choose another folder with --reports; the journal still holds what it was made of',
    });
  }
};
