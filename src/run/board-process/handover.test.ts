import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { boardClock } from '../../core/time.ts';
import { deferred } from '../deferred.ts';
import type { GivenBoard, Operator } from '../supervisor/operator.ts';
import { bodyLimit } from './body-timeout.ts';
import { FakeLab } from './testing/fake-lab.ts';

// Runs with real processes, on a host that may be busy.
vi.setConfig({ testTimeout: hostLimit(90_000) });

/** Does this with each board, and leaves it. */
class Person implements Operator {
  readonly given: GivenBoard[] = [];
  readonly remarks: string[] = [];
  readonly #act: (given: GivenBoard, taken: AbortSignal) => Promise<void>;
  constructor(act: (given: GivenBoard, taken: AbortSignal) => Promise<void> = async () => {}) {
    this.#act = act;
  }

  async take(given: GivenBoard, taken: AbortSignal): Promise<void> {
    this.given.push(given);
    given.onHeard((message) => message.type === 'remark' && this.remarks.push(message.text));
    await this.#act(given, taken);
  }
}

test('the first failure keeps the board on until its person leaves, and what the person does there is no failure of the product', async () => {
  using lab = new FakeLab(['debugged']);
  const person = new Person(async (given) => {
    given.type('a53', 'c');
    given.sendBreak('a53');
    await vi.waitFor(() => expect(lab.touches()).toContain('typed c'), { timeout: hostLimit(60_000) });
    await vi.waitFor(() => expect(person.remarks).toEqual([expect.stringMatching(/no break/)]), { timeout: hostLimit(60_000) });
    expect(lab.touches().filter((touch) => /^(?:end|restore|disposed)/.test(touch))).toEqual([]);
  });
  const { dir, exitCode } = await lab.run({ operator: person, atFailure: true, retries: { dut: 3 } });

  expect(person.given).toMatchObject([{ board: 'fake', why: 'failure', consoles: ['a53'], tails: { a53: ['login: '] }, endState: 'off' }]);
  expect(person.given[0]!.sentence).toMatch(/^debugged > breaks - dut: expected 'x86' to be 'aarch64'.* \(suites\/debugged\.ts:\d+:\d+\)$/);
  expect(lab.verdicts()).toEqual({ 'debugged > passes': 'passed', 'debugged > breaks': 'failed', 'debugged > after': 'not-run' });
  expect(lab.touches().filter((touch) => /^(?:typed|end)/.test(touch))).toEqual(['typed c', 'end off']);
  expect(exitCode).toBe(1);
  const panics = lab.events.filter((event) => event.type === 'incident.opened');
  expect(panics).toMatchObject([{ tolerated: true, during: expect.stringContaining('somebody had its consoles') }]);
  expect(JSON.stringify(lab.results().get('debugged > breaks'))).not.toContain('panic');
  const summary = readFileSync(join(dir, 'summary.md'), 'utf8');
  expect(summary).toMatch(/somebody had the consoles for .* after 'debugged (?:&gt;|>) breaks' had failed, and typed on them/);
  const xml = readFileSync(join(dir, 'junit.xml'), 'utf8');
  expect(xml).toContain('the run stops at the first failure (--debug)');
  expect(xml).not.toContain('outside of scenarios');
});

test('a scenario pauses for its person and goes on', async () => {
  using lab = new FakeLab(['paused'], { fake: {} }, { breaksReport: false });
  const person = new Person(async (given) => {
    given.type('a53', 'x');
    await vi.waitFor(() => expect(lab.touches()).toContain('typed x'), { timeout: hostLimit(60_000) });
    expect(lab.touches()).not.toContain('run behind the pause');
  });
  const { exitCode } = await lab.run({ operator: person });
  expect(person.given).toMatchObject([{ why: 'pause', sentence: 'paused > pauses pauses' }]);
  expect(lab.touches()).toContain('run behind the pause');
  expect(lab.verdicts()).toEqual({ 'paused > pauses': 'passed' });
  expect(exitCode).toBe(0);
});

test('a pause that nobody could ever end is a mistake of the suite', async () => {
  using lab = new FakeLab(['paused']);
  const { dir, exitCode } = await lab.run();
  expect(lab.touches()).not.toContain('run behind the pause');
  expect(lab.results().get('paused > pauses')).toMatchObject({ verdict: 'error', errors: [{ fault: 'suite' }] });
  expect(lab.results().get('paused > pauses')!.errors[0]).toMatchObject({
    message: 'pause() gives the consoles to a person, and this run has no terminal',
    place: expect.stringContaining(lab.lineOf('paused', 'await pause()')),
  });
  expect(exitCode).toBe(2);
  for (const report of ['junit.xml', 'run.json', 'summary.md'])
    expect(readFileSync(join(dir, report), 'utf8')).toContain('this run has no terminal');
});

test.for(['debugged', 'paused'])('a run that is stopped takes its board back and switches it off (%s)', async (suite) => {
  using lab = new FakeLab([suite]);
  const stop = new AbortController();
  const person = new Person(async (_, taken) => {
    stop.abort(new Error('interrupted by SIGTERM'));
    await new Promise<void>((resolve) => taken.addEventListener('abort', () => resolve()));
  });
  const { exitCode } = await lab.run({ operator: person, atFailure: true, signal: stop.signal });
  expect(person.given).toHaveLength(1);
  expect(lab.touches().at(-2)).toBe('end off');
  expect(exitCode).toBe(suite === 'debugged' ? 1 : 2);
});

test('a board that fails its health check is shown too, and other boards stop at the first failure', async () => {
  using lab = new FakeLab(['hanging'], { fake: { badHealth: 9 }, other: {} });
  const person = new Person(async () => {
    await vi.waitFor(() => expect(lab.touches('other')).toContain('end off'), { timeout: hostLimit(60_000) });
  });
  const { exitCode } = await lab.run({ boards: ['fake', 'other'], operator: person, atFailure: true });
  expect(person.given).toMatchObject([{ board: 'fake', sentence: expect.stringContaining('the relay of fake is stuck') }]);
  expect(lab.touches('fake')).toContain('end off');
  expect(exitCode).toBe(2);
});

test('the time that a person has the consoles is not the time of the body', async () => {
  const clock = boardClock(1000);
  const handed = deferred<void>();
  const handover = { tookMs: 5, settled: () => handed.promise };
  let isLate = false;
  const limit = bodyLimit({ clock, limitMs: 1, floorMs: 1, handover, over: new AbortController().signal }).then(() => {
    isLate = true;
  });
  await clock.sleep(20_000);
  expect(isLate).toBe(false);
  handover.tookMs = 25;
  handed.resolve();
  await limit;
});
