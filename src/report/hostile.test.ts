import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LabEvent } from '../core/event.ts';
import { ctrf } from './ctrf.ts';
import { junitXml } from './junit.ts';
import { htmlPage } from './page/html-page.ts';
import { runJson } from './run-json.ts';
import { summaryMarkdown } from './summary.ts';
import { error, incident, journal, observation, runStarted, scenario } from './testing/events.ts';

// All that a board, a suite's file or another user may put where a report prints it.
const hostile = 'größe\x1b]0;evil title\x07 \u009b31m\u009d0;t\u009c\u0085\u202egnp\u2066x\x1b[2J\ufeff';
const acts = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]/;

const spoiled = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      typeof inner === 'string' &&
      !/^(type|verdict|kind|severity|fault|outcome|startedBy|board|run|startedAt|channels|id|scenario|boot|stage|memory)$/.test(key)
        ? `${inner}${hostile}`
        : inner,
    ),
  ) as T;

const described = scenario('dies', { expects: { known: { link: 'https://x.y/z\u202e\u009b31m', note: 'n' } } });
const events: LabEvent[] = journal(
  runStarted,
  { type: 'board.opened', model: 'verdin', speed: 1, simulated: true },
  { type: 'board.identified', properties: { kernel: '5.15' } },
  { type: 'lab.noted', text: 'note' },
  { type: 'scenario.collected', scenario: described },
  { type: 'scenario.started', scenario: described.id, attempt: 1 },
  { type: 'scenario.step', scenario: described.id, text: 'step' },
  { type: 'console.received', console: 'a53', bytes: Buffer.from(`said ${hostile}\n`).toString('base64') },
  { type: 'm7.observed', scenario: described.id, observation: observation('alive', 'mute', { kernelLines: ['k'], evidence: ['e'] }) },
  { type: 'incident.opened', scenario: described.id, incident, expected: false },
  {
    type: 'scenario.finished',
    scenario: described.id,
    result: { id: described.id, verdict: 'failed', errors: [error({ stack: 'Error\n    at x' })], durationMs: 5 },
  },
  { type: 'run.finished', exitCode: 1, reason: 'why' },
).map((event) => {
  if (event.type === 'console.received') return event;
  const text = spoiled(event);
  // Names of wires are ours.
  return text.type === 'incident.opened' ? { ...text, incident: { ...text.incident, channels: incident.channels } } : text;
});

test('no report holds what a terminal or a reader of XML acts on, and none says UTF-8 twice', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
  await runJson().write(events, dir);
  await htmlPage().write(events, dir);
  await ctrf().write(events, dir);
  const reports = {
    junit: junitXml(events),
    summary: summaryMarkdown(events),
    json: readFileSync(join(dir, 'run.json'), 'utf8'),
    ctrf: readFileSync(join(dir, 'ctrf.json'), 'utf8'),
    page: readFileSync(join(dir, 'index.html'), 'utf8'),
  };
  for (const [name, text] of Object.entries(reports)) {
    expect([name, acts.exec(text)?.input.slice(Math.max(0, text.search(acts) - 60), text.search(acts) + 5)]).toEqual([name, undefined]);
    expect([name, text.includes('größe')]).toEqual([name, true]);
    expect([name, text.includes('grÃ')]).toEqual([name, false]);
    // As a key of JSON it is escaped, and does nothing.
    expect([name, /^.*(?<!\\u001b\]0;)evil title/m.exec(text)?.[0]]).toEqual([name, undefined]);
  }
});
