import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Board, ScenarioBoard } from '../../core/board.ts';
import { InterruptedError } from '../errors.ts';
import { ScenarioSession } from './scenario-session.ts';
import { fakeBoard } from './testing/fake-board.ts';
import { noHandover } from './testing/no-handover.ts';

/** A session on a board whose handle never looks at the signal: what stops a call here is the session alone. */
const careless = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-fence-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const context = { name: 'fake', stateDir: dir, firmware: {}, signal: new AbortController().signal, emit: () => {}, log: () => {} };
  const real = await fakeBoard({ touches: join(dir, 'touches') }).open(context);
  const ran: string[] = [];
  const linux = { run: async (command: string) => void ran.push(command) };
  const board = new Proxy(real, {
    get: (target, key: keyof Board) => {
      if (key === 'handle') return () => ({ linux }) as unknown as ScenarioBoard;
      const value = target[key];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const session = new ScenarioSession({
    board,
    scenario: { id: 's', suite: 's', name: 's', file: 's', needs: {}, expects: {} },
    timeout: '5min',
    held: { silence: '60s' },
    attempt: 1,
    recoverFirst: false,
    isFollowed: false,
    handover: noHandover(),
    emit: () => {},
    onEnded: () => {},
    onStuck: () => {},
  });
  return { session, ran, run: (command: string) => session.call(['linux', 'run'], [command]) };
};

const revoked = { name: 'RevokedError', fault: 'suite' };

test('no call reaches the board before the body begins', async () => {
  const { session, ran, run } = await careless();
  await expect(run('too early')).rejects.toMatchObject(revoked);
  await session.prepare();
  await run('in time');
  expect(ran).toEqual(['in time']);
  await session.finish();
});

test('no call reaches the board after the verdict', async () => {
  const { session, ran, run } = await careless();
  await session.prepare();
  await session.finish();
  await expect(run('too late')).rejects.toMatchObject(revoked);
  expect(ran).toEqual([]);
});

test('no call reaches the board from the moment on in which the scenario was ended from outside', async () => {
  const { session, ran, run } = await careless();
  await session.prepare();
  session.end(new InterruptedError('interrupted by SIGINT'));
  await expect(run('too late')).rejects.toMatchObject(revoked);
  const finishing = session.finish();
  await expect(run('later still')).rejects.toMatchObject(revoked);
  await finishing;
  expect(ran).toEqual([]);
});
