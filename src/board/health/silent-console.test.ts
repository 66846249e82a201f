import { expect, test } from 'vitest';
import type { Mark } from '../../core/console.ts';
import { ConnectionLostError, PowerError } from '../../core/errors.ts';
import type { RemoteHost, RemoteShell } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { LineSampler } from '../../knowledge/wire/line-sample.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { orUnheard } from './silent-console.ts';
import type { HealthParts } from './step.ts';
import { hostSaying } from './testing/host-saying.ts';

const { signal } = new AbortController();
const clock = boardClock(1000);
const cause = new PowerError('the relay said on, and console a53 gave no boot loader banner in 10.0 s', { remedy: 'many things' });

/** After the relay closed; `text`: what came on the console since. */
const told = (host: RemoteHost | undefined, text = ''): Promise<Error> => {
  const sampler = new LineSampler();
  sampler.push(Buffer.from(text));
  const console = new MemoryConsole(boardClock(100));
  const heard: HealthParts['heard'] = () => ({ a53: { console, since: 0 as Mark, sample: sampler.sample, baudRate: undefined } });
  const boot = { off: async () => {}, on: async () => clock.sleep(20_000) } as unknown as HealthParts['boot'];
  return orUnheard(cause, { boot, clock, host, heard, model: verdinImx8mp.model }, signal);
};

test('a Linux that began when the relay closed has power: its console is the one thing wrong', async () => {
  expect(await told(hostSaying({ serial: '15230201', boot: 'a', up: 20 }))).toMatchObject({
    fault: 'lab',
    message: expect.stringMatching(/no boot loader banner.*answers over SSH: the board has power, and console a53 does not hear it$/),
    evidence: ['ssh: serial number 15230201, up for 20.0 s'],
    remedy: expect.stringMatching(/RX wire of console a53 \(UART3.*silent/),
  });
});

test('a Linux that ran before is not switched by this relay', async () => {
  expect(await told(hostSaying({ serial: '15230201', boot: 'a', up: 7200 }))).toMatchObject({
    message: expect.stringMatching(/ran before the relay closed: this relay does not switch it$/),
    remedy: expect.stringContaining("the relay's outlet is not that of this board"),
  });
});

test('where SSH answers nothing either, that is evidence', async () => {
  const silent: RemoteHost = {
    connect: async (): Promise<RemoteShell> => Promise.reject(new ConnectionLostError('nobody answers')),
    [Symbol.asyncDispose]: async () => {},
  };
  expect(await told(silent)).toMatchObject({
    message: cause.message,
    remedy: 'many things',
    evidence: ['nor did it answer over SSH within 60s: nobody answers'],
  });
});

test('without SSH, and with text on the console, nothing more is asked', async () => {
  expect(await told(undefined)).toBe(cause);
  expect(await told(hostSaying({ serial: '1', boot: 'a', up: 20 }), 'a word')).toBe(cause);
});
