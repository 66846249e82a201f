import { expect, test } from 'vitest';
import { IncidentGate } from './incident-gate.ts';
import { fakeIncident, fakeReport } from './testing/fake-incident.ts';

test('an incident nobody expects ends the scenario once, and its error grows with the report', async () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', fakeIncident('a', 'panic'))).toBe(true);
  expect(gate.take('opened', fakeIncident('b', 'oops'))).toBe(false);
  gate.take('closed', fakeIncident('b', 'oops'));
  gate.take('closed', fakeIncident('a', 'panic', { lines: ['a headline', 'a trace'] }));
  await gate.settle();
  expect(gate.error()).toMatchObject({ message: 'panic in imx_uart_txint at login', evidence: ['a53: a headline', 'a53: a trace'] });
});

test('where a title says at which stage, the error does not say it again', () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.take('opened', fakeIncident('a', 'silent-freeze', { title: 'silent-freeze at login' }));
  expect(gate.error()?.message).toBe('silent-freeze at login');
});

test('an expected incident ends nothing, and counts with its consequences', async () => {
  const gate = new IncidentGate(['rcu-stall']);
  gate.startBody();
  expect(gate.take('opened', fakeIncident('a', 'rcu-stall'))).toBe(false);
  gate.take('closed', fakeIncident('a', 'rcu-stall', { consequences: ['soft-lockup'] }));
  await gate.settle();
  expect(gate.error()).toBeUndefined();
  expect(gate.kinds()).toEqual(['rcu-stall', 'soft-lockup']);
  expect(gate.crashed).toBe(true);
});

test.each([
  ['stall', 'rcu-stall', 'panic'],
  ['oops', 'oops', 'panic'],
  ['remoteproc crash', 'remoteproc-crash', 'panic'],
] as const)('an expected %s does not expect the panic that it leads to', async (_, kind, effect) => {
  const gate = new IncidentGate([kind]);
  gate.startBody();
  expect(gate.take('opened', fakeIncident('a', kind))).toBe(false);
  const led = fakeIncident('a', kind, {
    consequences: [effect],
    reports: [fakeReport(kind), fakeReport(effect, 'panic: Fatal exception')],
  });
  expect(gate.take('opened', led)).toBe(true);
  gate.take('closed', led);
  await gate.settle();
  expect(gate.welcome(led)).toBeUndefined();
  expect(gate.error()?.message).toContain('and then panic: Fatal exception, which was not expected');
});

test('a panic that is expected too may follow, by its own title alone', () => {
  const led = fakeIncident('a', 'soft-lockup', {
    consequences: ['panic'],
    reports: [fakeReport('soft-lockup', 'soft-lockup in f'), fakeReport('panic', 'panic: softlockup: hung tasks')],
  });
  const gate = new IncidentGate(['soft-lockup']);
  gate.startBody();
  gate.expect('panic', /softlockup/);
  expect(gate.take('opened', led)).toBe(false);
  expect(gate.take('closed', led)).toBe(false);
  expect(gate.missing()).toEqual([]);
  const other = new IncidentGate(['soft-lockup']);
  other.startBody();
  other.expect('panic', /VFS/);
  expect(other.take('opened', led)).toBe(false);
  expect(other.take('closed', led)).toBe(true);
});

test('what an expected panic breaks is the panic', () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  const led = fakeIncident('a', 'panic', { reports: [fakeReport('panic'), fakeReport('oops'), fakeReport('rcu-stall')] });
  expect(gate.take('opened', led)).toBe(false);
  expect(gate.take('closed', led)).toBe(false);
});

test('the same incident while the board is prepared is not the expected one', () => {
  const gate = new IncidentGate(['rcu-stall']);
  expect(gate.take('opened', fakeIncident('a', 'rcu-stall'))).toBe(true);
  gate.startBody();
  gate.take('closed', fakeIncident('a', 'rcu-stall'));
  expect(gate.kinds()).toEqual([]);
});

test('what does not end scenarios is only noted', () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect(gate.take('opened', fakeIncident('a', 'warning', { endsScenario: false }))).toBe(false);
  expect(gate.crashed).toBe(false);
});

test('what a body says will come is expected from then on, and by its title', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /sysrq/);
  expect(gate.take('opened', fakeIncident('a', 'panic', { title: 'panic: sysrq triggered crash' }))).toBe(false);
  gate.take('closed', fakeIncident('a', 'panic', { title: 'panic: sysrq triggered crash' }));
  await gate.settle();
  expect(gate.missing()).toEqual([]);
});

test('an incident of the right kind and another title is not the expected one', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /sysrq/);
  gate.take('opened', fakeIncident('a', 'panic', { title: 'panic: VFS', lines: ['one', 'two'] }));
  gate.take('closed', fakeIncident('a', 'panic', { title: 'panic: VFS', lines: ['one', 'two'] }));
  await gate.settle();
  expect(gate.missing()).toEqual(['panic /sysrq/']);
  expect(gate.error()?.message).toContain('VFS');
});

