import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { isExpectedKind } from '../core/incident.ts';
import { readJournal } from '../journal/read-journal.ts';

// The incidents in the journal against what was triggered. HIL_TEST_BOARDS=virtual,qemu also runs it on a prepared QEMU board, for minutes.

const root = fileURLToPath(new URL('../..', import.meta.url));
const boards = (process.env.HIL_TEST_BOARDS ?? 'virtual').split(',');

const triggered = [
  { scenario: 'a panic by sysrq is seen, and the board reboots', kind: 'panic', title: /^panic: sysrq triggered crash$/, resets: true },
  { scenario: 'a soft lockup is seen, and its panic reboots the board', kind: 'soft-lockup', title: /in test_lockup_init$/, resets: true },
  { scenario: 'an RCU stall is seen, and the board survives it', kind: 'rcu-stall', title: /in test_lockup_init$/, resets: false },
  { scenario: 'a hung task is seen, and the board survives it', kind: 'hung-task', title: /in test_wait$/, resets: false },
  {
    scenario: 'an oops is seen, and the board survives it',
    kind: 'oops',
    title: /NULL pointer dereference in hil_write_null$/,
    resets: false,
  },
  { scenario: 'a hang of every CPU is ended by the watchdog', kind: 'watchdog-reset', title: /reset/, resets: true },
] as const;

describe.each(['virtual', 'qemu'])('on the %s board', (board) => {
  const isAsked = boards.includes(board);
  const reports = mkdtempSync(join(tmpdir(), 'hil-failures-'));
  let exitCode: number | null;
  let output: string;
  let events: readonly LabEvent[] = [];

  beforeAll(async () => {
    if (!isAsked) return;
    const child = spawn(process.execPath, ['bin/hil.js', 'run', 'kernel-failures', '--board', board, '--reports', reports], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    output = (await Promise.all([text(child.stdout), text(child.stderr)])).join('');
    exitCode = await ended;
    events = await readJournal(join(reports, 'latest'));
  }, 1_200_000);

  afterAll(() => rmSync(reports, { recursive: true, force: true }));

  const incidents = (phase: 'opened' | 'closed') =>
    events.flatMap((event) =>
      (event.type === 'incident.opened' || event.type === 'incident.closed') && event.type === `incident.${phase}`
        ? [{ scenario: event.scenario, incident: event.incident, at: event.at }]
        : [],
    );
  const within = (phase: 'opened' | 'closed', scenario: string) => incidents(phase).filter((event) => event.scenario?.endsWith(scenario));
  const timeOf = (type: 'scenario.started' | 'scenario.finished', scenario: string): number =>
    events.find((event) => event.type === type && event.scenario.endsWith(scenario))!.at;

  test.skipIf(!isAsked)('every scenario passes', () => {
    expect(exitCode, output).toBe(0);
  });

  test.skipIf(!isAsked).each(triggered)('$scenario', ({ scenario, kind, title, resets }) => {
    const opened = within('opened', scenario);
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.filter(({ incident }) => !isExpectedKind(incident.kind, [kind]))).toEqual([]);
    for (const { incident } of within('closed', scenario)) expect(incident.title).toMatch(title);

    // While it happens: inside of its own scenario, and before the boot that follows it.
    const { at } = opened[0]!;
    expect(at).toBeGreaterThan(timeOf('scenario.started', scenario));
    expect(at).toBeLessThan(timeOf('scenario.finished', scenario));
    const boot = events.find((event) => event.type === 'boot.finished' && event.at > at);
    if (resets) expect(boot).toMatchObject({ boot: { kind: 'unannounced' } });
  });

  test.skipIf(!isAsked)('nothing else was reported, and each scenario after a failure was clean', () => {
    const scenarios = new Set(incidents('opened').map(({ scenario }) => scenario));
    expect([...scenarios].sort()).toEqual(triggered.map(({ scenario }) => `kernel-failures > ${scenario}`).sort());
  });
});
