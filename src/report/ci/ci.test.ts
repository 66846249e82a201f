import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { error, eventfulRun, journal, played, runStarted, scenario } from '../testing/events.ts';
import { ci } from './ci.ts';

// Each way in which a board could speak to a runner: as a line of its own, behind colours, cut in two by a line, in the middle of a text.
const attack =
  '::error file=x::y\n\x1b[31m::set-output name=a::b\n:\n:warning::w ##vso[task.complete result=Succeeded;]done ##[add-mask]x #\x1b[0m#vso[task.setvariable variable=p]q \x1b[0Ksection_start:1:evil\r\x1b[0Kx %0A::error::z ] ; , [[ATTACHMENT|/etc/passwd]]';
const place = 'suites/boot.ts:12:5';

const hostileRun = (): LabEvent[] => {
  const named = scenario(`fails ${attack}`);
  const problem = error({ message: attack, remedy: attack, evidence: [attack], place });
  return journal(
    runStarted,
    { type: 'board.opened', model: 'm', speed: 1, simulated: false },
    ...played(named, { verdict: 'failed', errors: [problem] }),
    { type: 'run.finished', exitCode: 1 },
  );
};

interface Written {
  readonly lines: readonly string[];
  readonly file: (name: string) => string;
}

const written = async (events: readonly LabEvent[], env: NodeJS.ProcessEnv): Promise<Written> => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-ci-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'step.md'), 'before\n');
  const lines: string[] = [];
  await ci({ env: { ...env, GITHUB_STEP_SUMMARY: join(dir, 'step.md') }, print: (line) => void lines.push(line) }).write(events, dir);
  return { lines, file: (name) => readFileSync(join(dir, name), 'utf8') };
};

/** What GitHub's runner does with a line of a step (ActionCommand.cs). */
const githubCommands = (line: string): string[] => [
  ...(/^\s*::(\S+)/.exec(line)?.slice(1) ?? []),
  ...[...line.matchAll(/##\[(\S*?)\]/g)].map(([, name]) => name!),
];

test('nowhere else than on a CI anything is said', async () => {
  expect((await written(eventfulRun(), {})).lines).toEqual([]);
});

test('GitHub gets a summary behind what is there, and annotations at the place of the failure that hold no command of a board', async () => {
  const { lines, file } = await written(hostileRun(), { GITHUB_ACTIONS: 'true' });
  expect(file('step.md')).toMatch(/^before\n# 1 failed/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^::error file=suites\/boot\.ts,line=12,col=5,title=failed on virtual%3A /);
  expect(lines.flatMap((line) => line.split(/[\r\n]/)).flatMap(githubCommands)).toEqual(['error']);
  // The second command of the line would begin where properties end: only the first `::` behind them is ours.
  expect(/^::error [^:]*::/.exec(lines[0]!)).not.toBeNull();
});

test('a summary that GitHub would refuse is cut, and says so', async () => {
  const notes = Array.from({ length: 30_000 }, (_, index) => ({ type: 'lab.noted', text: `note ${index} ${'x'.repeat(40)}` }) as const);
  const { file } = await written(journal(runStarted, ...notes.map((note) => ({ ...note }))), { GITHUB_ACTIONS: 'true' });
  expect(Buffer.byteLength(file('step.md'))).toBeLessThan(1024 * 1024);
});

test('more failures than a CI shows are counted in the last one', async () => {
  const many = Array.from({ length: 25 }, (_, index) =>
    played(scenario(`fails ${index}`), { verdict: 'failed', errors: [error()] }),
  ).flat();
  const { lines } = await written(journal(runStarted, ...many), { GITHUB_ACTIONS: 'true' });
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toContain('title=16 more');
});

test('Azure gets an issue and the summary, and no second command', async () => {
  const { lines, file } = await written(hostileRun(), { TF_BUILD: 'True' });
  expect(lines.map((line) => [...line.matchAll(/##vso\[([\w.]+)/g)].map(([, name]) => name))).toEqual([
    ['task.logissue'],
    ['task.uploadsummary'],
  ]);
  expect(lines[0]).toMatch(
    /^##vso\[task\.logissue type=error;sourcepath=suites\/boot\.ts;linenumber=12;columnnumber=5\]failed on virtual: /,
  );
  expect(lines.join('')).not.toMatch(/[\r\n]/);
  expect(file('azure-summary.md')).toContain('# 1 failed');
});

test('GitLab gets a Code Quality report and one section', async () => {
  const { lines, file } = await written(hostileRun(), { GITLAB_CI: 'true' });
  expect(lines.join('\n').match(/section_(?:start|end):\d+:\w+/g)).toEqual([
    expect.stringMatching(/^section_start:\d+:hil_failures$/),
    expect.stringMatching(/^section_end:\d+:hil_failures$/),
  ]);
  const [issue] = JSON.parse(file('gl-code-quality-report.json')) as [Record<string, unknown>];
  expect(issue).toMatchObject({ severity: 'critical', location: { path: 'suites/boot.ts', lines: { begin: 12 } } });
  expect(issue.fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test('the same failure has the same fingerprint from night to night', async () => {
  const one = (message: string): Promise<Written> =>
    written(journal(runStarted, ...played(scenario('x'), { verdict: 'failed', errors: [error({ message })] })), { GITLAB_CI: 'true' });
  const [first, second] = [await one('after 12 ms'), await one('after 15 ms')].map(
    ({ file }) => (JSON.parse(file('gl-code-quality-report.json')) as { fingerprint: string }[])[0]?.fingerprint,
  );
  expect(first).toBe(second);
});
