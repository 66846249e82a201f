import { expect, test } from 'vitest';
import type { ErrorReport, Fault } from '../../core/errors.ts';
import type { IncidentKind } from '../../core/incident.ts';
import type { ModelLimit } from '../../core/model-limit.ts';
import type { M7Observation, Outcome } from '../../core/outcome.ts';
import { blameModel } from './model-blame.ts';

const error = (name: string, message: string, fault: Fault = 'dut'): ErrorReport => ({ fault, name, message, evidence: ['a53: hello'] });
const assertion = error('AssertionError', "expected 'aarch64' to be 'riscv64'");
const seen = (outcome: Outcome): M7Observation => ({
  outcome,
  startedBy: 'remoteproc',
  kernelLines: [],
  evidence: ['nothing is known of it'],
  remedy: 'say what it prints',
});
const standstill: ModelLimit = { by: 'm7', kind: 'instruction', name: 'movw', pc: 0x1a4, fatal: true };
const register: ModelLimit = { by: 'm7', kind: 'register', name: 'CCM', address: 0x3038_4020, access: 'read', pc: 0x20, fatal: false };
const command: ModelLimit = { by: 'linux', kind: 'command', name: 'btrfs scrub', fatal: true };
const ignored: ModelLimit = { by: 'linux', kind: 'effect', name: 'the journal', fatal: false };

const blamed = (report: ErrorReport, limits: readonly ModelLimit[], outcome?: Outcome, unasked?: ErrorReport): ErrorReport =>
  blameModel(report, { limits, observed: outcome && seen(outcome), unasked });

test('a core that stands still decides whatever came of it, in words', () => {
  for (const name of ['AssertionError', 'ExpectTimeoutError', 'CommandError', 'ScenarioTimeoutError', 'OutcomeError']) {
    const { fault, message, evidence, remedy } = blamed(error(name, 'it did not come'), [register, standstill]);
    expect([fault, message]).toEqual([
      'lab',
      '`movw` at pc 0x1a4 is not modelled; so this says nothing about the product: it did not come',
    ]);
    expect(evidence).toEqual(['`movw` at pc 0x1a4 is not modelled', 'a53: hello']);
    expect(remedy).toContain('run it on hardware');
  }
});

test('what junk met decides nothing, and a host that was too late decides everything about who waited for it', () => {
  const waited = error('ExpectTimeoutError', '"ready" did not come on the m7 console within 3s');
  const late: ModelLimit = { by: 'm7', kind: 'pace', name: 'the M7 was given 1 ms of 3.0 s of its time', fatal: false };
  const stood: ModelLimit = { by: 'linux', kind: 'pace', name: 'the process of the board stood still', fatal: false };
  expect(
    blamed(waited, [
      { ...standstill, ofJunk: 1 },
      { ...register, ofJunk: 1 },
    ]),
  ).toBe(waited);
  expect(blamed(waited, [late])).toMatchObject({ fault: 'lab', remedy: expect.stringContaining('the host has less to do') });
  expect(blamed(assertion, [late])).toBe(assertion);
  expect(blamed(assertion, [stood]).fault).toBe('lab');
});

test('a register that the firmware survived decides what the M7 does not say, and nothing else', () => {
  expect(blamed(error('ExpectTimeoutError', '"ready" did not come on the m7 console within 3s'), [register], 'alive').fault).toBe('lab');
  expect(blamed(assertion, [register], 'alive')).toBe(assertion);
  expect(blamed(error('ExpectTimeoutError', '"ready" did not come on the a53 console within 3s'), [register], 'alive').fault).toBe('dut');
});

test('a file of the kernel that the board does not have decides what a suite makes of it, and nothing else', () => {
  const thermal: ModelLimit = { by: 'linux', kind: 'effect', name: '/sys/class/thermal/thermal_zone0/temp', fatal: true };
  const bus: ModelLimit = { by: 'linux', kind: 'effect', name: '/dev/i2c*', fatal: true };
  const folder: ModelLimit = { by: 'linux', kind: 'effect', name: '/sys/class/hwmon', fatal: true };
  const after = (report: ErrorReport, ...commands: string[]): Fault =>
    blameModel(report, { limits: [thermal, bus, folder], observed: undefined, unasked: undefined, commands }).fault;
  for (const line of [
    'cat /sys/class/thermal/thermal_zone0/temp',
    'cd /sys/class/thermal/thermal_zone0; cat temp 2>/dev/null',
    'ls /dev/i2c* | wc -l',
  ])
    expect(after(assertion, line), line).toBe('lab');
  expect(after(assertion, 'uname -m', 'cat /etc/os-release')).toBe('dut');
  expect(after(error('OutcomeError', 'expected alive, was mute'), 'cat /sys/class/thermal/thermal_zone0/temp')).toBe('dut');
});

test('a command that the board does not have decides its own failure, and one without effect decides nothing', () => {
  expect(blamed(error('CommandError', "'btrfs scrub /' ended with exit status 127"), [command]).fault).toBe('lab');
  const large: ModelLimit = { by: 'linux', kind: 'command', name: 'while (too many commands executed (>100000))', fatal: true };
  expect(blamed(error('CommandError', "'i=0; while true; do :; done' ended with exit status 126"), [large]).fault).toBe('lab');
  expect(blamed(error('AssertionError', 'expected 126 to be +0'), [large]).fault).toBe('lab');
  expect(blamed(error('CommandError', "'cat /etc/shadow' ended with exit status 126"), [large]).fault).toBe('dut');
  expect(blamed(error('CommandError', "'false' ended with exit status 1"), [command]).fault).toBe('dut');
  expect(blamed(error('AssertionError', 'expected 127 to be +0'), [command]).fault).toBe('lab');
  expect(blamed(assertion, [command])).toBe(assertion);
  expect(blamed(assertion, [ignored])).toBe(assertion);
  const after = (line: string): ErrorReport =>
    blameModel(assertion, { limits: [command], observed: undefined, unasked: undefined, commands: [line] });
  expect(after('uname -m; btrfs scrub start /').fault).toBe('lab');
  expect(after('uname -m')).toBe(assertion);
});

test('of an M7 of which nothing is known, nothing is held against the product', () => {
  expect(blamed(assertion, [], 'unknown')).toMatchObject({ fault: 'lab', remedy: 'say what it prints' });
  expect(blamed(assertion, [], 'mute')).toBe(assertion);
});

test('a failure of the product stays one while no limit was met, and becomes the lab’s where nobody can tell', () => {
  expect(blamed(assertion, [], 'alive')).toBe(assertion);
  expect(blamed(assertion, [], undefined, error('PortError', 'it does not answer', 'lab'))).toMatchObject({ fault: 'lab' });
});

test('a kernel incident is Linux’ own, and an error of somebody else stays his', () => {
  const incident = (kind: IncidentKind, message: string): ErrorReport => ({ ...error('KernelIncidentError', message), incident: kind });
  const panic = incident('panic', 'panic: sysrq triggered crash at login');
  expect(blamed(panic, [standstill], 'unknown')).toBe(panic);
  // Whatever its own text says of the core.
  const oops = incident('oops', 'Oops in the driver of the M7 at login');
  expect(blamed(oops, [standstill], 'unknown')).toBe(oops);
  expect(blamed(incident('m7-silent', 'tcm-hello has not ticked for 5 s'), [standstill]).fault).toBe('lab');
  const suite = error('TypeError', 'x is not a function', 'suite');
  expect(blamed(suite, [standstill], 'unknown')).toBe(suite);
});
