import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { buildElf } from '../sim/virtual/soc/testing/elf-builder.ts';
import { branchToSelf, image, printer, printerOf } from '../sim/virtual/soc/testing/thumb.ts';
import { modelOf } from './try-command.ts';

interface Ended {
  readonly code: number;
  readonly text: string;
}

const hilTry = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['bin/hil.js', 'try', ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
    );
  });

const elfWith = (code: Uint8Array): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'hil-try-')), 'image.elf');
  writeFileSync(file, buildElf({ entry: 0x11, segments: [{ paddr: 0, data: image(0, 0x2000_8000, code) }] }));
  return file;
};

test('an image of ours lives, by its nonce', { timeout: hostLimit(120_000) }, async () => {
  const { code, text } = await hilTry('firmware/prebuilt/tcm-hello.elf');
  expect(text).toMatch(/M7 UART:\n {2}\| .*\n(?: {2}\| .*\n)* {2}\| hil-m7 tcm-hello tick=1 /);
  expect(text.split('\n').length).toBeLessThan(60);
  expect(text).toContain('outcome: alive, predicted alive\n  the image itself said the nonce');
  expect(code).toBe(0);
});

test('an image without a proof of its own is judged by what it printed, and that is said', { timeout: hostLimit(120_000) }, async () => {
  const { code, text } = await hilTry(elfWith(printer('Q', branchToSelf)));
  expect(text).toMatch(/M7 UART:\n {2}\| Q\n/);
  expect(text).toContain('life is shown by output on the M7 UART in this boot');
  expect(code).toBe(0);
});

test('an image that prints its own fault has crashed, whatever else it printed', { timeout: hostLimit(120_000) }, async () => {
  const { code, text } = await hilTry(elfWith(printerOf('up\r\nHardFault_Handler: CFSR=0x00008200 PC=0x1ffe0412\r\n')));
  expect(text).toMatch(/M7 UART:\n {2}\| up\n {2}\| HardFault_Handler/);
  expect(text).toContain('outcome: crashed, predicted alive');
  expect(text).toContain('m7: HardFault_Handler: CFSR=0x00008200');
  expect(text).not.toContain('life is shown');
  expect(code).toBe(1);
});

test.for([
  ['--kernel', '4.4', "there is no kernel '4.4' of the virtual board", '5.15, 6.1, 6.6, 6.12'],
  ['--image', 'debian', "there is no image 'debian' of the virtual board", 'torizon, bsp'],
] as const)('%s %s is refused with those that there are', async ([option, value, sentence, known]) => {
  const { code, text } = await hilTry('firmware/prebuilt/tcm-hello.elf', option, value);
  expect(text).toMatch(new RegExp(`^hil: ${sentence}\n.*${known}\n$`));
  expect(code).toBe(3);
});

test('an image that is linked for another model of board is known', () => {
  expect(modelOf(new Uint8Array(readFileSync('firmware/prebuilt/imx8mm/tcm-hello.elf')))?.name).toBe('verdin-imx8mm');
  expect(modelOf(new Uint8Array(readFileSync('firmware/prebuilt/a53-addresses.elf')))).toBeUndefined();
});

test('a DDR image without a start vector is mute, with cause and fix', { timeout: hostLimit(120_000) }, async () => {
  const { code, text } = await hilTry('firmware/prebuilt/ddr-plain.elf');
  expect(text).toContain('outcome: mute, predicted mute');
  expect(text).toMatch(/cause \(.*\): .*\n {2}fix: /);
  expect(code).toBe(1);
});

/** A flat binary that says its line as U-Boot starts it, and nothing more. */
const binThatSpeaksOnce = (): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'hil-try-')), 'once.bin');
  writeFileSync(file, image(0, 0x2000_8000, printerOf('hello once\r\n')));
  return file;
};

test('a .bin that U-Boot starts, and that speaks before Linux is up alone, lives as long as its core goes on', {
  timeout: hostLimit(120_000),
}, async () => {
  const { code, text } = await hilTry(binThatSpeaksOnce(), '--preload');
  expect(text).toMatch(/^once.bin: \d+ bytes, a flat binary, linked at 0x00000000\non a virtual/);
  expect(text).toMatch(/M7 UART:\n {2}\| hello once\n/);
  expect(text).toContain('outcome: alive, predicted alive');
  expect(text).toContain('it has been silent since Linux is up, and its core executes instructions all the time');
  expect(code).toBe(0);
});

test('a core that lost its clocks to Linux is mute, although it spoke before, and that is told with what keeps them on', {
  timeout: hostLimit(120_000),
}, async () => {
  const { code, text } = await hilTry(binThatSpeaksOnce(), '--preload', '--no-mcore-booted');
  expect(text).toContain('outcome: mute, predicted mute');
  expect(text).toContain('Linux has switched off the clocks of the M7');
  expect(text).toMatch(/cause \(certain\): without clk-imx8mp.mcore_booted=1 .*\n {2}fix: boot Linux with/);
  expect(code).toBe(1);
});

test('a flat binary that Linux is given is refused, with its cause', { timeout: hostLimit(120_000) }, async () => {
  const { code, text } = await hilTry(binThatSpeaksOnce());
  expect(text).toContain('outcome: refused, predicted refused');
  expect(text).toMatch(/cause \(certain\): .*\.bin/);
  expect(code).toBe(1);
});

test.each([
  ['/nowhere/x.elf', '/nowhere/x.elf cannot be read: there is no such file'],
  ['firmware', 'firmware cannot be read: it is a directory'],
])('a file that cannot be had is one sentence, with what to do: %s', async (file, sentence) => {
  expect(await hilTry(file)).toEqual({ code: 3, text: expect.stringContaining(sentence) });
});
