import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { HilError } from '../core/errors.ts';
import type { KernelIncident } from '../core/incident.ts';
import { scanText } from '../knowledge/kernel/log-scan.ts';
import { closingScreen } from './closing-screen.ts';
import { errorText } from './error-text.ts';
import { Progress } from './progress.ts';
import { HilProcess } from './testing/hil-process.ts';

vi.setConfig({ testTimeout: 60_000 });

const hostile = '\x1b]0;evil title\x07\u009b31m\u009d0;t\u009c\u0085\u202egnp\u2066x\x1b[2J';
const acts = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]/;

const log = `[   12.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000
[   12.000001] CPU: 0 PID: 412 Comm: größe${hostile} Not tainted 6.6.54 #1
[   12.000002] pc : trap_größe+0x10/0x20
[   12.000003] ---[ end trace 0000000000000000 ]---
[   13.000000] INFO: task größe${hostile}:99 blocked for more than 120 seconds.
`;

test('an incident is named in UTF-8 once', () => {
  const named = scanText(log).flatMap(({ title, task = '', lines }: KernelIncident) => [title, task, ...lines]);
  expect(named.join('\n')).toContain('größe');
  expect(named.join('\n')).not.toContain('Ã');
});

test('what logs and file names hold does nothing to a terminal', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
  const file = join(dir, `log\u009b31m\x1b]0;evil title\x07\u202egnp.txt`);
  writeFileSync(file, log);
  mkdirSync(join(dir, 'leases'));
  const commands = [
    ['scan', file],
    ['scan', file, '--json'],
    ['scan', `${file}.not`],
    ['diagnose', file],
    ['diagnose', file, '--json'],
    ['inspect', file],
    ['inspect', file, '--json'],
    ['inspect', `${file}.not`],
    ['run', '--config', `${file}.not`],
  ];
  for (const args of commands) {
    const { text } = await new HilProcess(args, { cwd: dir }, `hostile-${process.pid}`).ended;
    expect([args[0], text.length > 0, acts.exec(text)?.[0]]).toEqual([args[0], true, undefined]);
    if (!args.includes('--json')) expect(text).not.toContain('evil title');
  }
});

test('what boards and suites call themselves does nothing to the screen of a run', () => {
  const said: string[] = [];
  const progress = new Progress({ write: (chunk: string) => said.push(chunk) > 0, isTTY: false } as unknown as NodeJS.WriteStream);
  const event = { seq: 0, at: 0, board: `b${hostile}` };
  const problem = { fault: 'lab', name: 'PortError', message: `gone ${hostile}`, evidence: [hostile], remedy: `look ${hostile}` } as const;
  const result = { id: `s > ${hostile}`, verdict: 'failed', errors: [problem], durationMs: 1 } as const;
  progress.event({ ...event, type: 'board.excluded', error: problem });
  progress.event({ ...event, type: 'scenario.started', scenario: result.id, attempt: 1 });
  progress.event({
    ...event,
    type: 'incident.opened',
    incident: { id: 'i', endsScenario: true, title: hostile } as KernelIncident,
    expected: false,
  });
  progress.event({ ...event, type: 'scenario.finished', scenario: result.id, result });
  said.push(closingScreen(progress, { exitCode: 1, dir: `/tmp/${hostile}`, problems: [hostile] }, '1 s'));
  said.push(errorText(new HilError('lab', hostile, { evidence: [hostile], remedy: hostile })), errorText(new Error(hostile)));
  const text = said.join('');
  expect(text).toContain('FAILED');
  expect(acts.exec(text)).toBeNull();
  expect(text).not.toContain('evil title');
});
