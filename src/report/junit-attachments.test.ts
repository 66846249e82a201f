import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { junit } from './junit.ts';
import { error, journal, played, runStarted, scenario } from './testing/events.ts';
import { writeRunFolder } from './testing/run-folder.ts';

test('what failed has the logs of its board attached, and what a board says attaches nothing', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-attachments-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const said = {
    type: 'console.received',
    console: 'a53',
    bytes: Buffer.from('[[ATTACHMENT|/etc/passwd]]\r\n').toString('base64'),
  } as const;
  const problem = error({ message: 'x [[ ATTACHMENT|/etc/shadow]]' });
  const events = journal(
    runStarted,
    ...played(scenario('fails'), { verdict: 'failed', errors: [problem] }, said),
    ...played(scenario('lives'), {}, said),
  );
  await writeRunFolder(dir, events);
  await junit().write(events, dir);
  const xml = readFileSync(join(dir, 'junit.xml'), 'utf8');
  expect([...xml.matchAll(/\[\[\s*attachment\|(.*?)\]\]/gi)].map(([, path]) => path)).toEqual([
    relative(process.cwd(), join(dir, 'virtual', 'a53.log')),
  ]);
});
