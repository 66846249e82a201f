import { describe, expect, test } from 'vitest';
import { boardClock } from '../core/time.ts';
import { ConsoleSession } from '../transport/console-session.ts';
import { MemoryStream } from '../transport/testing/memory-stream.ts';
import { type ExpectedVoice, type LifeSign, watchForLife } from './proof-of-life.ts';

const listen = async (voice: ExpectedVoice, said: readonly string[], before = ''): Promise<LifeSign> => {
  const { near, far } = MemoryStream.pair();
  await using console = new ConsoleSession({ name: 'm7', stream: near, clock: boardClock() });
  near.receive(before);
  const since = console.mark();
  const watching = watchForLife(console, voice, { since, within: '200ms', signal: new AbortController().signal });
  for (const text of said) await far.write(text);
  return await watching;
};

const banner = 'hil-m7 tcm-hello build=0123456789abcdef nonce=cafe0001\r\n';
const tick = (count: number, nonce = 'cafe0001'): string => `hil-m7 tcm-hello tick=${count} nonce=${nonce}\r\n`;

describe('proof of life', () => {
  test('the nonce of this start and a counter that moves', async () => {
    const { sign, evidence } = await listen({ name: 'tcm-hello', nonce: 'cafe0001' }, [banner, tick(1), tick(2)]);
    expect(sign).toBe('alive');
    expect(evidence).toContain(`m7: ${banner.trim()}`);
  });

  test('a counter that stands still proves nothing', async () => {
    expect((await listen({ name: 'tcm-hello', nonce: 'cafe0001' }, [banner, tick(7)])).sign).not.toBe('alive');
  });

  test('the nonce of another start is another start', async () => {
    expect((await listen({ name: 'tcm-hello', nonce: 'cafe0002' }, [tick(1)])).sign).toBe('stale');
  });

  test('silence is no sign', async () => {
    expect((await listen({ name: 'tcm-hello', nonce: 'cafe0001' }, [])).sign).toBe('none');
  });

  test('line noise is no sign either', async () => {
    expect((await listen({ name: 'tcm-hello', nonce: 'cafe0001' }, ['\0\xff\x01'])).sign).toBe('none');
  });

  test('what was said before the start does not count', async () => {
    expect((await listen({ name: 'tcm-hello', nonce: 'cafe0001' }, [], `${tick(1)}${tick(2)}`)).sign).toBe('none');
  });

  test('the text that the lab file names', async () => {
    expect((await listen({ name: 'mine', proof: { prints: /motor ready/ } }, ['motor ready\r\n'])).sign).toBe('alive');
    expect((await listen({ name: 'mine', proof: { prints: /motor ready/ } }, ['another program\r\n'])).sign).toBe('stale');
  });

  test('without anything to go by any text counts, and is said to be weak', async () => {
    const { sign, evidence } = await listen({ name: 'mine' }, ['hello\r\n']);
    expect(sign).toBe('alive');
    expect(evidence[0]).toContain('names no proof');
  });
});
