import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { EventBody, LabEvent } from '../core/event.ts';
import type { ScenarioResult } from '../core/scenario.ts';
import { closingScreen } from './closing-screen.ts';
import { Progress } from './progress.ts';

const passed: ScenarioResult = { id: 'memory > lives', verdict: 'passed', errors: [], durationMs: 1234 };
const failed: ScenarioResult = {
  id: 'memory > dies',
  verdict: 'failed',
  errors: [
    {
      fault: 'dut',
      name: 'OutcomeError',
      message: '\x1b[31mexpected alive\x1b[0m, saw mute\nmore',
      evidence: [],
      remedy: 'read the M7 console',
    },
  ],
  durationMs: 5,
};

const show = (events: readonly EventBody[]): { text: string; progress: Progress } => {
  const out = new PassThrough();
  const progress = new Progress(out as unknown as NodeJS.WriteStream);
  for (const event of events) progress.event({ seq: 0, at: 0, board: 'b1', ...event } as LabEvent);
  progress.end();
  return { text: String(out.read() ?? ''), progress };
};

const observed: EventBody = {
  type: 'm7.observed',
  observation: { outcome: 'mute', predicted: { outcome: 'alive', because: ['x'] }, startedBy: 'remoteproc', kernelLines: [], evidence: [] },
};

test('off a terminal: one plain line a scenario, with outcome, time and reason', () => {
  const { text } = show([
    { type: 'scenario.started', scenario: passed.id, attempt: 1 },
    { type: 'scenario.finished', scenario: passed.id, result: passed },
    { type: 'scenario.started', scenario: failed.id, attempt: 1 },
    observed,
    { type: 'scenario.finished', scenario: failed.id, result: failed },
  ]);
  expect(text).toBe('ok      memory > lives (1.2 s)\nFAILED  memory > dies [mute, predicted alive] (5 ms) - expected alive, saw mute\n');
});

test('the closing screen names a board that was excluded, however well its siblings did', () => {
  const error = { fault: 'lab', name: 'LeaseError', message: 'b1 is held by mia', evidence: [], remedy: 'wait for it' } as const;
  const { progress } = show([
    { type: 'board.excluded', error },
    { type: 'scenario.finished', scenario: passed.id, result: passed },
  ]);
  const screen = closingScreen(progress, { exitCode: 0, dir: process.cwd(), problems: [] }, '2.0 s');
  expect(screen).toContain('EXCLUDED b1: b1 is held by mia\n  -> wait for it\n');
  expect(screen).toContain('exit code 0: as expected\n');
});

test('the closing screen names what failed, whose fault, what to do and where to read on', () => {
  const { progress } = show([
    { type: 'scenario.finished', scenario: passed.id, result: passed },
    { type: 'scenario.finished', scenario: failed.id, result: failed },
  ]);
  const dir = mkdtempSync(join(tmpdir(), 'closing-'));
  const close = (): string => closingScreen(progress, { exitCode: 1, dir, problems: ['bench: no power'] }, '2.0 s');
  expect(close()).toMatch(/^reports: none was written; what is left of the journal is in /m);
  writeFileSync(join(dir, 'junit.xml'), '');
  const screen = close();
  expect(screen).toContain('FAILED memory > dies (dut): expected alive, saw mute\n  -> read the M7 console');
  expect(screen).toContain('PROBLEM bench: no power\n');
  expect(screen).toContain('1 passed, 1 failed in 2.0 s\nexit code 1: the product failed\nreports: ');
  expect(screen).toMatch(/^reports: \S*closing-\w+\/junit\.xml$/m);
});

test('of several boards the closing screen names the one that failed, and a bad night does not scroll away what it says', () => {
  const out = new PassThrough();
  const progress = new Progress(out as unknown as NodeJS.WriteStream);
  for (const board of ['b1', 'b2']) {
    for (let each = 0; each < 20; each++) {
      const result = { ...failed, id: `memory > dies ${each}` };
      progress.event({ seq: 0, at: 0, board, type: 'scenario.finished', scenario: result.id, result } as LabEvent);
    }
  }
  progress.end();
  const screen = closingScreen(progress, { exitCode: 1, dir: process.cwd(), problems: [] }, '2.0 s');
  expect(screen).toContain('FAILED b2: memory > dies 3 (dut): expected alive, saw mute\n');
  expect(screen.match(/^FAILED /gm)).toHaveLength(30);
  expect(screen).toContain('and 10 more that failed: their lines are above, and all of it is in the reports\n');
  expect(screen).toContain('40 failed in 2.0 s\n');
});

