import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HiddenValues } from './hidden-values.ts';

const seen = (text: string, lab = ''): string => {
  const hidden = new HiddenValues();
  hidden.lookAtLabFile(lab);
  hidden.look(text);
  return hidden.hide(text);
};

test.each([
  ['ssh: 10.0.7.41 and 10.0.7.4 answer, 10.0.7.41 again', 'ssh: [address-1] and [address-2] answer, [address-1] again'],
  ['eth0: fe80::1:2ff:fe03:405/64', 'eth0: [address-1]/64'],
  ['fec: link/ether 00:14:2d:aa:bb:cc', 'fec: link/ether [mac-1]'],
  ['written by jane.doe@lab.example.com', 'written by [mail-1]'],
  ['at /home/jane/lab/m7.elf', 'at /home/[user-1]/lab/m7.elf'],
])('%s', (text, hidden) => {
  expect(seen(text)).toBe(hidden);
});

test.each([
  'listening on 127.0.0.1 and 0.0.0.0',
  'U-Boot 2022.04-6.4.0+git.dc27426aa417',
  'Linux version 5.15.129-6.4.0, GCC 11.4.0',
  '[   12.345678] 30860000.serial: ttymxc0 at MMIO 0x30860000 (irq = 29, base_baud = 1500000)',
  '01:02:03 up 4 days, ::1',
  'cpu@0::clock',
])('says nothing of a lab: %s', (text) => {
  expect(seen(text)).toBe(text);
});

test('a lab file loses hosts, serial numbers of adapters and passwords that somebody wrote into it', () => {
  const lab = `
    ssh: sshShell({ host: 'verdin-imx8mp-06817281.local', password: 'correct-horse' }),
    power: shellyPlug({ host: "10.0.7.41" }), login: { password: literalSecret('x', 'swordfish9') },
    a53: serialConsole({ path: '/dev/serial/by-id/usb-FTDI_FT4232H_FT8XYZ12-if03-port0' }), other: fromEnv('LAB_PASSWORD')`;
  const text = seen(lab, lab);
  for (const word of ['06817281', 'correct-horse', '10.0.7.41', 'swordfish9', 'FT8XYZ12']) expect(text).not.toContain(word);
  expect(text).toContain("fromEnv('LAB_PASSWORD')");
});

test('a value that two pieces of a stream share is hidden, and nothing else is moved', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('10.0.7.41', '10.0.7.4', ' ', 'login: ', '\r\n', 'x'), { maxLength: 30 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      (words, cuts) => {
        const text = words.join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        const hidden = new HiddenValues();
        hidden.look(text);
        const out = hidden.hideStream(pieces);
        expect(out).toHaveLength(pieces.length);
        expect(out.join('')).toBe(hidden.hide(text));
        if (hidden.all.every(({ kind }) => kind !== 'address')) expect(out).toEqual(pieces);
      },
    ),
  );
});
