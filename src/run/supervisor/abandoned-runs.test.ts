import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadLab } from '../../config/load-lab.ts';
import type { LabEvent } from '../../core/event.ts';
import { ownMark } from '../../core/process-mark.ts';
import { readJournal } from '../../journal/read-journal.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import { KilledLab } from '../board-process/testing/killed-lab.ts';
import { heldLeases } from '../lease/held-leases.ts';
import { finishAbandonedRuns } from './abandoned-runs.ts';
import { abandonedRuns, RunNote } from './run-note.ts';

// Two whole runs each, in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const killedLab = async (suite: string, until: (event: LabEvent) => boolean): Promise<KilledLab> => {
  const lab = await KilledLab.start(suite, until);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

const hangs = (event: LabEvent): boolean => event.type === 'scenario.started' && event.scenario === 'hanging > hangs';

const enough = AbortSignal.abort(new Error('enough'));

test('after everything was killed, the next run first switches off, ends what is left, and writes the killed run’s reports', async () => {
  const lab = await killedLab('hanging', hangs);
  const { runMark, scratch } = lab.note();
  // The journal is written ten times a second: what is not yet on the disk dies with its process.
  await vi.waitFor(async () => expect((await readJournal(lab.reportDir)).some(hangs)).toBe(true), 10_000);
  // The worker is left alive.
  await lab.killAll((command) => command.includes('board-process'));
  await vi.waitFor(() => expect(heldLeases()).toMatchObject([{ state: 'stale' }]));
  const before = lab.touches();
  const interrupt = new AbortController();
  const again = lab.runAgain(interrupt.signal);
  await vi.waitFor(() => expect(lab.touches().slice(before.length).join('\n')).toContain('prepare'), 60_000);
  interrupt.abort(new Error('enough'));
  await again;

  expect(lab.touches().slice(before.length, before.length + 2)).toEqual(['relay off', expect.stringMatching(/^opened by/)]);
  expect(lab.family(runMark)).toEqual([]);
  expect(existsSync(scratch)).toBe(false);
  expect(lab.told).toEqual([`the run in ${lab.reportDir} was killed: the report 'broken' was not written: no ink`]);
  expect(await lab.verdicts()).toEqual({
    'hanging > passes': 'passed',
    'hanging > hangs': 'error: the run was killed',
    'hanging > comes too late': 'not-run: the run was killed',
  });
  const summary = readFileSync(join(lab.reportDir, 'summary.md'), 'utf8');
  expect(summary).toContain('exit code 2');
  expect(summary).toMatch(/was left behind by .* and switched off first/);
  expect((await readJournal(lab.reportDir)).at(-1)).toMatchObject({ type: 'run.finished', exitCode: 2, reason: 'the run was killed' });
  expect(heldLeases()).toEqual([]);
  expect(lab.notes()).toEqual([]);
});

test('after the supervisor alone was killed, the board has ended in order and only reports are missing', async () => {
  const lab = await killedLab('hanging', hangs);
  await lab.killSupervisor();
  await lab.runAgain(enough);

  // The second run waited for the first one's board process, and had nothing to switch.
  expect(lab.touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']);
  expect(await lab.verdicts()).toEqual({
    'hanging > passes': 'passed',
    'hanging > hangs': 'error: the supervisor is gone',
    'hanging > comes too late': 'not-run: the supervisor is gone',
  });
  expect(readFileSync(join(lab.reportDir, 'summary.md'), 'utf8')).toContain('the run was killed');
  expect(heldLeases()).toEqual([]);
});

test('a run that was killed before it touched anything has its reports, too', async () => {
  const lab = await killedLab('hanging', ({ type }) => type === 'run.started');
  await lab.killAll();
  await lab.runAgain(enough);

  expect(Object.keys(await lab.verdicts())).toEqual(['hanging > passes', 'hanging > hangs', 'hanging > comes too late']);
  expect(readFileSync(join(lab.reportDir, 'summary.md'), 'utf8')).toContain('comes too late');
});

const labWith = async (): Promise<{ lab: FakeLab; finish: () => Promise<string[]>; note: (changes?: object) => string }> => {
  const lab = new FakeLab(['killed']);
  onTestFinished(() => lab[Symbol.dispose]());
  const stateDir = join(lab.dir, '.hil');
  const dir = join(lab.dir, 'reports', 'then');
  mkdirSync(dir, { recursive: true });
  const signal = new AbortController().signal;
  const finish = async (): Promise<string[]> => {
    const told: string[] = [];
    const options = { lab: await loadLab(lab.configPath), configPath: lab.configPath, stateDir, signal, log: () => {} };
    await finishAbandonedRuns({ ...options, tell: (sentence) => told.push(sentence) });
    return told;
  };
  const note = (changes: object = {}): string => {
    const noted = { dir, scratch: '/nowhere', startedAt: new Date().toISOString(), programVersion: '1', command: ['run'] };
    const kept = new RunNote(stateDir, { ...noted, boards: ['fake'], pools: [], repeat: 1 });
    kept.add({ held: ['fake'], ...changes });
    const [name] = readdirSync(join(stateDir, 'runs')).filter((each) => each.includes(kept.runMark.slice(0, 8)));
    return join(stateDir, 'runs', name!);
  };
  return { lab, finish, note };
};

const rewrite = (path: string, changes: object): void =>
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...changes }));

test('a run that lives is left alone', async () => {
  const { lab, finish, note } = await labWith();
  const path = note();

  expect(await finish()).toEqual([]);
  expect(existsSync(path)).toBe(true);
  expect(lab.touches()).toEqual([]);
});

test('a board that was on when its host went down is switched off, though its lease is forgotten', async () => {
  const { lab, finish, note } = await labWith();
  rewrite(note(), { by: { ...ownMark(), boot: 'an earlier one' } });

  expect(await finish()).toHaveLength(1);
  expect(lab.touches()).toEqual(['relay off']);
  expect(await finish()).toEqual([]);
});

test('a board that is not in the lab file any more is told', async () => {
  const { lab, finish, note } = await labWith();
  rewrite(note(), { by: { ...ownMark(), boot: 'an earlier one' }, boards: ['gone'], held: ['gone'] });

  expect(await finish()).toEqual([expect.stringContaining('its board gone is not in the lab file any more, and may still be on')]);
  expect(lab.touches()).toEqual([]);
});

test('a killed run is given to one caller only, unless that one is killed, too', async () => {
  const { lab, note } = await labWith();
  const path = note();
  rewrite(path, { by: { ...ownMark(), boot: 'an earlier one' } });
  const stateDir = join(lab.dir, '.hil');

  expect(abandonedRuns(stateDir)).toHaveLength(1);
  const [taken] = readdirSync(join(stateDir, 'runs'));
  expect(taken).toMatch(new RegExp(`\\.by-${process.pid}-\\d+$`));
  // As somebody else who lives, and as somebody who does not.
  const { renameSync } = await import('node:fs');
  const { markOf } = await import('../../core/process-mark.ts');
  const living = join(stateDir, 'runs', taken!.replace(/\.by-.*/, `.by-${process.ppid}-${markOf(process.ppid)!.started}`));
  renameSync(join(stateDir, 'runs', taken!), living);
  expect(abandonedRuns(stateDir)).toEqual([]);
  renameSync(living, living.replace(/-\d+$/, '-1'));
  expect(abandonedRuns(stateDir)).toHaveLength(1);
});