test('a report that began before the scenario and ends in it is not its own', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  expect(gate.take('closed', fakeIncident('a', 'hung-task'))).toBe(false);
  await gate.settle();
  expect(gate.error()).toBeUndefined();
  expect(gate.crashed).toBe(false);
});

test('a tolerated incident ends nothing, while the board is prepared too, and need not come', async () => {
  const gate = new IncidentGate([], [{ kind: 'io-error' }]);
  expect(gate.take('opened', fakeIncident('a', 'io-error'))).toBe(false);
  gate.startBody();
  expect(gate.take('opened', fakeIncident('b', 'io-error'))).toBe(false);
  for (const id of ['a', 'b']) gate.take('closed', fakeIncident(id, 'io-error'));
  await gate.settle();
  expect([gate.error(), gate.missing(), gate.welcome(fakeIncident('b', 'io-error'))]).toEqual([undefined, [], 'tolerated']);
});

test('what follows from a tolerated incident is not tolerated, of whatever kind, and neither is another title', () => {
  const gate = new IncidentGate([], [{ kind: 'io-error', title: { source: 'mmcblk0', flags: '' } }]);
  gate.startBody();
  const led = fakeIncident('a', 'io-error', { reports: [fakeReport('io-error', 'io-error on mmcblk0'), fakeReport('fs-error')] });
  expect(gate.take('opened', fakeIncident('a', 'io-error', { title: 'io-error on mmcblk0' }))).toBe(false);
  expect(gate.take('opened', led)).toBe(true);
  expect(gate.welcome(led)).toBeUndefined();
  const other = new IncidentGate([], [{ kind: 'io-error', title: { source: 'mmcblk0', flags: '' } }]);
  other.startBody();
  other.take('opened', fakeIncident('a', 'io-error', { title: 'io-error on sda' }));
  expect(other.take('closed', fakeIncident('a', 'io-error', { title: 'io-error on sda' }))).toBe(true);
});

test('an incident that must come and may come must', () => {
  const gate = new IncidentGate(['oops'], [{ kind: 'oops' }]);
  gate.startBody();
  expect(gate.missing()).toEqual(['oops']);
  gate.take('opened', fakeIncident('a', 'oops'));
  expect(gate.welcome(fakeIncident('a', 'oops'))).toBe('expected');
});

test('a pattern that remembers where it matched last finds each report', async () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('panic', /sysrq/g);
  const title = 'panic: sysrq triggered crash';
  expect(gate.take('opened', fakeIncident('a', 'panic', { title }))).toBe(false);
  for (const _ of [1, 2, 3]) expect(gate.take('closed', fakeIncident('a', 'panic', { title }))).toBe(false);
  expect(gate.missing()).toEqual([]);
});

test('what is known is no surprise, also while the board is prepared, and what comes with it is', () => {
  const gate = new IncidentGate();
  gate.take('opened', fakeIncident('a', 'oops'));
  expect(gate.beside({ kind: 'oops' })).toEqual([]);
  expect(gate.beside({ kind: 'oops', title: { source: 'elsewhere', flags: '' } })).toEqual([]);
  gate.take('closed', fakeIncident('a', 'oops'));
  expect(gate.beside({ kind: 'oops', title: { source: 'elsewhere', flags: '' } })).toHaveLength(1);
  gate.startBody();
  gate.take('opened', fakeIncident('b', 'unexpected-reset'));
  expect(gate.beside({ kind: 'oops' })).toMatchObject([
    { message: 'unexpected-reset in imx_uart_txint, beside the oops that is known', evidence: ['a53: b headline'] },
  ]);
});

test('each that is announced on the way is met by one of its own', () => {
  const gate = new IncidentGate(['panic']);
  gate.startBody();
  gate.expect('panic', undefined);
  gate.expect('panic', /sysrq/);
  expect(gate.missing()).toEqual(['panic', 'panic', 'panic /sysrq/']);
  gate.take('closed', fakeIncident('a', 'panic', { title: 'panic: sysrq triggered crash' }));
  gate.take('opened', fakeIncident('a', 'panic', { title: 'panic: sysrq triggered crash' }));
  expect(gate.missing()).toEqual(['another panic /sysrq/']);
  gate.take('opened', fakeIncident('b', 'panic', { title: 'panic: hung_task: blocked tasks' }));
  expect(gate.missing()).toEqual([]);
});

test('of a kind that repeats itself within one incident, one may be all that was announced', () => {
  const gate = new IncidentGate();
  gate.startBody();
  gate.expect('rcu-stall', undefined);
  gate.expect('rcu-stall', undefined);
  gate.take('opened', fakeIncident('a', 'rcu-stall'));
  expect(gate.missing()).toEqual([]);
});
