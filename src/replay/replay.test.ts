import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSlice } from '../bundle/write-slice.ts';
import { shippedFirmware } from '../config/shipped.ts';
import type { EventBody, LabEvent } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { M7Observation, Outcome, PredictionFacts } from '../core/outcome.ts';
import { segmentsBelow } from '../journal/read-journal.ts';
import { type Replay, replayRun } from './replay.ts';

const name = 'tcm-hello';
const sha256 = createHash('sha256').update(readFileSync(shippedFirmware()[name]!.path)).digest('hex');
const id = 'suite > scenario';

/** Half a second of host time between two events. */
const journalOf = (...bodies: readonly EventBody[]): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-replay-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const started = {
    type: 'run.started',
    run: 'r',
    startedAt: '2026-11-23T03:00:00Z',
    version: '0.0.9',
    command: [],
    boards: ['b'],
  } as const;
  const opened = { type: 'board.opened', model: 'verdin-imx8mp', speed: 1, simulated: false } as const;
  const events = [started, opened, { type: 'power.switched', state: 'on', driver: 'x' } as const, ...bodies].map(
    (body, seq): LabEvent => ({ seq, at: 10_000 + 500 * seq, board: seq === 0 ? '' : 'b', ...body }),
  );
  writeSlice(dir, events);
  return dir;
};

const said = (...lines: readonly string[]): EventBody => ({
  type: 'console.received',
  console: 'a53',
  bytes: Buffer.from(lines.map((line) => `${line}\r\n`).join('')).toString('base64'),
});
const scenario = (...between: readonly EventBody[]): EventBody[] => [
  { type: 'scenario.collected', scenario: { id, suite: 'suite', name: 'scenario', file: '', needs: {}, expects: {} } },
  { type: 'scenario.started', scenario: id, attempt: 1 },
  ...between,
  { type: 'scenario.finished', scenario: id, result: { id, verdict: 'passed', errors: [], durationMs: 1 } },
];
const kernel = [
  '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]',
  '[    0.000000] Linux version 5.15.129-6.4.0 (oe-user@oe-host) #1 SMP PREEMPT',
];
const panic = said('[   20.000000] Kernel panic - not syncing: sysrq triggered crash', '[   20.000100] CPU: 0 PID: 1 Comm: sh');
const loader = said('U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jul 10 2023 - 08:05:01 +0000)', 'U-Boot 2022.04-6.4.0+git.dc27426aa417');
const facts: PredictionFacts = {
  image: sha256,
  startedBy: 'remoteproc',
  itcm: { kind: 'power-on-junk' },
  preloaded: false,
  mcoreBooted: true,
  overlayApplied: true,
  hasConsole: true,
  kernel: '5.15.129',
};
const observed = (outcome: Outcome, made: PredictionFacts | undefined): EventBody => ({
  type: 'm7.observed',
  scenario: id,
  observation: {
    outcome,
    predicted: { outcome, because: [], ...(made ? { facts: made } : {}) },
    firmware: { name, sha256, bytes: 1, memory: 'tcm' },
    startedBy: 'remoteproc',
    kernelLines: [],
    evidence: [],
  } satisfies M7Observation,
});
const replayOf = (dir: string): Promise<Replay> => replayRun(dir, { firmware: shippedFirmware() });

/** As the detector tells it. */
const incidentIn = async (dir: string): Promise<string> => (await replayOf(dir)).differences[0]!.now;

const recorded = (title: string, kind: KernelIncident['kind'], signature: string, at: number): EventBody => ({
  type: 'incident.closed',
  incident: {
    id: 'incident-1',
    kind,
    title,
    signature,
    severity: 'fatal',
    endsScenario: true,
    stage: 'kernel',
    at,
    channels: ['a53'],
    lines: [],
    consequences: [],
  },
  expected: false,
});

test('an incident that the journal does not have is found, and what it means for a scenario that passed is said', async () => {
  const replay = await replayOf(journalOf(said(...kernel), ...scenario(panic)));
  expect(replay).toMatchObject({
    version: '0.0.9',
    judged: { incidents: 0 },
    differences: [
      {
        what: 'incident',
        board: 'b',
        scenario: id,
        before: 'nothing',
        now: 'panic: sysrq triggered crash',
        consequence: 'the scenario, which was passed, would be ended by it',
      },
    ],
  });
});

