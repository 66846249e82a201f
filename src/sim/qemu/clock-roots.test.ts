import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { qemuArguments } from './command-line.ts';
import { ConsoleLink } from './console-link.ts';
import { Machine } from './machine.ts';
import { cacheFolder, outFolder, readManifest } from './prepare/manifest.ts';
import { m7NotPrepared, onPrepared } from './testing/prepared.ts';

// CCM_TARGET_ROOT34 and 97 of the reference manual, and the enable bit of both.
const audioAhb = 0x3038_9100;
const uart4 = 0x3038_b080;
const enabled = 2 ** 28;
const isOn = (word: number): boolean => (word & enabled) !== 0;

const patience = { timeout: hostLimit(600_000) };

describe.skipIf(m7NotPrepared !== undefined)(onPrepared('the roots of clocks that the M7 needs', m7NotPrepared), () => {
  const folder = mkdtempSync(join(tmpdir(), 'hil-clock-roots-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  // That of the audio domain has a user in a Linux that has AudioMIX nodes (since 6.5) and drives SDMA2.
  test('Linux leaves them on with mcore_booted=1, and switches off what nobody uses without', patience, async () => {
    expect(await rootsAfterBoot(folder, 'clk-imx8mp.mcore_booted=1')).toEqual({ audioAhb: true, uart4: true });
    expect(await rootsAfterBoot(folder, '')).toEqual({ audioAhb: true, uart4: false });
  });
});

const rootsAfterBoot = async (folder: string, tdxargs: string) => {
  const manifest = readManifest(undefined, 'm7');
  const out = outFolder(cacheFolder(), 'm7');
  const files = { out, emmc: join(folder, 'emmc.img'), ddr: '', tftp: folder };
  await promisify(execFile)('cp', ['--sparse=always', '--reflink=auto', '--', join(out, manifest.emmc), files.emmc]);
  await using a53 = new ConsoleLink();
  await using m7 = new ConsoleLink();
  const ports = { a53: (await a53.listen()).port, m7: (await m7.listen()).port };
  const machine = new Machine(manifest.qemu, qemuArguments(manifest, files, ports), {
    write: () => {},
    said: () => true,
    reset: () => {},
    ended: () => {},
  });
  try {
    const told = conversation(a53);
    await machine.started();
    await machine.go();
    await told('Hit any key', ' ');
    await told('Verdin iMX8MP # ', `setenv tdxargs ${tdxargs}\n`);
    await told('Verdin iMX8MP # ', 'boot\n');
    await told('login:');
    return { audioAhb: isOn(await machine.word(audioAhb)), uart4: isOn(await machine.word(uart4)) };
  } finally {
    await machine.kill();
  }
};

/** Waits for text behind what was waited for before, and answers it. */
const conversation = (console: ConsoleLink): ((text: string, answer?: string) => Promise<void>) => {
  let unheard = '';
  let hear = (): void => {};
  console.connect((bytes) => {
    unheard += Buffer.from(bytes).toString('latin1');
    hear();
  });
  return (text, answer) =>
    new Promise((resolve) => {
      hear = () => {
        const at = unheard.indexOf(text);
        if (at < 0) return;
        hear = () => {};
        unheard = unheard.slice(at + text.length);
        if (answer !== undefined) console.receive(Buffer.from(answer));
        resolve();
      };
      hear();
    });
};
