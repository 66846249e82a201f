import { defineConfig } from 'vitest/config';

// One target's tests, as mutate.ts names them.
export default defineConfig({
  test: { include: (process.env.HIL_MUTATION_TESTS ?? '').split(' '), pool: 'threads', testTimeout: 30_000, hookTimeout: 60_000 },
});
