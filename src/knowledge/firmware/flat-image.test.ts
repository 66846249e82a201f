import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as flat from './flat-image.ts';
import { words } from './testing/elf-writer.ts';
import { imageOf } from './testing/images.ts';
import { target, toBin } from './testing/verdin-imx8mp.ts';

const flatImageOf = (content: Uint8Array): flat.FlatImage => flat.flatImageOf(content, target);

const bin = (stack: number, pc: number, bytes = 4096): Uint8Array => {
  const file = new Uint8Array(bytes);
  file.set(words(stack, pc));
  return file;
};

const behind = (at: number, bytes: readonly number[]): Uint8Array => {
  const content = new Uint8Array(Math.max(0x1000, at + bytes.length));
  content.set(bytes, at);
  return content;
};

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: U-Boot expands it
  ['tcm-hello', 0, 'cp.b ${loadaddr} 0x7e0000 ${filesize}'],
  ['ddr-plain', 0x80000000, 'load mmc 2:1 0x80000000 FILE && dcache flush && bootaux 0x80000000'],
  ['ddr-high', 0x80100000, 'bootaux 0x80'],
])('the .bin of %s', (name, linkedAt, line) => {
  const { bytes, startVector } = toBin(imageOf(name), { leaveOutStartVector: true });
  const flat = flatImageOf(bytes);
  expect(flat).toMatchObject({ kind: 'm7-bin', stackPointer: startVector!.stackPointer, programCounter: startVector!.programCounter });
  if (linkedAt !== 0x80100000) expect(flat.linkedAt).toBe(linkedAt);
  expect(flat.bootaux).toContain(line);
});

test('a .bin that is larger than the ITCM', () => {
  expect(flatImageOf(bin(0x20020000, 0x401, 0x20010)).remarks[0]).toContain('16 more than the ITCM holds');
});

describe('images of other chips', () => {
  test.each([
    ['STM32F4', bin(0x20020000, 0x08000189), /STM32/],
    ['STM32H7', bin(0x24080000, 0x08000299), /STM32/],
    ['RP2040', bin(0x20042000, 0x100001f7), /RP2040/],
    ['i.MX RT1060', bin(0x20020000, 0x60002345), /i\.MX RT/],
    ['the M4 of an i.MX 8M Mini', bin(0x20020000, 0x1ffe0355), /i\.MX 8M Mini/],
    ['the M4 of an i.MX 7', bin(0x20008000, 0x1fff8311), /i\.MX 7/],
    ['a Kinetis K64', bin(0x20030000, 0x411), /Kinetis/],
    ['an nRF behind its boot loader', bin(0x20010000, 0x26101), /nRF/],
    ['an i.MX 93', bin(0x20020000, 0x0ffe0101), /^its vectors fit the Cortex-M33 of an i.MX 93/],
    ['the M4 of an STM32MP1', bin(0x10060000, 0x10000301), /STM32MP1/],
    ['the M4F of an AM62', bin(0x40000, 0x201), /AM62/],
    ['a Kinetis KL46', bin(0x20006000 - 0x8000, 0x411), /Kinetis/],
  ])('%s', (_, file, hint) => {
    const { kind, remarks } = flatImageOf(file);
    expect([kind, remarks.join('; ')]).toEqual(['other-chip', expect.stringMatching(hint)]);
  });

  test('what this chip and another one could start is called both', () => {
    const { kind, remarks } = flatImageOf(bin(0x20020000, 0x60002321, 0x4000));
    expect([kind, remarks.join('; ')]).toEqual(['m7-bin', expect.stringMatching(/or it is for another chip: .*i\.MX RT/)]);
  });

  test('a sibling with the same memories is no hint, and neither is one that could fetch nothing from there', () => {
    expect(flatImageOf(bin(0x50030000, 0x50000305))).toMatchObject({
      kind: 'no-image',
      remarks: [expect.stringContaining('execute-never')],
    });
  });

  test('a Kinetis by its flash configuration, and an RP2040 by its boot loader, though the first words would do', () => {
    const kinetis = bin(0x20006000, 0x811);
    kinetis.fill(0xff, 0x400, 0x410);
    kinetis[0x40c] = 0xfe;
    expect(flatImageOf(kinetis).kind).toBe('other-chip');
    const pico = bin(0x4b32b500, 0x60582021);
    pico.set(words(0x20042000, 0x100001f7), 0x100);
    const { kind, remarks } = flatImageOf(pico);
    expect([kind, remarks[0]]).toEqual(['other-chip', expect.stringContaining('RP2040')]);
  });
});

