// Read by Stryker, which wants its settings in JavaScript. What a target is comes from mutate.ts.
const { HIL_MUTATION_FILES = '', HIL_MUTATION_REPORT = '' } = process.env;

export default {
  mutate: HIL_MUTATION_FILES.split(' '),
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Sentences for people are held by reading them, and a test for each word of them would only repeat it.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: 1,
  // A change that runs out of time counts as noticed: on a busy host only one that never ends may.
  timeoutMS: 120_000,
  checkers: [],
  disableTypeChecks: false,
  tempDirName: '.cache/mutation',
  ignorePatterns: ['.cache', '.hil', 'reports', 'mutation/node_modules', 'verdicts', 'kill'],
  reporters: ['json'],
  jsonReporter: { fileName: HIL_MUTATION_REPORT },
  allowConsoleColors: false,
};
