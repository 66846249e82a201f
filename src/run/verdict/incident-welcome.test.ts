import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { IncidentKind } from '../../core/incident.ts';
import { IncidentGate } from './incident-gate.ts';
import { fakeIncident, fakeReport } from './testing/fake-incident.ts';

test('it waits for an expected incident, and for the end of its report', async () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  let settled = false;
  const settling = gate.settle().then(() => {
    settled = true;
  });
  await setImmediate();
  expect(settled).toBe(false);
  gate.take('opened', fakeIncident('a', 'panic'));
  await setImmediate();
  expect(settled).toBe(false);
  gate.take('closed', fakeIncident('a', 'panic'));
  await settling;
  expect(gate.missing()).toEqual([]);
});

test.each([
  [
    'an incident that ends no scenario',
    [],
    (gate: IncidentGate) => gate.take('opened', fakeIncident('a', 'warning', { endsScenario: false })),
  ],
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
  for (const phase of ['opened', 'closed'] as const) gate.take(phase, fakeIncident(id, kind));
};

test('one that must come and came only while the board was prepared has not come', () => {
  const gate = new IncidentGate(['oops'], [{ kind: 'oops' }]);
  takeWhole(gate, 'a', 'oops');
  gate.startBody();
  expect([gate.welcome(fakeIncident('a', 'oops')), gate.missing(), gate.kinds()]).toEqual(['tolerated', ['oops'], []]);
  expect(gate.crashed).toBe(true);
});

test.each([
  ['an oops that a panic follows', 'panic', [fakeReport('oops'), fakeReport('panic')], 'oops'],
  ['a stall that another name for it follows', 'soft-lockup', [fakeReport('rcu-stall'), fakeReport('soft-lockup')], 'rcu-stall'],
] as const)('%s is not welcome because what follows was expected', (_, expected, reports, kind) => {
  const gate = new IncidentGate([expected]);
  gate.startBody();
  const led = fakeIncident('a', kind, { consequences: [expected], reports });
  expect(gate.take('opened', led)).toBe(true);
  expect(gate.welcome(led)).toBeUndefined();
  expect(gate.error()?.message).toBe(`${kind} in imx_uart_txint at login`);
});

test('another name for an expected trouble may follow it, and so may what ends nothing', () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  const reports = [fakeReport('rcu-stall'), fakeReport('soft-lockup'), { ...fakeReport('warning'), endsScenario: false }];
  const led = fakeIncident('a', 'rcu-stall', { consequences: ['soft-lockup', 'warning'], reports });
  for (const phase of ['opened', 'closed'] as const) expect(gate.take(phase, led)).toBe(false);
  expect([gate.welcome(led), gate.error()]).toEqual(['expected', undefined]);
});

test('what a tolerated panic breaks is the panic', () => {
  const gate = new IncidentGate([], [{ kind: 'panic' }]);
  gate.startBody();
  const led = fakeIncident('a', 'panic', { reports: [fakeReport('panic'), fakeReport('oops')] });
  expect([gate.take('opened', led), gate.take('closed', led), gate.welcome(led)]).toEqual([false, false, 'tolerated']);
});

test('a title may begin with what it is expected to say', () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /^panic: sysrq/);
  const one = fakeIncident('a', 'panic', { title: 'panic: sysrq triggered crash' });
  gate.take('opened', one);
  expect(gate.take('closed', one)).toBe(false);
  expect([gate.missing(), gate.welcome(one)]).toEqual([[], 'expected']);
});

test('flags of a tolerated title count', () => {
  const gate = new IncidentGate([], [{ kind: 'io-error', title: { source: 'MMCBLK0', flags: 'i' } }]);
  gate.startBody();
  const one = fakeIncident('a', 'io-error', { title: 'io-error on mmcblk0' });
  gate.take('opened', one);
  expect(gate.take('closed', one)).toBe(false);
});

test('it knows what came here first, and not what only ends here', () => {
  const gate = new IncidentGate();
  gate.take('opened', fakeIncident('a', 'oops'));
  gate.take('closed', fakeIncident('b', 'oops'));
  expect(['a', 'b', 'c'].map((id) => gate.knows(fakeIncident(id, 'oops')))).toEqual([true, false, false]);
  expect([gate.isInBody, gate.fatal?.id]).toEqual([false, 'a']);
});

test('its error says where each line was read, and the known issue', () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect([gate.fatal, gate.error()]).toEqual([undefined, undefined]);
  gate.take('opened', fakeIncident('a', 'oops', { channels: ['kmsg'], knownIssue: 'https://bugs.example/1' }));
  expect(gate.error()).toMatchObject({ evidence: ['kmsg: a headline'], remedy: 'known: https://bugs.example/1' });
  const other = new IncidentGate();
  other.take('opened', fakeIncident('a', 'silent-freeze', { channels: [] }));
  expect(other.error()).toMatchObject({ evidence: ['a53: a headline'], remedy: undefined });
});

test('one that began before the scenario is not the one that it expects, whenever it ends', () => {
  const gate = new IncidentGate(['panic'], [{ kind: 'oops' }]);
  gate.startBody();
  for (const kind of ['panic', 'oops'] as const) {
    expect(gate.take('closed', fakeIncident(kind, kind))).toBe(false);
    expect(gate.welcome(fakeIncident(kind, kind))).toBeUndefined();
  }
  expect(gate.missing()).toEqual(['panic']);
});

test('what an expected one led to counts where no title of it is told', () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', fakeIncident('a', 'rcu-stall', { consequences: ['panic'] }))).toBe(true);
});

test('an expected one that does not come is not waited for without end', async () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  await gate.settle();
  expect(gate.missing()).toEqual(['panic']);
});
