/** Sources that are changed, and the tests that must notice. */
export interface Target {
  readonly name: string;
  readonly mutate: readonly string[];
  /** Only those that run in this process: a change is not there in a process that a test starts. */
  readonly tests: readonly string[];
}

/** What decides a verdict, or keeps a promise that nobody sees broken until it matters. */
export const targets: readonly Target[] = [
  {
    name: 'kernel',
    mutate: ['src/kernel/{detector,channel-watch,incident-log,incident,folding,boots,boot-watch,damaged,typed-text}.ts'],
    tests: ['src/kernel/**/*.test.ts'],
  },
  {
    name: 'session',
    mutate: ['src/runner/scenario-session.ts', 'src/runner/incident-gate.ts'],
    tests: ['src/runner/scenario-session.test.ts', 'src/runner/scenario-fence.test.ts', 'src/runner/incident-gate.test.ts'],
  },
  { name: 'judge', mutate: ['src/runner/judge.ts', 'src/runner/exit-code.ts'], tests: ['src/runner/{judge,exit-code}.test.ts'] },
  { name: 'lease', mutate: ['src/lease/*.ts'], tests: ['src/lease/*.test.ts'] },
  {
    name: 'prediction',
    mutate: ['src/m7/{predict,stale-vector}.ts'],
    tests: ['src/m7/{predict,stale-vector}.test.ts'],
  },
  { name: 'redaction', mutate: ['src/core/{redaction,credential-places}.ts'], tests: ['src/core/{redaction,secret}.test.ts'] },
  { name: 'power-proof', mutate: ['src/power/{proof,power-cycle}.ts'], tests: ['src/power/power-cycle.test.ts'] },
  { name: 'ledger', mutate: ['src/provision/ledger.ts'], tests: ['src/provision/ledger.test.ts'] },
  {
    name: 'junit',
    mutate: ['src/report/{junit,junit-attempts,facts,plain-text}.ts'],
    tests: ['src/report/{junit,attempts,summary}.test.ts'],
  },
];
