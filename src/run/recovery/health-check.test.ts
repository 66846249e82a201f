import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import type { Board } from '../../core/board.ts';
import { CountdownMissedError, PowerError, toErrorReport } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { HealthCheck } from '../../core/health-check.ts';
import { FakeLab } from '../board-process/testing/fake-lab.ts';
import { failsHealth } from './health-check.ts';

const stuck: HealthCheck = { what: 'power', result: 'bad', text: 'stuck', error: toErrorReport(new PowerError('stuck')) };
const late: HealthCheck = { what: 'power', result: 'bad', text: 'late', error: toErrorReport(new CountdownMissedError('too late')) };
const slow: HealthCheck = { what: 'time', result: 'doubtful', text: 'late' };

const healthOf = async (answers: readonly (readonly HealthCheck[])[], folders: readonly string[] = []) => {
  const events: EventBody[] = [];
  const warnings: string[] = [];
  const offFor: unknown[] = [];
  const failed: string[] = [];
  const board: Pick<Board, 'checkHealth'> = {
    checkHealth: async (options) => {
      offFor.push(options.offFor);
      return answers[offFor.length - 1]!;
    },
  };
  const unfit = await failsHealth({
    board: board as Board,
    keepsRunning: false,
    folders,
    emit: (event) => void events.push(event),
    log: (_, message) => void warnings.push(message),
    onFailed: (why) => void failed.push(why.message),
    signal: new AbortController().signal,
  });
  return { unfit, events, warnings, offFor, failed };
};

test('a board that fails once gets another try, with a longer time without power', async () => {
  const { unfit, events, offFor } = await healthOf([[stuck], [slow]]);
  expect(unfit).toBeUndefined();
  expect(offFor).toEqual(['2s', '5s']);
  expect(events).toMatchObject([
    { type: 'health.checked', attempt: 1 },
    { type: 'health.checked', attempt: 2, checks: [slow] },
  ]);
});

test('one that fails twice is unfit, with what it failed', async () => {
  const { unfit } = await healthOf([[stuck], [stuck]]);
  expect(unfit).toMatchObject({ fault: 'lab', message: 'stuck', evidence: ['health check: power, 2 times'] });
});

test('a board is not unfit since this host was late', async () => {
  const { unfit, offFor, failed } = await healthOf([[late], [late], [stuck], [late], [slow]]);
  expect(unfit).toBeUndefined();
  expect(offFor).toHaveLength(5);
  expect(failed).toEqual(['too late', 'too late', 'stuck', 'too late']);
  expect((await healthOf([[late], [stuck], [stuck]])).unfit).toMatchObject({ message: 'stuck' });
  expect((await healthOf(Array.from({ length: 5 }, () => [late]))).unfit).toMatchObject({ message: 'too late' });
});

test('what is doubtful is told and stops nobody; the host is asked for room, too', async () => {
  const { unfit, warnings, events } = await healthOf([[slow]], [tmpdir(), '/no/such/folder']);
  expect(unfit).toBeUndefined();
  expect(warnings).toEqual(
    expect.arrayContaining(['health check: time: late', expect.stringContaining('/no/such/folder of this host cannot be asked')]),
  );
  expect(events).toMatchObject([{ checks: [slow, { what: 'host disk' }, { what: 'host disk', result: 'doubtful' }] }]);
});

const labWith = (...args: ConstructorParameters<typeof FakeLab>): FakeLab => {
  const lab = new FakeLab(...args);
  onTestFinished(() => lab[Symbol.dispose]());
  return lab;
};

test('a board that is excluded runs nothing, and is put in order all the same', async () => {
  using lab = labWith(['shared'], { fake: { badHealth: 2 } });
  const { exitCode } = await lab.run();

  expect(exitCode).toBe(2);
  expect(lab.results().get('shared > number 1')?.errors[0]).toMatchObject({ fault: 'lab', message: 'the relay of fake is stuck' });
  expect(lab.results().get('shared > number 8')).toMatchObject({ verdict: 'not-run', reason: 'the relay of fake is stuck' });
  expect(lab.events.filter(({ type }) => type === 'board.excluded')).toHaveLength(1);
  expect(lab.touches().filter((line) => line.startsWith('prepare'))).toEqual([]);
  expect(lab.touches().slice(-3)).toEqual(['restore', 'end off', 'disposed']);
});

test('its scenarios go to the others of its pool', async () => {
  using lab = labWith(['shared'], { one: { badHealth: 2 }, two: { badHealth: 1 } });
  await lab.run({ boards: ['one', 'two'], pools: [['one', 'two']] });

  expect(lab.results('one').size).toBe(0);
  expect([...lab.results('two').values()].filter(({ verdict }) => verdict === 'passed')).toHaveLength(8);
});

test('a board that turns bad in the middle spoils one scenario, and the others run elsewhere', async () => {
  using lab = labWith(['shared'], { one: { goodHealth: 1, relayTroubles: 100 }, two: {} });
  await lab.run({ boards: ['one', 'two'], pools: [['one', 'two']] });

  expect([...lab.results('one').values()].map(({ verdict }) => verdict)).toEqual(['error']);
  expect([...lab.results('two').values()].map(({ verdict }) => verdict)).toEqual(Array.from({ length: 7 }, () => 'passed'));
});

test('trouble with a lab that is well otherwise stops nothing', async () => {
  using lab = labWith(['shared'], { fake: { relayTroubles: 2 } });
  await lab.run();

  expect(Object.values(lab.verdicts()).sort()).toEqual(['error', 'error', ...Array.from({ length: 6 }, () => 'passed')]);
  expect(lab.events.filter(({ type }) => type === 'health.checked')).toHaveLength(3);
});
