import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Only the runner's own tests. Suites under suites/ touch boards: they run through `hil run`, never through a bare `npx vitest`.
export default defineConfig({
  resolve: { alias: { 'verdin-hil': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['packaging/**/*.test.ts', 'src/**/*.test.ts', 'firmware/**/*.test.ts', 'kill/**/*.test.ts', 'verdicts/**/*.test.ts'],
    globalSetup: 'src/cli/testing/temp-folder.ts',
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