test('the same incident is no difference; one of another name, and one that nothing says any more, are', async () => {
  const panicAt = 10_000 + 500 * 6;
  const same = recorded('panic: sysrq triggered crash', 'panic', 'panic:sysrq-triggered-crash', panicAt);
  expect((await replayOf(journalOf(said(...kernel), ...scenario(panic, same)))).differences).toEqual([]);
  const renamed = recorded('oops', 'oops', 'oops:x', panicAt);
  expect((await replayOf(journalOf(said(...kernel), ...scenario(panic, renamed)))).differences).toMatchObject([
    { before: 'oops', now: 'panic: sysrq triggered crash' },
  ]);
  expect((await replayOf(journalOf(said(...kernel), ...scenario(same)))).differences).toMatchObject([
    { before: 'panic: sysrq triggered crash', now: 'nothing', consequence: 'it would not end the scenario any more' },
  ]);
});

test('what of the journal cannot be read was not judged again, and is named', async () => {
  const dir = journalOf(said(...kernel), ...scenario(panic));
  const [segment] = segmentsBelow(dir);
  const text = readFileSync(segment!, 'utf8');
  const end = text.indexOf('scenario.finished') + 30;
  writeFileSync(segment!, text.slice(0, end));
  expect((await replayOf(dir)).notJudged).toEqual([
    expect.stringMatching(/line \d+: /),
    expect.stringContaining(`'${id}' on b: the journal ends before its result`),
  ]);
});

test('a reset that was asked for is none, one that was not is, and of an older journal nobody knows', async () => {
  const asked: EventBody = { type: 'reset.announced', what: 'reset' };
  const login = said(...kernel, 'verdin-imx8mp login: ');
  expect((await replayOf(journalOf(login, ...scenario(asked, loader)))).differences).toEqual([]);
  expect(await incidentIn(journalOf(asked, { type: 'reset.retracted' }, login, ...scenario(loader)))).toMatch(/^unexpected-reset/);
  const older = await replayOf(journalOf(login, ...scenario(loader)));
  expect(older.differences).toEqual([]);
  expect(older.notJudged).toEqual([expect.stringContaining('the journal does not say which of them were asked for')]);
});

test('what Linux refuted in that run is no incident now', async () => {
  const banner = 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jul 10 2023 - 08:05:01 +0000)';
  const refuted = (line: string): EventBody => ({ type: 'claim.refuted', line, text: 'a program said so' });
  const panicked = refuted('Kernel panic - not syncing: sysrq triggered crash');
  expect((await replayOf(journalOf(said(...kernel), ...scenario(panic, panicked)))).differences).toEqual([]);
  expect((await replayOf(journalOf(said(...kernel), ...scenario(said(banner), refuted(banner))))).differences).toEqual([]);
});

test('a prediction is made again from what it was made from', async () => {
  expect(await replayOf(journalOf(...scenario(observed('alive', facts))))).toMatchObject({ differences: [], judged: { predictions: 1 } });
  const [wrong] = (await replayOf(journalOf(...scenario(observed('mute', facts))))).differences;
  expect(wrong).toMatchObject({ what: 'prediction', scenario: id, before: 'tcm-hello: mute', consequence: 'observed was mute' });
  expect(wrong?.now).toMatch(/^tcm-hello: alive, /);
});

test('a prediction whose image is not here, or that does not say what it was made from, is named and not guessed', async () => {
  const strange = await replayOf(journalOf(...scenario(observed('mute', { ...facts, image: '00'.repeat(32) }))));
  expect(strange.differences.filter(({ what }) => what === 'prediction')).toEqual([]);
  expect(strange.notJudged).toEqual([expect.stringContaining('no file here is the image that was started')]);
  const old = await replayOf(journalOf(...scenario(observed('mute', undefined))));
  expect(old.notJudged).toEqual([expect.stringContaining('does not say what it was made from')]);
});

test('what no byte says, such as a silence, is taken from the journal', async () => {
  const silent = recorded(
    'm7-silent: the M7 stopped counting after tick 7 of tcm-hello',
    'm7-silent',
    'm7-silent:the-m7-stopped-counting-after-tick-7-of-tcm-hello',
    12_500,
  );
  const opened = { ...silent, type: 'incident.opened' } as EventBody;
  const { differences } = await replayOf(journalOf(...scenario(opened)));
  expect(differences.map(({ before, now }) => [before, now])).toEqual([]);
});
