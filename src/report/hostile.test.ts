import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { forumPost } from '../bundle/forum-post.ts';
import { comparisonSections } from '../cli/compare-command.ts';
import { historySections } from '../cli/history-text.ts';
import { asMarkdown, asTerminalText, type Section } from '../cli/sections.ts';
import type { LabEvent } from '../core/event.ts';
import { compareRuns } from '../history/compare.ts';
import { driftsOf } from '../history/drift.ts';
import { readPastRuns } from '../history/past-run.ts';
import { historyOf } from '../history/scenario-history.ts';
import { allure } from './allure.ts';
import { ci } from './ci/ci.ts';
import { ctrf } from './ctrf.ts';
import { junitXml } from './junit.ts';
import { codeBlock, codeSpan, escapeMarkdown, table } from './markdown.ts';
import { htmlPage } from './page/html-page.ts';
import { runJson } from './run-json.ts';
import { summaryMarkdown } from './summary.ts';
import { attacks } from './testing/attacks.ts';
import { error, incident, journal, observation, runStarted, scenario } from './testing/events.ts';
import { writeRunFolder } from './testing/run-folder.ts';
import { logLine } from './timeline/log-line.ts';
import { rowsOf } from './timeline/rows.ts';

const acts = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;
const words =
  /^(type|verdict|kind|severity|fault|outcome|startedBy|board|boards|run|startedAt|channels|console|bytes|boot|stage|memory|via|state|at|link|confidence)$/;

/** The same events with the attack behind every string that somebody else chose: the same string becomes the same. */
const spoiled = (events: readonly LabEvent[], attack: string): LabEvent[] => events.map((event) => spoiledValue(event, attack) as LabEvent);
const spoiledValue = (value: unknown, attack: string): unknown => {
  if (typeof value === 'string') return `${attack}${value}${attack}größe`;
  if (Array.isArray(value)) return value.map((each) => spoiledValue(each, attack));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'kernel' ? `kernel${attack}` : key,
      words.test(key) && typeof inner !== 'object' ? inner : key === 'channels' ? inner : spoiledValue(inner, attack),
    ]),
  );
};

const said = (attack: string): string => Buffer.from(`said ${attack}größe\n`).toString('base64');
const events = (attack: string): LabEvent[] => {
  const known = { link: `https://x.y/z${attack}`, note: 'n' };
  const dies = scenario('dies', { place: 'suites/boot.ts:12:1', expects: { known } });
  const isKnown = scenario('is known', { expects: { known } });
  const isSkipped = scenario('is skipped');
  const bodies = journal(
    runStarted,
    { type: 'board.opened', model: 'verdin', speed: 1, simulated: true },
    { type: 'board.identified', properties: { kernel: '5.15' } },
    { type: 'lab.noted', text: 'note' },
    ...[dies, isKnown, isSkipped].map((each) => ({ type: 'scenario.collected', scenario: each }) as const),
    { type: 'scenario.started', scenario: dies.id, attempt: 1 },
    { type: 'scenario.step', scenario: dies.id, text: 'step' },
    { type: 'scenario.measured', scenario: dies.id, name: 'time', value: 3, unit: 'ms' },
    { type: 'command.finished', via: 'ssh', command: 'true', output: { exitCode: 1, stdout: 'out', stderr: 'err', durationMs: 1 } },
    { type: 'm7.observed', scenario: dies.id, observation: observation('alive', 'mute', { kernelLines: ['k'], evidence: ['e'] }) },
    { type: 'incident.opened', scenario: dies.id, incident: { ...incident, task: 'task' }, expected: false },
    { type: 'incident.opened', incident: { ...incident, id: 'i2' }, expected: false, during: 'the health check' },
    {
      type: 'scenario.finished',
      scenario: dies.id,
      result: {
        id: dies.id,
        verdict: 'failed',
        errors: [error({ stack: 'Error\n    at x', place: 'suites/boot.ts:12:1' })],
        durationMs: 5,
      },
    },
    { type: 'scenario.finished', scenario: isKnown.id, result: { id: isKnown.id, verdict: 'known', errors: [], durationMs: 5 } },
    {
      type: 'scenario.finished',
      scenario: isSkipped.id,
      result: { id: isSkipped.id, verdict: 'skipped', reason: 'r', errors: [], durationMs: 0 },
    },
    { type: 'run.finished', exitCode: 1, reason: 'why' },
  );
  return spoiled(bodies, attack).toSpliced(9, 0, {
    seq: 99,
    at: 1008.5,
    board: 'virtual',
    type: 'console.received',
    console: 'a53',
    bytes: said(attack),
  });
};

interface Outputs {
  readonly texts: Readonly<Record<string, string>>;
  readonly markdown: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
}

