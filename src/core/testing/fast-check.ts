import { createRequire } from 'node:module';

/**
 * What `import fc from 'fast-check'` is in the tests (`vitest.config.ts`): a commit is judged by the same values each time, so that a red build is the change's
 * own. New values come with `npm run test:properties`, which draws another seed and tries each property fifty times as often; what it finds is pinned in
 * `examples`.
 */
const { default: fc } = createRequire(import.meta.url)('fast-check') as typeof import('fast-check');

const seed = Number(process.env.HIL_PROPERTY_SEED ?? 1);
const factor = Number(process.env.HIL_PROPERTY_RUNS ?? 1);
// What the library does where a property does not say how often.
const defaultRuns = 100;

const assert = ((property: Parameters<typeof fc.assert>[0], parameters: Parameters<typeof fc.assert>[1]) =>
  fc.assert(property, { seed, ...parameters, numRuns: (parameters?.numRuns ?? defaultRuns) * factor })) as typeof fc.assert;

export default { ...fc, assert };
