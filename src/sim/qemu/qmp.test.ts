import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Qmp } from './qmp.ts';

const bench = () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const events: string[] = [];
  const qmp = new Qmp(input, output, ({ event }) => events.push(event));
  const says = (...answers: object[]) => input.write(answers.map((answer) => `${JSON.stringify(answer)}\r\n`).join(''));
  return { qmp, input, output, events, says };
};

const greeting = { QMP: { version: { qemu: { major: 10 } }, capabilities: ['oob'] } };

test('is ready once it was greeted and has shaken hands', async () => {
  const { qmp, output, says } = bench();
  says(greeting);
  const ready = qmp.ready();
  const [command] = (await once(output, 'data')) as [Buffer];
  expect(String(command)).toBe('{"execute":"qmp_capabilities"}\n');
  says({ return: {} });
  await ready;
});

test('answers come to who asked, events beside them, however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.constant('RESET'), fc.string()), { maxLength: 20 }), fc.array(fc.nat()), async (list, cuts) => {
      const { qmp, input, events } = bench();
      const asked = list.filter((entry) => entry !== 'RESET').map((entry) => qmp.execute('echo', { entry }));
      const text = list.map((entry) => `${JSON.stringify(entry === 'RESET' ? { event: entry } : { return: entry })}\r\n`).join('');
      const bytes = Buffer.from(text);
      const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      for (const [index, end] of at.slice(1).entries()) input.write(bytes.subarray(at[index], end));
      expect(await Promise.all(asked)).toEqual(list.filter((entry) => entry !== 'RESET'));
      expect(events).toEqual(list.filter((entry) => entry === 'RESET'));
    }),
  );
});

test('a refusal rejects with the words of QEMU, and the next command is answered as its own', async () => {
  const { qmp, says } = bench();
  const [refused, next] = [qmp.execute('nonsense'), qmp.execute('query-status')];
  says({ error: { class: 'CommandNotFound', desc: 'The command nonsense has not been found' } }, { return: { running: true } });
  await expect(refused).rejects.toMatchObject({ name: 'PowerError', message: 'QEMU refuses: The command nonsense has not been found' });
  expect(await next).toEqual({ running: true });
});

test('the end of QEMU ends what waits and what comes later', async () => {
  const { qmp, input } = bench();
  const waiting = [qmp.ready(), qmp.execute('cont')];
  input.destroy();
  for (const each of waiting) await expect(each).rejects.toThrow('QEMU has ended');
  await expect(qmp.execute('cont')).rejects.toThrow('QEMU has ended');
});
