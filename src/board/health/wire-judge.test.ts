import { expect, test } from 'vitest';
import { ConnectionLostError, ExpectTimeoutError } from '../../core/errors.ts';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { WireJudge } from './wire-judge.ts';

const { signal } = new AbortController();
const missing = new ExpectTimeoutError('"ready" did not come on the a53 console');

const judge = (answersOverSsh: boolean, onEnter: string): Promise<Error> => {
  const console = new MemoryConsole(boardClock(100));
  console.onSend = () => console.receive(onEnter);
  const wire = new WireJudge({
    console,
    profile: verdinImx8mp.model.profile,
    boot: () => ({ stage: 'login', bootedAt: 1 }),
    answers: async () => answersOverSsh,
    isListening: async () => false,
    settled: async () => {},
    note: () => {},
  });
  return wire.reconsider(missing, signal);
};

test.concurrent('a console that says nothing while Linux answers over SSH is the lab’s, and not the product’s', async () => {
  expect(await judge(true, '')).toMatchObject({
    name: 'PortError',
    fault: 'lab',
    cause: missing,
    message:
      '"ready" did not come on the a53 console; but the console says nothing at all, not even to Enter, while Linux answers over SSH',
  });
});

test.concurrent('a system that answers nowhere, and a console that says something, are judged by what they failed', async () => {
  expect(await Promise.all([judge(false, ''), judge(true, '\r\n')])).toEqual([missing, missing]);
});

test.concurrent('a board that resets while its wire is measured is judged by what it failed', async () => {
  const measured = (resets: boolean): Promise<Error> => {
    const console = new MemoryConsole(boardClock(100));
    let [bootedAt, pieces] = [1, 0];
    console.onSend = (text) => {
      if (!text.startsWith('hil')) return console.receive('\r\nverdin-imx8mp-15230201 login: ');
      if (resets) bootedAt++;
      console.receive(pieces++ % 2 === 0 ? text : 'U-Boot SPL');
    };
    const wire = new WireJudge({
      console,
      profile: verdinImx8mp.model.profile,
      boot: () => ({ stage: 'login', bootedAt }),
      answers: async () => true,
      isListening: async () => false,
      settled: async () => {},
      note: () => {},
    });
    return wire.reconsider(missing, signal);
  };
  expect(await measured(false)).toMatchObject({ fault: 'lab', message: expect.stringContaining('but the wire is bad') });
  expect(await measured(true)).toBe(missing);
});

test.concurrent('a refusal is the lab’s where the sshd of the board listens', async () => {
  const console = new MemoryConsole(boardClock(100));
  console.onSend = (text) => console.receive(text.startsWith('hil') ? text : '\r\nverdin-imx8mp-15230201 login: ');
  const refused = new ConnectionLostError('SSH is gone, while Linux answers at the login prompt on its console', {
    cause: new ConnectionLostError('refused', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }),
  });
  const judged = (error: Error, isListening: boolean): Promise<Error> =>
    new WireJudge({
      console,
      profile: verdinImx8mp.model.profile,
      boot: () => ({ stage: 'login', bootedAt: 1 }),
      answers: async () => false,
      isListening: async () => isListening,
      settled: async () => {},
      note: () => {},
    }).reconsider(error, signal);
  expect(await judged(refused, true)).toMatchObject({ fault: 'lab', message: expect.stringContaining('an sshd listens on this board') });
  expect(await judged(refused, false)).toBe(refused);
  expect(await judged(missing, true)).toBe(missing);
});
