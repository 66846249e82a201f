import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { FakeBoardSettings } from './testing/fake-board-settings.ts';
import { FakeLab } from './testing/fake-lab.ts';

interface Told {
  readonly exitCode: number;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly junit: string;
  readonly json: {
    readonly exitCode: number;
    readonly reason?: string;
    readonly scenarios: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly faults: readonly string[];
      readonly incidents: readonly object[];
    }[];
    readonly boards: readonly { readonly incidents: readonly { readonly during: string; readonly kind: string }[] }[];
  };
  readonly touches: readonly string[];
}

/** What a run of two scenarios that do nothing wrong tells everybody. */
const runWith = async (settings: Omit<FakeBoardSettings, 'touches'>): Promise<Told> => {
  const lab = new FakeLab(['two-quiet'], { fake: settings });
  onTestFinished(() => lab[Symbol.dispose]());
  const { dir, exitCode } = await lab.run();
  const read = (file: string): string => readFileSync(join(dir, file), 'utf8');
  return {
    exitCode,
    verdicts: lab.verdicts(),
    summary: read('summary.md'),
    junit: read('junit.xml'),
    json: JSON.parse(read('run.json')),
    touches: lab.touches(),
  };
};

test('a panic between two scenarios is the first one’s, and the second gets a recovered board', async () => {
  const { exitCode, verdicts, summary, junit, json, touches } = await runWith({ panicsAt: 2 });
  expect([exitCode, json.exitCode]).toEqual([1, 1]);
  expect(verdicts).toEqual({ 'two-quiet > first': 'failed', 'two-quiet > second': 'passed' });
  expect(json.scenarios).toMatchObject([
    { verdict: 'failed', faults: ['dut'], incidents: [{ kind: 'panic', expected: false }] },
    { verdict: 'passed', incidents: [] },
  ]);
  expect(summary).toContain('### failed: two-quiet &gt; first');
  expect(summary).toContain('after the last step of the scenario');
  expect(junit.match(/<failure/g)).toHaveLength(1);
  expect(touches.filter((touch) => touch === 'recover' || touch.startsWith('prepare'))).toEqual([
    'prepare {}',
    'prepare {}',
    'recover',
    'prepare {}',
  ]);
});

test('a panic while a board is heard out after the last step fails the scenario that set it off, whatever SSH says', async () => {
  const { exitCode, verdicts, junit } = await runWith({ panicsAt: 'hearing', spoilsSsh: true });
  expect(exitCode).toBe(1);
  expect(verdicts).toEqual({ 'two-quiet > first': 'failed', 'two-quiet > second': 'failed' });
  expect(junit.match(/<failure/g)).toHaveLength(2);
});

test('a panic after the last scenario is that one’s', async () => {
  const { exitCode, verdicts, json } = await runWith({ panicsAt: 'restore' });
  expect(exitCode).toBe(1);
  expect(verdicts).toEqual({ 'two-quiet > first': 'passed', 'two-quiet > second': 'failed' });
  expect(json.boards[0]!.incidents).toEqual([]);
});

test('what was read from a console that spoils text before the first scenario is nothing against the product', async () => {
  const { exitCode, verdicts, summary, junit, json } = await runWith({ panicsAt: 'health', badHealth: 2, spoilsConsole: true });
  expect([exitCode, json.exitCode]).toEqual([2, 2]);
  expect(verdicts).toEqual({ 'two-quiet > first': 'error', 'two-quiet > second': 'not-run' });
  expect(json.scenarios[0]).toMatchObject({ verdict: 'error', faults: ['lab'] });
  expect(json.boards[0]!.incidents).toMatchObject([{ kind: 'panic' }, { kind: 'panic' }]);
  expect(summary).not.toContain('## Failures outside of scenarios');
  expect(junit).not.toContain('<failure');
});

test('a reset while the relay does something else than it is told is the relay’s, be the board fit at last or not', async () => {
  for (const [badHealth, code] of [
    [1, 0],
    [2, 2],
  ] as const) {
    const { exitCode, summary, junit, json } = await runWith({ panicsAt: 'health', inPlaceOfPanic: 'unexpected-reset', badHealth });
    // A second try that is good has a reset of its own, and nothing explains that one.
    const isFit = badHealth === 1;
    expect([exitCode, json.exitCode]).toEqual(isFit ? [1, 1] : [code, code]);
    expect(json.boards[0]!.incidents.map(({ kind }) => kind)).toEqual(['unexpected-reset', 'unexpected-reset']);
    expect(summary.includes('## Failures outside of scenarios')).toBe(isFit);
    expect(junit.match(/<failure/g)?.length ?? 0).toBe(isFit ? 1 : 0);
  }
});

test('a panic beside another trouble of the lab stays the product’s', async () => {
  const { exitCode, summary } = await runWith({ panicsAt: 'health', badHealth: 2 });
  expect(exitCode).toBe(1);
  expect(summary).toContain('## Failures outside of scenarios');
});

test('a panic before the first scenario is the run’s own, and never exit code 0', async () => {
  const { exitCode, verdicts, summary, junit, json } = await runWith({ panicsAt: 'health' });
  expect([exitCode, json.exitCode]).toEqual([1, 1]);
  expect(verdicts).toEqual({ 'two-quiet > first': 'passed', 'two-quiet > second': 'passed' });
  expect(json.boards[0]!.incidents).toMatchObject([{ kind: 'panic', during: 'the health check' }]);
  expect(summary).toContain('## Failures outside of scenarios');
  expect(junit).toContain('fake: outside of scenarios');
  expect(junit.match(/<failure/g)).toHaveLength(1);
});

test('a Linux that does not answer after the last step fails the product, unless somebody cut the power', async () => {
  const silent = await runWith({ after: 'silent' });
  expect([silent.exitCode, silent.verdicts['two-quiet > first']]).toEqual([1, 'failed']);
  const cut = await runWith({ after: 'cut' });
  expect([cut.exitCode, cut.verdicts['two-quiet > first'], cut.json.scenarios[0]!.faults]).toEqual([2, 'error', ['lab']]);
  expect(cut.junit).not.toContain('<failure');
});

test('what fails over an SSH that spoils answers is the lab’s', async () => {
  const { exitCode, verdicts, json, junit, summary } = await runWith({ after: 'silent', spoilsSsh: true });
  expect([exitCode, json.exitCode, verdicts['two-quiet > first'], json.scenarios[0]!.faults]).toEqual([2, 2, 'error', ['lab']]);
  expect(junit).not.toContain('<failure');
  for (const text of [junit, summary]) expect(text).toContain('Linux does not answer; but SSH spoils what commands say');
});

test('a relay that drops a connection and lies once at the end is asked until the board is off', async () => {
  const { json, verdicts, touches } = await runWith({ relayDrops: 1, relaySticks: 2 });
  // Nothing but the report of this lab that always fails.
  expect(json.reason).toBe("the report 'broken' was not written: no ink");
  expect(Object.values(verdicts)).toEqual(['passed', 'passed']);
  expect(touches.filter((touch) => touch === 'end off')).toHaveLength(3);
});

test('a relay that stays on is never exit code 0, and is told in every report', async () => {
  const { exitCode, json, summary } = await runWith({ relaySticks: 99 });
  expect([exitCode, json.exitCode]).toEqual([2, 2]);
  expect(summary).toContain('the board may still have power: the relay took off and says that it is on (4 tries)');
});
