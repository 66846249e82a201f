import type { PastRun, PastScenario } from '../past-run.ts';

const day = 86_400_000;

/** A result of `cold-boot > lives` on the board `one`. */
export const pastScenario = (rest: Partial<PastScenario> = {}): PastScenario => ({
  board: 'one',
  id: 'cold-boot > lives',
  verdict: 'passed',
  flaky: false,
  reason: '',
  faults: [],
  errors: [],
  durationMs: 1000,
  starts: [],
  incidents: [],
  measurements: [],
  ...rest,
});

export const failed = (message: string, rest: Partial<PastScenario> = {}): PastScenario =>
  pastScenario({ verdict: 'failed', reason: message, faults: ['dut'], errors: [{ name: 'OutcomeError', fault: 'dut', message }], ...rest });

/** A run of the nth night with these scenarios, on boards whose kernel is `kernel`. */
export const pastRun = (night: number, scenarios: readonly PastScenario[], kernel = '5.15.1', bootMs: readonly number[] = []): PastRun => ({
  version: 1,
  run: `night-${night}`,
  mergedFrom: [],
  dir: `/reports/night-${night}`,
  startedAt: new Date(Date.UTC(2026, 0, 1) + night * day),
  durationMs: 60_000,
  exitCode: 0,
  boards: [...new Set(['one', ...scenarios.map(({ board }) => board)])].map((name) => ({
    name,
    model: 'verdin-imx8mp',
    simulated: true,
    properties: { linux: kernel, 'boot-id': `b-${night}-${name}` },
    firmware: { 'tcm-hello': { sha256: `${night}`.padStart(64, '0'), buildId: 'abc' } },
    bootTimes: bootMs.map((login) => ({ kind: 'cold', stages: { login } })),
  })),
  scenarios: [...scenarios],
});
