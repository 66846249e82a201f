import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { IncidentKind, KernelIncident } from '../../core/incident.ts';
import { IncidentGate } from './incident-gate.ts';

const incident = (id: string, kind: IncidentKind, parts: Partial<KernelIncident> = {}): KernelIncident => ({
  id,
  kind,
  severity: 'fatal',
  endsScenario: true,
  title: `${kind} in imx_uart_txint`,
  signature: kind,
  stage: 'login',
  at: 1,
  channels: ['a53'],
  lines: [`${id} headline`],
  consequences: [],
  ...parts,
});

const report = (kind: IncidentKind, title: string = kind) => ({ kind, title, endsScenario: true });

test('it waits for an expected incident, and for the end of its report', async () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  let settled = false;
  const settling = gate.settle().then(() => {
    settled = true;
  });
  await setImmediate();
  expect(settled).toBe(false);
  gate.take('opened', incident('a', 'panic'));
  await setImmediate();
  expect(settled).toBe(false);
  gate.take('closed', incident('a', 'panic'));
  await settling;
  expect(gate.missing()).toEqual([]);
});

test.each([
  ['an incident that ends no scenario', [], (gate: IncidentGate) => gate.take('opened', incident('a', 'warning', { endsScenario: false }))],
  ['what was expected, once something else has ended the scenario', ['rcu-stall'], (gate: IncidentGate) => takeWhole(gate, 'a', 'panic')],
] as const)('it does not wait for %s', async (_, expected, happen) => {
  const gate = new IncidentGate(expected);
  gate.startBody();
  happen(gate);
  expect(await Promise.race([gate.settle().then(() => 'settled'), setImmediate('late')])).toBe('settled');
});

test('it waits for nothing that is expected of a body that never began', async () => {
  const gate = new IncidentGate(['panic']);
  expect(await Promise.race([gate.settle().then(() => 'settled'), setImmediate('late')])).toBe('settled');
});

const takeWhole = (gate: IncidentGate, id: string, kind: IncidentKind): void => {
  for (const phase of ['opened', 'closed'] as const) gate.take(phase, incident(id, kind));
};

test('one that must come and came only while the board was prepared has not come', () => {
  const gate = new IncidentGate(['oops'], [{ kind: 'oops' }]);
  takeWhole(gate, 'a', 'oops');
  gate.startBody();
  expect([gate.welcome(incident('a', 'oops')), gate.missing(), gate.kinds()]).toEqual(['tolerated', ['oops'], []]);
  expect(gate.crashed).toBe(true);
});

test.each([
  ['an oops that a panic follows', 'panic', [report('oops'), report('panic')], 'oops'],
  ['a stall that another name for it follows', 'soft-lockup', [report('rcu-stall'), report('soft-lockup')], 'rcu-stall'],
] as const)('%s is not welcome because what follows was expected', (_, expected, reports, kind) => {
  const gate = new IncidentGate([expected]);
  gate.startBody();
  const led = incident('a', kind, { consequences: [expected], reports });
  expect(gate.take('opened', led)).toBe(true);
  expect(gate.welcome(led)).toBeUndefined();
  expect(gate.error()?.message).toBe(`${kind} in imx_uart_txint at login`);
});

test('another name for an expected trouble may follow it, and so may what ends nothing', () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  const reports = [report('rcu-stall'), report('soft-lockup'), { ...report('warning'), endsScenario: false }];
  const led = incident('a', 'rcu-stall', { consequences: ['soft-lockup', 'warning'], reports });
  for (const phase of ['opened', 'closed'] as const) expect(gate.take(phase, led)).toBe(false);
  expect([gate.welcome(led), gate.error()]).toEqual(['expected', undefined]);
});

test('what a tolerated panic breaks is the panic', () => {
  const gate = new IncidentGate([], [{ kind: 'panic' }]);
  gate.startBody();
  const led = incident('a', 'panic', { reports: [report('panic'), report('oops')] });
  expect([gate.take('opened', led), gate.take('closed', led), gate.welcome(led)]).toEqual([false, false, 'tolerated']);
});

test('a title may begin with what it is expected to say', () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /^panic: sysrq/);
  const one = incident('a', 'panic', { title: 'panic: sysrq triggered crash' });
  gate.take('opened', one);
  expect(gate.take('closed', one)).toBe(false);
  expect([gate.missing(), gate.welcome(one)]).toEqual([[], 'expected']);
});

test('flags of a tolerated title count', () => {
  const gate = new IncidentGate([], [{ kind: 'io-error', title: { source: 'MMCBLK0', flags: 'i' } }]);
  gate.startBody();
  const one = incident('a', 'io-error', { title: 'io-error on mmcblk0' });
  gate.take('opened', one);
  expect(gate.take('closed', one)).toBe(false);
});

test('it knows what came here first, and not what only ends here', () => {
  const gate = new IncidentGate();
  gate.take('opened', incident('a', 'oops'));
  gate.take('closed', incident('b', 'oops'));
  expect(['a', 'b', 'c'].map((id) => gate.knows(incident(id, 'oops')))).toEqual([true, false, false]);
  expect([gate.isInBody, gate.fatal?.id]).toEqual([false, 'a']);
});

test('its error says where each line was read, and the known issue', () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect([gate.fatal, gate.error()]).toEqual([undefined, undefined]);
  gate.take('opened', incident('a', 'oops', { channels: ['kmsg'], knownIssue: 'https://bugs.example/1' }));
  expect(gate.error()).toMatchObject({ evidence: ['kmsg: a headline'], remedy: 'known: https://bugs.example/1' });
  const other = new IncidentGate();
  other.take('opened', incident('a', 'silent-freeze', { channels: [] }));
  expect(other.error()).toMatchObject({ evidence: ['a53: a headline'], remedy: undefined });
});

test('one that began before the scenario is not the one that it expects, whenever it ends', () => {
  const gate = new IncidentGate(['panic'], [{ kind: 'oops' }]);
  gate.startBody();
  for (const kind of ['panic', 'oops'] as const) {
    expect(gate.take('closed', incident(kind, kind))).toBe(false);
    expect(gate.welcome(incident(kind, kind))).toBeUndefined();
  }
  expect(gate.missing()).toEqual(['panic']);
});

test('what an expected one led to counts where no title of it is told', () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', incident('a', 'rcu-stall', { consequences: ['panic'] }))).toBe(true);
});

test('an expected one that does not come is not waited for without end', async () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  await gate.settle();
  expect(gate.missing()).toEqual(['panic']);
});
