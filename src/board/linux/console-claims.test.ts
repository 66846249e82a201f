import { expect, test } from 'vitest';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import { monotonicMs } from '../../core/time.ts';
import { createDetector, type HeadlineRule } from '../../knowledge/kernel/detector.ts';
import { ConsoleClaims } from './console-claims.ts';

const panic = 'Kernel panic - not syncing: old one in the log';
const oops = 'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008';

/** A detector on a living board; the test is Linux. */
const board = ({ answers = true, rules = [] as readonly HeadlineRule[] } = {}) => {
  const told: string[] = [];
  const refuted: string[] = [];
  const questions: ((answer: string | undefined) => void)[] = [];
  const claims = new ConsoleClaims({
    linux: { canAnswer: answers, saidAll: () => new Promise((resolve) => questions.push(resolve)) },
    tell: (phase: string, { kind, channels }: KernelIncident) => told.push(`${phase} ${kind} ${channels.join('+')}`),
    refuted: (claim) => {
      refuted.push(claim.title);
      detector.disown(claim.id);
    },
  });
  const detector = createDetector({
    rules,
    trustsSystem: false,
    onIncident: (...incident) => claims.take(...incident),
    onConfirmed: (id) => claims.believe(id),
  });
  const says = (channel: Channel, line: string): void => detector.feed(channel, Buffer.from(`${line}\n`), monotonicMs());
  const answer = async (answer: string | undefined): Promise<void> => {
    await expect.poll(() => questions.length).toBeGreaterThan(0);
    questions.shift()!(answer);
    await claims.settled();
  };
  return { claims, detector, told, refuted, questions, says, answer };
};
const same = 'c1f0a7be-8a44-4c55-9f8b-5c0e3e5a7d11';

test('a headline on the console that Linux denies is no incident', async () => {
  const { told, refuted, says, answer } = board();
  says('a53', panic);
  await answer(same);
  expect(told).toEqual([]);
  expect(refuted).toEqual(['panic: old one in the log']);
});

test('one that nobody denies is told', async () => {
  const { told, refuted, says, answer } = board();
  says('a53', panic);
  await answer(undefined);
  expect(told).toEqual(['opened panic a53']);
  expect(refuted).toEqual([]);
});

test("one that stands in the kernel's own log is told at once, without a question", async () => {
  const { claims, told, questions, says } = board();
  says('a53', `[   12.000000] ${oops}`);
  says('kmsg', `[   12.000000] ${oops}`);
  expect(told).toEqual(['opened oops a53']);
  await claims.settled();
  expect(questions).toEqual([]);
});

test('one that a program wrote into the log, whose copy the console shows, is denied', async () => {
  const { told, refuted, says, answer } = board();
  says('kmsg', `<9>[   12.000000] ${panic}`);
  says('a53', `[   12.000000] ${panic}`);
  await answer(same);
  expect(told).toEqual([]);
  expect(refuted).toHaveLength(1);
});

test('what follows in the log of the kernel from a denied headline is an incident of its own', async () => {
  const { told, says, answer } = board();
  says('a53', panic);
  await answer(same);
  says('kmsg', `[   13.000000] ${oops}`);
  expect(told).toEqual(['opened oops kmsg']);
});

test('a denied panic explains no reset', async () => {
  const { detector, told, says, answer } = board();
  detector.boots.sign('runs', { text: '', number: 0, start: 0, end: 0, at: 0 });
  says('a53', panic);
  await answer(same);
  says('a53', 'U-Boot SPL 2022.04-6.4.0 (Jul 10 2023 - 08:05:01 +0000)');
  expect(told).toEqual(['opened unexpected-reset a53']);
});

test('a reset tells first what was claimed before it', () => {
  const { detector, told, says } = board();
  detector.boots.sign('runs', { text: '', number: 0, start: 0, end: 0, at: 0 });
  says('a53', oops);
  says('a53', 'U-Boot SPL 2022.04-6.4.0 (Jul 10 2023 - 08:05:01 +0000)');
  expect(told.map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual(['opened oops', 'closed oops', 'opened unexpected-reset']);
});

test("a lab's own row is about whatever prints there, and is told at once", () => {
  const own: HeadlineRule = {
    kind: 'harness',
    severity: 'error',
    endsScenario: true,
    headline: /^APP FAILED/,
    title: 'harness: the application failed',
    frame: 'none',
    test: 'APP FAILED',
  };
  const { told, says } = board({ rules: [own] });
  says('a53', 'APP FAILED: no licence');
  expect(told).toEqual(['opened harness a53']);
});

test('where nobody can be asked, the console is believed', () => {
  const { told, says } = board({ answers: false });
  says('a53', panic);
  expect(told).toEqual(['opened panic a53']);
});
