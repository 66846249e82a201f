import { expect, test } from 'vitest';
import { CommandError } from '../core/errors.ts';
import { boardClock } from '../core/time.ts';
import { ConsoleSession } from './console-session.ts';
import { sendChecked, sendPaced } from './paced-writer.ts';
import { MemoryStream } from './testing/memory-stream.ts';
import { rejection } from './testing/rejection.ts';

const clock = boardClock();
const pace = { chunk: 4, gap: '1ms', clock } as const;

/** A U-Boot that echoes, and on the listed attempts loses the character at `hole`. */
const uboot = (losesOn: readonly number[], hole = 3) => {
  const { near, far } = MemoryStream.pair();
  const console = new ConsoleSession({ name: 'a53', stream: near, clock });
  let attempt = 1;
  let typed = 0;
  far.onData((chunk) => {
    for (const char of Buffer.from(chunk).toString()) {
      typed++;
      if (char === '\x03') {
        attempt++;
        typed = 0;
        void far.write('<INTERRUPT>\r\nVerdin iMX8MP # ');
      } else if (!losesOn.includes(attempt) || typed !== hole) void far.write(char === '\r' ? '\r\n' : char);
    }
  });
  return { console, near };
};

test('sends in pieces, in order', async () => {
  const { console, near } = uboot([]);
  await sendPaced(console, 'printenv loadaddr', pace);
  expect(near.written).toBe('printenv loadaddr');
});

test('an abort between pieces stops the rest', async () => {
  const { console, near } = uboot([]);
  const controller = new AbortController();
  console.onSent(() => controller.abort(new Error('off')));
  expect((await rejection(sendPaced(console, 'printenv loadaddr', { ...pace, signal: controller.signal }))).message).toBe('off');
  expect(near.written).toBe('prin');
});

test('a line with a hole is typed again and entered once', async () => {
  const { console, near } = uboot([1, 2]);
  await sendChecked(console, 'printenv', { ...pace, within: '100ms' });
  expect(near.written).toBe('printenv\x03printenv\x03printenv\r');
});

test('a line that never comes back right is not entered', async () => {
  const { console, near } = uboot([1, 2, 3]);
  const error = await rejection(sendChecked(console, 'printenv', { ...pace, within: '100ms' }));
  expect(error).toBeInstanceOf(CommandError);
  expect(error.evidence).toHaveLength(3);
  expect(error.evidence?.[2]).toContain('prntenv');
  expect(near.written).not.toContain('\r');
});
