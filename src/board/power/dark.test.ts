import { expect, test } from 'vitest';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { requireDark } from './dark.ts';

const clock = boardClock(20);

test('a board without power answers nothing', async () => {
  expect(await requireDark(new MemoryConsole(clock), { clock })).toBe('nothing');
});

test('joined wires bring back what is typed, and no more', async () => {
  const a53 = new MemoryConsole(clock);
  a53.onSend = (text) => a53.receive(text);
  expect(await requireDark(a53, { clock })).toBe('an echo');
});

test('an idle board that still has power is found, whatever its relay says', async () => {
  const a53 = new MemoryConsole(clock);
  a53.onSend = () => a53.receive('\r\nverdin-imx8mp-06817281 login: ');
  await expect(requireDark(a53, { clock: boardClock(), within: '100ms' })).rejects.toMatchObject({
    fault: 'lab',
    message: 'the relay said off, and the board still answers on its console',
    evidence: expect.arrayContaining([expect.stringContaining('login:')]),
  });
});

test('a PDU that switches seconds after it said so is no stuck contact', async () => {
  const a53 = new MemoryConsole(clock);
  let answers = 3;
  a53.onSend = () => void (answers-- > 0 && a53.receive('\r\nverdin-imx8mp-06817281 login: '));
  expect(await requireDark(a53, { clock })).toBe('nothing');
  expect(answers).toBeLessThan(0);
});
