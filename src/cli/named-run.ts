import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { segmentsBelow } from '../journal/read-journal.ts';

/** The folder of a run that is named by its path or, below the folder of reports, by its name; the last run by default. Throws ConfigError. */
export const folderOfRun = (name: string | undefined, reportsDir = 'reports'): string => {
  const candidates = name === undefined ? [join(reportsDir, 'latest')] : [name, join(reportsDir, name)];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isDirectory() && segmentsBelow(path).length > 0);
  if (found) return resolve(found);
  throw new ConfigError(name === undefined ? `there is no run in ${reportsDir}` : `'${name}' is no run: no journal (*.ndjson) lies there`, {
    remedy: 'name the folder of a run, such as reports/latest',
  });
};
