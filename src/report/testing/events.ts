import type { ErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { KernelIncident } from '../../core/incident.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import type { ScenarioDescription, ScenarioResult } from '../../core/scenario.ts';

export const thread = { link: 'https://community.toradex.com/t/21051', note: 'remoteproc never writes the start vector' };

export const scenario = (name: string, rest: Partial<ScenarioDescription> = {}): ScenarioDescription => ({
  id: `cold-boot > ${name}`,
  suite: 'cold-boot',
  name,
  file: 'suites/cold-boot.ts',
  needs: { boot: 'cold' },
  expects: {},
  ...rest,
});

export const observation = (predicted: Outcome | undefined, outcome: Outcome, rest: Partial<M7Observation> = {}): M7Observation => ({
  outcome,
  ...(predicted ? { predicted: { outcome: predicted, because: ['no segment covers device address 0'] } } : {}),
  firmware: { name: 'ddr-plain', sha256: 'abc123', bytes: 70_000, memory: 'ddr' },
  startedBy: 'remoteproc',
  state: 'running',
  kernelLines: [],
  evidence: [],
  ...rest,
});

export const error = (rest: Partial<ErrorReport> = {}): ErrorReport => ({
  fault: 'dut',
  name: 'OutcomeError',
  message: 'the M7 was mute, alive was expected',
  evidence: ['m7 | nothing in 3.0 s'],
  remedy: 'add a start vector: hil inspect --fix',
  ...rest,
});

export const incident: KernelIncident = {
  id: 'i1',
  kind: 'rcu-stall',
  severity: 'fatal',
  endsScenario: true,
  title: 'rcu-stall in imx_uart_txint',
  signature: 'rcu-stall:imx_uart_txint',
  stage: 'login',
  at: 60,
  channels: ['a53', 'kmsg'],
  lines: ['rcu: INFO: rcu_preempt self-detected stall on CPU'],
  consequences: [],
};

/** Events one millisecond apart, of one board unless they say otherwise. */
export const journal = (...bodies: readonly (EventBody | (EventBody & { board: string }))[]): LabEvent[] =>
  bodies.map((body, seq) => ({ seq, at: 1000 + seq, board: body.type.startsWith('run.') ? '' : 'virtual', ...body }));

export const runStarted: EventBody = {
  type: 'run.started',
  run: '2026-11-23T03-00-00',
  startedAt: '2026-11-23T03:00:00.000Z',
  version: '0.1.0',
  command: ['hil', 'run', 'cold-boot'],
  boards: ['virtual'],
};

/** One scenario from its collection to its result, with what happens in between. */
export const played = (
  description: ScenarioDescription,
  result: Partial<ScenarioResult>,
  ...between: readonly EventBody[]
): EventBody[] => [
  { type: 'scenario.collected', scenario: description },
  { type: 'scenario.started', scenario: description.id, attempt: 1 },
  ...between,
  {
    type: 'scenario.finished',
    scenario: description.id,
    result: { id: description.id, verdict: 'passed', errors: [], durationMs: 1234.5, ...result },
  },
];

export const observed = (value: M7Observation, description?: ScenarioDescription): EventBody => ({
  type: 'm7.observed',
  observation: value,
  ...(description ? { scenario: description.id } : {}),
});

/** Text as a board in trouble prints it: colour, bells, NULs, halves of characters, and the ends of what it may be put into. */
export const nasty =
  '\u001b[31mred\u001b[0m\u0000\u0007 ]]> </system-out> <script>alert("1")</script> | `` ``` & \ud800 \uffff [x](http://y) *a* _b_\r\nnext';

/** A run in which every verdict happens. */
export const eventfulRun = (): LabEvent[] => {
  const known = scenario('stays mute', { expects: { outcome: 'mute', known: thread } });
  const failed = scenario(`fails with ${nasty}`, { needs: { boot: 'cold', mcoreBooted: false } });
  const never = scenario('never ran');
  return journal(
    runStarted,
    { type: 'board.opened', model: 'verdin-imx8mp', speed: 50, simulated: true },
    { type: 'board.identified', properties: { bsp: 'Torizon OS 6 <b>', 'u-boot': '2022.04', 'tf-a': 'v2.6', linux: '5.15.77' } },
    {
      type: 'boot.finished',
      boot: {
        kind: 'cold',
        resetCause: 'POR',
        stages: [
          { stage: 'spl', atMs: 320, evidence: 'U-Boot SPL' },
          { stage: 'login', atMs: 12_345, evidence: 'login:' },
        ],
        bootId: 'b',
        versions: {},
      },
    },
    ...played(
      scenario('lives'),
      {},
      { type: 'scenario.measured', scenario: 's', name: 'power-on to login', value: 12_345, unit: 'ms' },
      observed(observation('alive', 'alive')),
    ),
    ...played(known, { verdict: 'known' }, observed(observation('mute', 'mute'))),
    ...played(
      failed,
      { verdict: 'failed', errors: [error({ message: nasty, evidence: [nasty] })] },
      { type: 'fault.injected', name: 'restart-stall' },
      { type: 'console.received', console: 'a53', bytes: Buffer.from(`boot\r\n${nasty}\r\n`).toString('base64') },
      observed(observation('alive', 'mute', { evidence: [nasty] })),
      { type: 'incident.opened', incident, expected: false },
    ),
    ...played(scenario('relay dead'), {
      verdict: 'error',
      errors: [error({ fault: 'lab', name: 'PowerError', message: 'shelly 10.0.7.41 does not answer' })],
    }),
    ...played(scenario('fixed now', { expects: { known: thread } }), { verdict: 'failed', fixed: true }),
    ...played(scenario('needs more'), { verdict: 'skipped', reason: "the lab has no fault 'freeze'" }),
    { type: 'scenario.collected', scenario: never },
    { type: 'scenario.started', scenario: 'cold-boot > lives', attempt: 2 },
    { type: 'provision.owed', what: 'bootcmd', to: 'run distro_bootcmd', error: error({ fault: 'lab', message: 'no U-Boot prompt' }) },
    { type: 'run.finished', exitCode: 2, reason: 'interrupted by SIGINT' },
  );
};
