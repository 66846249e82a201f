import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

// From the interface of a serial port up to its USB device.
const levels = 4;

/** What is printed on an adapter: `Toradex AG Verdin DB, serial 11079014`. Empty where the kernel tells nothing of it, as of a port that is no USB device. */
export const usbAdapter = (path: string, sys = '/sys/class/tty'): string => {
  try {
    let device = realpathSync(join(sys, basename(realpathSync(path)), 'device'));
    for (let level = 0; level < levels; level++, device = dirname(device)) {
      const [maker, product, serial] = ['manufacturer', 'product', 'serial'].map((name) => attribute(join(device, name)));
      if (product !== '') return [[maker, product].filter(Boolean).join(' '), serial && `serial ${serial}`].filter(Boolean).join(', ');
    }
  } catch {
    // Such a port has none.
  }
  return '';
};

const attribute = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
};