/** Everything that tells of a run, as made of its events. */
const outputsOf = async (all: readonly LabEvent[]): Promise<Outputs> => {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
  const commands: string[] = [];
  await runJson().write(all, dir);
  const sections = sectionsOf(dir);
  const env = { GITHUB_ACTIONS: 'true', GITLAB_CI: 'true', TF_BUILD: 'True', GITHUB_STEP_SUMMARY: join(dir, 'step.md') };
  await writeRunFolder(dir, all);
  for (const reporter of [htmlPage(), ctrf(), allure(), ci({ env, print: (line) => commands.push(line) })]) await reporter.write(all, dir);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(ndjson|log)$|^page\.(js|css)$/.test(entry.name))
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const);
  const markdown = {
    summary: summaryMarkdown(all),
    'step.md': readFileSync(join(dir, 'step.md'), 'utf8'),
    post: forumPost(all, undefined, {}),
    history: asMarkdown(sections),
  };
  const rows: string[] = [];
  for await (const row of rowsOf(all)) rows.push(logLine(row, String));
  rmSync(dir, { recursive: true, force: true });
  return {
    texts: {
      ...Object.fromEntries(files),
      ...markdown,
      junit: junitXml(all),
      terminal: asTerminalText(sections, 100),
      log: rows.join('\n'),
    },
    markdown,
    commands,
  };
};

const sectionsOf = (dir: string): readonly Section[] => {
  const { runs, unread } = readPastRuns([dir]);
  return [
    ...historySections(runs, historyOf(runs), driftsOf(runs), unread, true),
    ...comparisonSections(runs, runs, compareRuns(runs, runs)),
  ];
};

/** What is left of Markdown that acts, line by line: what code and escapes hold is text. */
const skeleton = (markdown: string): string =>
  markdown
    .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, 'code')
    .replaceAll(/(?<!\\)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, 'code')
    .replaceAll(/\\[!-/:-@[-`{-~]|&(?:lt|gt|amp);|<https:[^\s<>]*>/g, 'e')
    .split('\n')
    .map((line) => `${/^(#+|-+|\++|\*|\d+[.)])(?= |$)|^=+$/.exec(line)?.[0] ?? ''}${line.replaceAll(/[^*_[\]<>|~`]/g, '')}`)
    .join('\n');

/** What the runners of GitHub, Azure, GitLab and TeamCity take out of a line, and how many lines it is for them. */
const commandsIn = (line: string): string[] => [
  ...(/^\s*::(\w+)/.exec(line)?.slice(1) ?? []),
  ...[...line.matchAll(/##[\w.-]*\[(\S*?)[\] ]|(section_(?:start|end)):/g)].map(([, name, section]) => name ?? section!),
  ...line.split(/[\r\n]+/).map(() => 'line'),
];

const acting = ({ texts, markdown, commands }: Outputs): object => ({
  terminal: Object.entries(texts).flatMap(([name, text]) =>
    acts.test(text) ? [[name, text.slice(Math.max(0, text.search(acts) - 60)).slice(0, 70)]] : [],
  ),
  twice: Object.entries(texts).flatMap(([name, text]) => (text.includes('grÃ') ? [name] : [])),
  markdown: Object.fromEntries(Object.entries(markdown).map(([name, text]) => [name, skeleton(text)])),
  commands: commands.flatMap(commandsIn),
});

vi.setConfig({ testTimeout: 60_000 });

test('nothing that a run is told by acts on a terminal, a reader of Markdown or the runner of a CI, whatever boards and suites say', async () => {
  const harmless = await outputsOf(events('x'));
  const told = [
    'summary',
    'junit',
    'index.html',
    'timeline-0-0.js',
    'timeline.json',
    'ctrf.json',
    'environment.properties',
    'gl-code-quality-report.json',
  ];
  expect(Object.keys(harmless.texts)).toEqual(expect.arrayContaining(told));
  expect(harmless.commands).toHaveLength(9);
  const together = attacks.join(' ');
  const few = attacks.flatMap((_, at) => (at % 12 === 0 ? [attacks.slice(at, at + 12).join('')] : []));
  for (const attack of [together, [...attacks].reverse().join(''), ...few]) {
    const outputs = await outputsOf(events(attack));
    expect({ attack, ...acting(outputs) }).toEqual({ attack, ...acting(harmless) });
    if (attack === together)
      for (const text of [...Object.values(outputs.markdown), outputs.texts.junit, outputs.texts['index.html']])
        expect(text).toContain('größe');
  }
});

test('a text keeps to its place in Markdown, in whatever order attacks follow one another', () => {
  const page = (text: string): string =>
    skeleton(
      [
        `# ${escapeMarkdown(text)}`,
        escapeMarkdown(text),
        `- ${escapeMarkdown(text)}`,
        codeBlock([text]),
        table(['a', 'b'], [[codeSpan(text), escapeMarkdown(text)]]),
      ].join('\n\n'),
    );
  const texts = fc
    .array(fc.constantFrom(...attacks, 'x', ' ', '1. ', '- ', '=', '|', '\\'), { maxLength: 6 })
    .map((parts) => `${parts.join('')}x`);
  fc.assert(
    fc.property(texts, (text) => {
      expect(page(text)).toBe(page('x'));
    }),
  );
});
