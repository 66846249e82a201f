import type { Reporter } from '../../core/event.ts';
import { azure } from './azure.ts';
import type { CiOptions } from './ci-options.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';

/** What the CI that this runs on understands, by its environment: GitHub, GitLab or Azure; elsewhere nothing. */
export const ci = (options: CiOptions = {}): Reporter => {
  const all = [github(options), gitlab(options), azure(options)];
  return {
    name: 'ci',
    write: async (events, dir) => {
      for (const reporter of all) await reporter.write(events, dir);
    },
  };
};
