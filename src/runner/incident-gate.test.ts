import { expect, test } from 'vitest';
import type { IncidentKind, KernelIncident } from '../core/incident.ts';
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

test('an incident nobody expects ends the scenario once, and its error grows with the report', async () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', incident('a', 'panic'))).toBe(true);
  expect(gate.take('opened', incident('b', 'oops'))).toBe(false);
  gate.take('closed', incident('b', 'oops'));
  gate.take('closed', incident('a', 'panic', { lines: ['a headline', 'a trace'] }));
  await gate.settle();
  expect(gate.error()).toMatchObject({ message: 'panic in imx_uart_txint at login', evidence: ['a53: a headline', 'a53: a trace'] });
});

test('an expected incident ends nothing, and counts with its consequences', async () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', incident('a', 'rcu-stall'))).toBe(false);
  gate.take('closed', incident('a', 'rcu-stall', { consequences: ['soft-lockup'] }));
  await gate.settle();
  expect(gate.error()).toBeUndefined();
  expect(gate.kinds()).toEqual(['rcu-stall', 'soft-lockup']);
  expect(gate.crashed).toBe(true);
});

test('the same incident while the board is prepared is not the expected one', () => {
  const gate = new IncidentGate(['rcu-stall']);
  expect(gate.take('opened', incident('a', 'rcu-stall'))).toBe(true);
  gate.startBody();
  gate.take('closed', incident('a', 'rcu-stall'));
  expect(gate.kinds()).toEqual([]);
});

test('what does not end scenarios is only noted', () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect(gate.take('opened', incident('a', 'warning', { endsScenario: false }))).toBe(false);
  expect(gate.crashed).toBe(false);
});

test('what a body says will come is expected from then on, and by its title', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /sysrq/);
  expect(gate.take('opened', incident('a', 'panic', { title: 'panic: sysrq triggered crash' }))).toBe(false);
  gate.take('closed', incident('a', 'panic', { title: 'panic: sysrq triggered crash' }));
  await gate.settle();
  expect(gate.missing()).toEqual([]);
});

test('an incident of the right kind and another title is not the expected one', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /sysrq/);
  gate.take('opened', incident('a', 'panic', { title: 'panic: VFS', lines: ['one', 'two'] }));
  gate.take('closed', incident('a', 'panic', { title: 'panic: VFS', lines: ['one', 'two'] }));
  await gate.settle();
  expect(gate.missing()).toEqual(['panic /sysrq/']);
  expect(gate.error()?.message).toContain('VFS');
});

test('a report that began before the scenario and ends in it is not its own', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect(gate.take('closed', incident('a', 'hung-task'))).toBe(false);
  await gate.settle();
  expect(gate.error()).toBeUndefined();
  expect(gate.crashed).toBe(false);
});
