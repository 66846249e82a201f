import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usbAdapter } from './usb-adapter.ts';

test('an adapter is known by what the kernel read from it; any other port by nothing', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-sys-'));
  const device = join(dir, 'devices/usb1/1-1');
  const port = join(device, '1-1:1.3/ttyUSB3');
  mkdirSync(port, { recursive: true });
  for (const [name, text] of Object.entries({ manufacturer: 'Toradex AG\n', product: 'Verdin DB V1.1E\n', serial: '11079014\n' }))
    writeFileSync(join(device, name), text);
  mkdirSync(join(dir, 'class/ttyUSB3'), { recursive: true });
  symlinkSync(port, join(dir, 'class/ttyUSB3/device'));
  mkdirSync(join(dir, 'dev'));
  writeFileSync(join(dir, 'dev/ttyUSB3'), '');
  symlinkSync(join(dir, 'dev/ttyUSB3'), join(dir, 'dev/by-id'));
  expect(usbAdapter(join(dir, 'dev/by-id'), join(dir, 'class'))).toBe('Toradex AG Verdin DB V1.1E, serial 11079014');
  expect(usbAdapter(join(dir, 'nothing'), join(dir, 'class'))).toBe('');
  rmSync(dir, { recursive: true });
});
