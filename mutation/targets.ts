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
    mutate: ['src/knowledge/kernel/{detector,channel-watch,boot-feed,incident-log,incident,folding,damaged,typed-text}.ts'],
    tests: ['src/knowledge/{kernel,boot}/**/*.test.ts'],
  },
  {
    name: 'boot',
    mutate: ['src/knowledge/boot/{boot-tracker,boot-recorder,boot-signs,kernel-clock}.ts'],
    tests: ['src/knowledge/{boot,kernel}/**/*.test.ts'],
  },
  {
    name: 'session',
    mutate: ['src/run/board-process/scenario-session.ts'],
    tests: [
      'src/run/board-process/scenario-session.test.ts',
      'src/run/board-process/session-{course,incidents}.test.ts',
      'src/run/board-process/scenario-fence.test.ts',
    ],
  },
  {
    name: 'incident-gate',
    mutate: ['src/run/verdict/incident-gate.ts'],
    tests: ['src/run/verdict/incident-{gate,welcome}.test.ts'],
  },
  {
    name: 'judge',
    mutate: ['src/run/verdict/judge.ts', 'src/run/supervisor/exit-code.ts'],
    tests: ['src/run/{verdict/judge,verdict/known-failures,supervisor/exit-code}.test.ts'],
  },
  { name: 'lease', mutate: ['src/run/lease/*.ts', '!src/run/lease/*.test.ts'], tests: ['src/run/lease/*.test.ts'] },
  {
    name: 'prediction',
    mutate: ['src/knowledge/firmware/{predict,stale-vector}.ts'],
    tests: ['src/knowledge/firmware/{predict,stale-vector}.test.ts'],
  },
  {
    name: 'redaction',
    mutate: ['src/core/{redaction,credential-places}.ts'],
    tests: ['src/core/{redaction,secret}.test.ts', 'src/journal/*.test.ts'],
  },
  { name: 'power-proof', mutate: ['src/board/power/{proof,power-cycle}.ts'], tests: ['src/board/power/proof.test.ts'] },
  { name: 'ledger', mutate: ['src/board/provision/ledger.ts'], tests: ['src/board/provision/ledger.test.ts'] },
  {
    name: 'junit',
    mutate: ['src/report/{junit,run-values,plain-text}.ts'],
    tests: ['src/report/{junit,attempts,summary}.test.ts'],
  },
];
