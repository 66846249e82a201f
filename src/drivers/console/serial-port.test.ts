import { describe, expect, test } from 'vitest';
import { PortError } from '../../core/errors.ts';
import { openPty, socat } from '../testing/pty.ts';
import { rejection } from '../testing/rejection.ts';
import { context, missing, serialWire } from '../testing/wires.ts';
import { serialConsole } from './serial-port.ts';

test('a missing port says what to do', async () => {
  const error = await rejection(serialConsole({ path: '/dev/serial/by-id/usb-not-there' }).connect(context()));
  expect(error).toBeInstanceOf(PortError);
  expect(error.message).toBe('the serial port /dev/serial/by-id/usb-not-there does not exist');
  expect(error.remedy).toMatch(/by-id/);
});

test('what is no device is told as that', async () => {
  for (const path of [import.meta.filename, import.meta.dirname, '/dev/null', '/dev/zero']) {
    const error = await rejection(serialConsole({ path }).connect(context()));
    expect(error).toMatchObject({ name: 'PortError', fault: 'lab', message: `${path} is no serial port` });
  }
});

test('settings are checked', () => {
  const { schema } = serialConsole({ path: '/dev/ttyUSB0' });
  expect(schema.safeParse({ path: '/dev/ttyUSB0', pace: { chunk: 16, gap: '2ms' }, dtr: false }).success).toBe(true);
  for (const bad of [
    { path: '' },
    { path: 'x', baud: 9600 },
    { path: 'x', pace: { chunk: 0, gap: '2ms' } },
    { path: 'x', pace: { chunk: 1, gap: '2' } },
  ]) {
    expect(schema.safeParse(bad).success).toBe(false);
  }
});

describe.skipIf(missing(socat))('over a pseudo terminal', () => {
  test('a port in use says so', async () => {
    await using pty = await openPty();
    await using first = await serialConsole({ path: pty.path }).connect(context());
    first.onData(() => {});
    const error = await rejection(serialConsole({ path: pty.path }).connect(context()));
    expect(error.message).toContain('is in use by another program');
    expect(error.remedy).toContain('fuser');
  });

  test('asking for modem lines that are not there is an error, and the port is free again', async () => {
    await using pty = await openPty();
    const error = await rejection(serialConsole({ path: pty.path, dtr: true }).connect(context()));
    expect(error.message).toContain('has no DTR and RTS lines');
    await using again = await serialConsole({ path: pty.path }).connect(context());
    expect(again).toBeDefined();
  });

  test('an adapter that is pulled while the board talks is missed at once', async () => {
    for (let round = 0; round < 10; round++) {
      await using wire = await serialWire();
      const lost = new Promise((resolve) => wire.stream.onLost(resolve));
      const flooded = new Promise<void>((resolve) => wire.stream.onData(() => resolve()));
      wire.say(Buffer.alloc(64 * 1024, 'x'));
      await flooded;
      await wire.hangUp();
      expect(await lost).toBeInstanceOf(PortError);
    }
  });

  test('a write that was under way when the adapter was pulled rejects', async () => {
    await using wire = await serialWire();
    const writing = rejection(wire.stream.write(Buffer.alloc(4 * 1024 * 1024, 'x')));
    await wire.hangUp();
    expect(await writing).toBeInstanceOf(PortError);
  });
});
