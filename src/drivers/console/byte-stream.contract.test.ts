import { describe, expect, test } from 'vitest';
import { PortError } from '../../core/errors.ts';
import { until } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { missing, wires } from '../testing/wires.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

for (const { name, open, needs } of wires) {
  const reason = missing(needs);
  describe.skipIf(reason)(`a byte stream over ${name}${reason ? ` (${reason})` : ''}`, () => {
    test('carries every byte value both ways', async () => {
      await using wire = await open();
      const heard: Uint8Array[] = [];
      wire.stream.onData((chunk) => heard.push(chunk));
      await wire.stream.write(everyByte);
      wire.say(everyByte);
      await until(() => wire.heard().length >= 256 && Buffer.concat(heard).length >= 256);
      expect(wire.heard()).toEqual(Buffer.from(everyByte));
      expect(Buffer.concat(heard)).toEqual(Buffer.from(everyByte));
    });

    test('keeps what comes before anybody listens', async () => {
      await using wire = await open();
      wire.say(Buffer.from('U-Boot SPL'));
      await wire.stream.write(Buffer.from('x'));
      await until(() => wire.heard().length === 1);
      const heard: Uint8Array[] = [];
      wire.stream.onData((chunk) => heard.push(chunk));
      await until(() => Buffer.concat(heard).toString() === 'U-Boot SPL');
    });

    test('keeps the order of writes that overlap', async () => {
      await using wire = await open();
      const words = Array.from({ length: 100 }, (_, index) => `${index} `);
      await Promise.all(words.map((word) => wire.stream.write(Buffer.from(word))));
      await until(() => wire.heard().length >= words.join('').length);
      expect(wire.heard().toString()).toBe(words.join(''));
    });

    test('tells once that the other side is gone, and refuses writes from then on', async () => {
      await using wire = await open();
      const losses: Error[] = [];
      wire.stream.onLost((error) => losses.push(error));
      await wire.hangUp();
      await until(() => losses.length > 0);
      expect(losses).toHaveLength(1);
      expect(losses[0]).toBeInstanceOf(PortError);
      expect(await rejection(wire.stream.write(Buffer.from('x')))).toBeInstanceOf(PortError);
      const late = await new Promise((resolve) => wire.stream.onLost(resolve));
      expect(late).toBe(losses[0]);
    });

    test('is not lost by being closed', async () => {
      await using wire = await open();
      const losses: Error[] = [];
      wire.stream.onLost((error) => losses.push(error));
      await wire.stream[Symbol.asyncDispose]();
      await wire.stream[Symbol.asyncDispose]();
      expect(await rejection(wire.stream.write(Buffer.from('x')))).toBeInstanceOf(PortError);
      expect(losses).toEqual([]);
    });
  });
}
