import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, scenario } from 'verdin-hil';
import { afterAll, afterEach, beforeAll, onTestFinished } from 'vitest';

const holds = (): void => expect(1).toBe(1);

scenario('leaves a call behind', {}, ({ board }) => {
  void board.console.expect('never', { within: '1min' });
});

scenario('leaves a call of the M7 behind in the middle', {}, async ({ board }) => {
  void board.linux.run('hang');
  await board.linux.run('true');
});

scenario('rejects in the middle', {}, async ({ board }) => {
  void Promise.reject(new Error('nobody waits for me'));
  await board.linux.run('pause 20');
});

scenario('has a call that fails in the middle', {}, async ({ board }) => {
  void board.linux.run('fail 3');
  await board.linux.run('pause 20');
});

scenario('asserts where nobody waits', {}, async ({ board }) => {
  void (async () => expect((await board.linux.run('uname')).stdout).toBe('arm64'))();
  await board.linux.run('pause 20');
});

scenario('throws from a timer', {}, async ({ board }) => {
  setTimeout(() => {
    throw new Error('from a timer');
  }, 1);
  await board.linux.run('pause 50');
});

scenario('rejects after its end', {}, () => {
  holds();
  void wait(30).then(() => {
    throw new Error('later than all');
  });
});

scenario('uses the board after its end', {}, ({ board }) => {
  holds();
  setTimeout(() => void board.linux.run('too late'), 30);
});

scenario('awaits everything', {}, async ({ board }) => {
  await Promise.all([board.linux.run('pause 60'), board.linux.run('true')]);
  await expect(board.linux.run('fail 1')).rejects.toThrow('exit status 1');
});

scenario('fails while a call is going on', {}, async ({ board }) => {
  const waiting = board.console.expect('never', { within: '1min' });
  expect((await board.linux.run('uname')).stdout).toBe('arm64');
  await waiting;
});

let goOn = (): void => {};
scenario('looks softly when the next one runs', {}, () => {
  holds();
  const next = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  void next.then(() => expect.soft('here').toBe('somewhere else'));
});

scenario('runs meanwhile', {}, async ({ board }) => {
  goOn();
  await board.linux.run('true');
});

scenario('polls and forgets', {}, () => {
  holds();
  void expect.poll(() => 1).toBe(2);
});

describe('after each', () => {
  let held: { readonly linux: { run(command: string): Promise<unknown> } } | undefined;
  afterEach(() => void held?.linux.run('in afterEach'));
  scenario('uses the board', {}, ({ board }) => {
    holds();
    held = board;
  });
});

describe('on finish', () => {
  scenario('uses the board', {}, ({ board }) => {
    holds();
    onTestFinished(() => void board.linux.run('in onTestFinished'));
  });
});

describe('before all', () => {
  beforeAll(() => void Promise.reject(new Error('before all of them')));
  scenario('is the first', {}, holds);
  scenario('is the second', {}, holds);
});

describe('after all', () => {
  afterAll(() => void Promise.reject(new Error('after all of them')));
  scenario('is the first', {}, holds);
  scenario('is the last', {}, holds);
});

scenario('comes after all of them', {}, holds);

describe('where a library took the listeners away', () => {
  const names = ['unhandledRejection', 'uncaughtException'];
  beforeAll(() => {
    for (const name of names) {
      process.removeAllListeners(name);
      process.on(name, () => {});
    }
  });
  afterAll(() => {
    for (const name of names) process.removeAllListeners(name);
  });
  scenario('resolves and is not awaited', {}, async ({ board }) => {
    holds();
    void expect(Promise.resolve(1)).resolves.toBe(2);
    await board.linux.run('pause 20');
  });
  scenario('rejects later and is not awaited', {}, async ({ board }) => {
    holds();
    void expect(board.linux.run('fail 4')).resolves.toBe('four');
    await board.linux.run('pause 60');
  });
  scenario('has a call that fails', {}, async ({ board }) => {
    void board.linux.run('fail 5');
    await board.linux.run('pause 60');
  });
  scenario('throws from a timer', {}, async ({ board }) => {
    setTimeout(() => {
      throw new Error('from another timer');
    }, 1);
    await board.linux.run('pause 60');
  });
  scenario('is well', {}, holds);
});
