import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { lateOptimization } from './src/core/node-flags.ts';
import { measureHostPace } from './src/core/testing/host-pace.ts';
import { pureFolders } from './src/core/testing/pure-tests.ts';
import { slowTests } from './src/core/testing/slow-tests.ts';

// Only the runner's own tests. Suites under suites/ touch boards: they run through `hil run`, never through a bare `npx vitest`.
const all = [
  'packaging/**/*.test.ts',
  'src/**/*.test.ts',
  'firmware/**/*.test.ts',
  'kill/**/*.test.ts',
  'verdicts/**/*.test.ts',
  'wiring/**/*.test.ts',
];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const pace = measureHostPace();

const pure = pureFolders.map((folder) => `${folder}/**/*.test.ts`);

const project = (name: string, include: string[], exclude: string[], isolate = true): { extends: true; test: TestUserConfig } => ({
  extends: true,
  test: { name, include, exclude: ['**/node_modules/**', ...exclude], isolate },
});

/** The long files first: one that begins last would keep one core busy while the others have nothing to do. Those that share processes stand together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ project, moduleId }: TestSpecification): number =>
      project.name === 'slow'
        ? slowTests.findIndex((name) => moduleId.endsWith(`/${name}`))
        : slowTests.length + (project.name === 'quick-pure' ? 1 : 0);
    return sorted.sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  resolve: { alias: { 'verdin-hil': here('src/index.ts'), 'fast-check': here('src/core/testing/fast-check.ts') } },
  test: {
    globalSetup: 'src/cli/testing/temp-folder.ts',
    setupFiles: 'src/core/testing/patient-waits.ts',
    pool: 'forks',
    execArgv: [...lateOptimization],
    // Its three projects would each compile the same sources, and each process be handed them one by one: measured over 1057 tests, some 8 % of the CPU time.
    experimental: { fsModuleCache: true },
    // It imports JSON as bundlers take it, and Node does not.
    server: { deps: { inline: [/@actions\//] } },
    // The tests of whole runs wait more than they compute.
    maxWorkers: availableParallelism() + 4,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000 * pace,
    hookTimeout: 60_000 * pace,
    projects: [
      project('slow', slowTests, []),
      project('quick', all, [...slowTests, ...pure]),
      project('quick-pure', pure, slowTests, false),
    ],
  },
});