const vanished = { fault: 'lab', name: 'PortError', message: 'the port vanished', evidence: [] } as const;
const attempt: ScenarioResult = { id: passed.id, verdict: 'error', errors: [vanished], durationMs: 20 };
const flaky: ScenarioResult = { ...passed, flaky: true, attempts: [{ attempt: 1, verdict: 'error', errors: [vanished], durationMs: 20 }] };

test('an attempt that is followed by another one is told, and what passes then is flaky', () => {
  const { text, progress } = show([
    { type: 'scenario.started', scenario: passed.id, attempt: 1 },
    { type: 'scenario.attempted', scenario: passed.id, attempt: 1, result: attempt },
    { type: 'scenario.started', scenario: passed.id, attempt: 2 },
    { type: 'scenario.finished', scenario: passed.id, result: flaky },
  ]);
  expect(text).toBe('again   memory > lives, attempt 1 (20 ms) - lab: the port vanished\nflaky   memory > lives (1.2 s) - at attempt 2\n');

  const run = { dir: process.cwd(), problems: [] };
  const tolerated = closingScreen(progress, { ...run, exitCode: 0 }, '2.0 s');
  expect(tolerated).toContain('FLAKY memory > lives: as expected at attempt 2\n  attempt 1 error (lab): the port vanished\n');
  expect(tolerated).toContain('1 passed, 1 of them flaky in 2.0 s\nexit code 0: as expected\n');
  const refused = closingScreen(progress, { ...run, exitCode: 1, flakiness: '1 scenario was flaky (--fail-on-flaky)' }, '2.0 s');
  expect(refused).toContain('exit code 1: 1 scenario was flaky (--fail-on-flaky)\n');
});

test('a board that may still have power is the last and loudest line', () => {
  const run = {
    exitCode: 2,
    dir: process.cwd(),
    problems: ['bench: the board may still have power: the relay says that it is on (4 tries)'],
  };
  const screen = closingScreen({ results: new Map(), excluded: new Map(), unowned: new Map() }, run, '2.0 s');
  expect(screen.trimEnd().split('\n').at(-1)).toMatch(/^!!! POWER !!! bench: the board may still have power/);
});

test('what was not run for one reason is told once, with how many they are', () => {
  const notRun = (id: string, reason: string) => [id, { id, verdict: 'not-run', reason, errors: [], durationMs: 0 }] as const;
  const results = new Map([notRun('a', 'interrupted'), notRun('b', 'interrupted'), notRun('c', 'the board is gone')]);
  const run = { exitCode: 2, dir: process.cwd(), problems: [] };
  const screen = closingScreen({ results, excluded: new Map(), unowned: new Map() }, run, '2.0 s');
  expect(screen).toContain('NOT RUN 2 scenarios: interrupted\n');
  expect(screen).toContain('ERROR c: the board is gone\n');
  expect(screen).not.toMatch(/ERROR [ab]:/);
  expect(screen).toContain('3 not-run');
});

test('the closing screen names the likeliest cause and its fix, and a suite is heard while it runs', () => {
  const cause = {
    id: 1,
    name: 'n',
    cause: 'The ITCM holds junk.',
    confidence: 'certain',
    evidence: ['x'],
    confirm: [],
    fix: 'Preload it.',
  } as const;
  const { progress } = show([
    { type: 'scenario.finished', scenario: failed.id, result: failed },
    { type: 'scenario.diagnosed', scenario: failed.id, attempt: 1, diagnosis: { verdict: 'found', causes: [cause], ruledOut: [] } },
  ]);
  const screen = closingScreen(progress, { exitCode: 1, dir: process.cwd(), problems: [] }, '2.0 s');
  expect(screen).toContain('  why, certain: The ITCM holds junk. Fix: Preload it.\n');
  const out = new PassThrough();
  new Progress(out as unknown as NodeJS.WriteStream).suite('counted \x1b]0;x\x07 7');
  expect(String(out.read())).toBe('   | counted  7\n');
});