test.each([
  ['Intel HEX', new TextEncoder().encode(':020000040800F2\n'), /Intel HEX/],
  ['S-records', new TextEncoder().encode('S00600004844521B\n'), /S-record/],
  ['erased flash', new Uint8Array(4096).fill(0xff), /one byte repeated/],
  ['a text', new TextEncoder().encode('404 Not Found\n'), /text/],
  ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0), /unpack/],
  ['an LZ4 frame', Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0x55, 0x55), /unpack/],
  ['Intel HEX behind an empty line', new TextEncoder().encode('\r\n:020000040800F2\n'), /Intel HEX/],
  ['S-records without their header', new TextEncoder().encode('S31500000000000220001104000013040000150400009C\n'), /S-record/],
  ['a card with a boot container 1 KiB behind its begin', behind(0x400, [0xd1, 0, 0x20, 0x41]), /boot container/],
  ['a disk image', behind(450, [0x0c, ...new Array<number>(59).fill(0), 0x55, 0xaa]), /whole disk/],
  ['a container of an i.MX 95', Uint8Array.of(2, 0, 0x10, 0x87, 0, 0, 0, 0, 0), /boot container/],
  ['an image vector table of an i.MX 8M', Uint8Array.of(0xd1, 0, 0x20, 0x40, 0, 0, 0x7e, 0, 0), /boot container/],
  ['an ELF behind a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7f, 0x45, 0x4c, 0x46, 1, 1), /byte order mark/],
  ['a login page', new TextEncoder().encode('<!DOCTYPE html><html><title>Sign in</title></html>'), /web page/],
  ['what Git LFS left', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /Git LFS/],
  ['an ELF in base64', new TextEncoder().encode('f0VMRgEBAQAAAAAAAAAAAAIAKAABAAAA'), /base64/],
  ['a library', new TextEncoder().encode('!<arch>\nmain.o/         0   '), /library/],
  ['a tar', behind(257, [0x75, 0x73, 0x74, 0x61, 0x72]), /tar: unpack/],
  ['the flash of an i.MX RT1170', behind(0x400, [0x46, 0x43, 0x46, 0x42]), /i\.MX RT.*another chip/],
  ['an i.MX RT image without a FlexSPI configuration', behind(0x1000, [0xd1, 0, 0x20, 0x43, ...new Array<number>(60).fill(0)]), /i\.MX RT/],
  ['a container of an i.MX RT1180', behind(0x1000, [0, 0x20, 1, 0x87, ...new Array<number>(60).fill(0)]), /i\.MX RT/],
  ['an image that imgtool signed', Uint8Array.of(0x3d, 0xb8, 0xf3, 0x96, 0, 0, 0, 0, 0, 2), /MCUboot.*not signed/],
  ['a signed image of a TI K3', Uint8Array.of(0x30, 0x82, 6, 0x11, 0x30, 0x82, 3, 0xf9, 0xa0), /certificate/],
  ['nothing', new Uint8Array(), /0 bytes/],
])('%s is no image', (_, file, remark) => {
  const { kind, remarks } = flatImageOf(file);
  expect([kind, remarks[0]]).toEqual(['no-image', expect.stringMatching(remark)]);
});

test('any bytes are judged', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1200 }), (bytes) => flatImageOf(bytes).remarks !== undefined));
});
