import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Firmware, FirmwareKind } from '../../core/firmware.ts';
import { boardClock } from '../../core/time.ts';
import { MemoryConsole } from '../boot/testing/memory-console.ts';
import { type CommandResult, UBootMachine } from '../boot/testing/uboot-machine.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { checkPreload, type PreloadReport } from './preload-check.ts';
import { preloadCommands, preloadEnvironment } from './preload-environment.ts';
import { type PreloadImage, preloadImage } from './preload-image.ts';

const { profile } = verdinImx8mp.model;

const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

const firmware = (content: Uint8Array, kind: FirmwareKind = 'm7-bin'): Firmware => ({
  name: 'hello',
  kind,
  path: `hello.${kind.slice(3)}`,
  sha256: createHash('sha256').update(content).digest('hex'),
  content,
});

const tcm = firmware(words(0x20020000, 0x4dd, 1, 2, 3));
const ddr = firmware(words(0x80400000, 0x800004dd, 1, 2, 3));

/** One ELF header, one program header, the segment behind them. */
const elf = (entry: number, segment: Uint8Array): Firmware => {
  const content = new Uint8Array(84 + segment.length);
  const view = new DataView(content.buffer);
  view.setUint32(0, 0x7f454c46);
  view.setUint32(24, entry, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 1, true);
  view.setUint32(52, 1, true);
  view.setUint32(56, 84, true);
  view.setUint32(68, segment.length, true);
  content.set(segment, 84);
  return firmware(content, 'm7-elf');
};

/** A U-Boot with a file system and memory: `bootaux` says what it finds at the address. */
const board = (files: Record<string, Uint8Array>, { elfAware = false } = {}) => {
  const clock = boardClock();
  const console = new MemoryConsole(clock);
  const machine = new UBootMachine(console);
  const memory = new Map<number, Uint8Array>();
  let up = false;
  machine.variables.set('loadaddr', '0x48200000');
  machine.commands.set('load', ([, , address = '', path = '']) => {
    const file = files[path];
    if (file === undefined) return { status: 1, output: `** File not found ${path} **\nFailed to load '${path}'\n` };
    memory.set(Number(address), file);
    machine.variables.set('filesize', file.length.toString(16));
    return { status: 0, output: `${file.length} bytes read in 3 ms (6.5 KiB/s)\n` };
  });
  machine.commands.set('itest', ([left, , right]) => ({ status: Number(left) <= Number(right) ? 0 : 1 }));
  machine.commands.set('cp.b', ([from, to, count]) => {
    memory.set(Number(to), memory.get(Number(from))!.subarray(0, Number.parseInt(count!, 16)));
    return { status: 0 };
  });
  machine.commands.set('dcache', () => ({ status: 0 }));
  machine.commands.set('bootaux', ([address]): CommandResult => {
    if (up) return { status: 0, output: '## Auxiliary core is already up\n' };
    const content = memory.get(Number(address)) ?? words(0xffffffff, 0xffffffff);
    const view = new DataView(content.buffer, content.byteOffset);
    up = true;
    const isElf = elfAware && view.getUint32(0) === 0x7f454c46;
    const [stack, pc] = isElf ? [view.getUint32(84, true), view.getUint32(24, true)] : [view.getUint32(0, true), view.getUint32(4, true)];
    const hex = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;
    return {
      status: 0,
      output: `${isElf ? '' : `## No elf image at address ${address}\n`}## Starting auxiliary core stack = ${hex(stack)}, pc = ${hex(pc)}...\n`,
    };
  });
  machine.showPrompt();
  return { machine, memory, shell: new UBootShell({ console, profile, clock }) };
};

const path = '/var/firmware/hello.bin';

/** The preload as one line, as a boot runs it, and what its words say. */
const preload = async (shell: UBootShell, image: PreloadImage): Promise<PreloadReport> => {
  const { stdout } = await shell.run(preloadCommands(image, profile).join(' && '), { reject: false });
  return checkPreload(stdout.split('\n'), image);
};

describe('starting the M7 from the prompt', () => {
  test('copies a TCM image whole and compares the start vector', async () => {
    const { shell, memory } = board({ [path]: tcm.content });
    expect(await preload(shell, preloadImage(tcm, path))).toEqual({ bytesRead: 20, stack: 0x20020000, pc: 0x4dd });
    expect(memory.get(0x7e0000)).toEqual(tcm.content);
  });

  test('loads a DDR image where it is linked', async () => {
    const { shell, memory } = board({ [path]: ddr.content });
    expect(await preload(shell, preloadImage(ddr, path))).toMatchObject({ stack: 0x80400000, pc: 0x800004dd });
    expect(memory.get(0x80000000)).toEqual(ddr.content);
  });

  test('starts an ELF with its entry where U-Boot knows ELF', async () => {
    const image = elf(0x800004dd, words(0x80400000, 0x800004dd));
    const { shell } = board({ [path]: image.content }, { elfAware: true });
    expect(await preload(shell, preloadImage(image, path))).toMatchObject({ stack: 0x80400000, pc: 0x800004dd });
  });

  const failure = async (prepare: () => { shell: UBootShell; image?: Firmware }): Promise<unknown> => {
    const { shell, image = tcm } = prepare();
    return await preload(shell, preloadImage(image, path)).catch((error: unknown) => error);
  };

  test('never starts what was not loaded', async () => {
    const { shell, memory } = board({});
    expect(await failure(() => ({ shell }))).toMatchObject({
      fault: 'lab',
      message: 'U-Boot cannot load /var/firmware/hello.bin: ** File not found /var/firmware/hello.bin **',
      evidence: expect.arrayContaining(['U-Boot: ** File not found /var/firmware/hello.bin **']),
    });
    expect(memory.size).toBe(0);
  });

  test('never copies an image over the end of the TCM', async () => {
    const large = firmware(Uint8Array.from([...tcm.content, ...new Uint8Array(0x20000)]));
    const { shell, memory } = board({ [path]: large.content });
    expect(await failure(() => ({ shell, image: large }))).toMatchObject({
      fault: 'dut',
      message: 'U-Boot loaded /var/firmware/hello.bin and did not start it',
    });
    expect(memory.has(0x7e0000)).toBe(false);
  });

  test.each<[string, () => { shell: UBootShell; image?: Firmware }, string]>([
    [
      'a file cut short',
      () => board({ [path]: tcm.content.subarray(0, 12) }),
      'U-Boot read 12 bytes of /var/firmware/hello.bin, which should have 20',
    ],
    [
      'another build of the same size',
      () => board({ [path]: words(0x20020000, 0x501, 1, 2, 3) }),
      'U-Boot started the M7 with stack 0x20020000 and pc 0x00000501, and the image has 0x20020000 and 0x000004DD',
    ],
    [
      'an ELF on a U-Boot that takes .bin only',
      () => ({ ...board({ [path]: elf(0x4dd, words(0x20020000, 0x4dd)).content }), image: elf(0x4dd, words(0x20020000, 0x4dd)) }),
      'U-Boot started the M7 with stack 0x464C457F',
    ],
  ])('says what is wrong with %s', async (_, prepare, message) => {
    expect(await failure(prepare)).toMatchObject({ name: 'PreloadError', message: expect.stringContaining(message) });
  });

  test('says when the M7 was up already and kept what it had', async () => {
    const { shell } = board({ [path]: tcm.content });
    await preload(shell, preloadImage(tcm, path));
    expect(await failure(() => ({ shell }))).toMatchObject({
      message: 'the M7 was running already, so U-Boot did not start /var/firmware/hello.bin',
    });
  });

  test('says when U-Boot lacks a command', async () => {
    const { shell, machine } = board({ [path]: tcm.content });
    machine.commands.delete('itest');
    expect(await failure(() => ({ shell }))).toMatchObject({
      fault: 'dut',
      message: "this U-Boot cannot start /var/firmware/hello.bin: Unknown command 'itest' - try 'help'",
    });
  });
});

describe('starting the M7 at every boot', () => {
  test('works as one line of the environment, which fails safe', async () => {
    const { machine, memory, shell } = board({ [path]: tcm.content });
    const variables = preloadEnvironment(preloadImage(tcm, path), profile, { system: 'torizon', bootcmd: 'run distro_bootcmd' });
    expect(variables).toEqual({
      m4boot: `load mmc 2:1 \${loadaddr} /var/firmware/hello.bin && itest 0x\${filesize} -le 0x20000 && cp.b \${loadaddr} 0x7e0000 \${filesize} && dcache flush && bootaux 0x7e0000`,
      bootcmd: 'run m4boot; run distro_bootcmd',
    });
    machine.variables.set('m4boot', variables.m4boot!);
    const { stdout } = await shell.run('run m4boot');
    expect(checkPreload(stdout.split('\n'), preloadImage(tcm, path))).toMatchObject({ pc: 0x4dd });
    expect(memory.get(0x7e0000)).toEqual(tcm.content);
  });

  test('leaves a boot command alone that runs it already, and that of the reference image', () => {
    const image = preloadImage(ddr, path);
    expect(Object.keys(preloadEnvironment(image, profile, { system: 'torizon', bootcmd: 'run m4boot; run bootcmd_mmc2' }))).toEqual([
      'm4boot',
    ]);
    expect(Object.keys(preloadEnvironment(image, profile, { system: 'bsp' }))).toEqual(['m4boot']);
  });

  test('is found in the log of a whole boot', () => {
    const log =
      '5921 bytes read in 6 ms (963 KiB/s)\n20 bytes read in 1 ms (19 KiB/s)\n## Starting auxiliary core stack = 0x20020000, pc = 0x000004DD...\n11836324 bytes read in 43 ms\nStarting kernel ...\n';
    expect(checkPreload(log.split('\n'), preloadImage(tcm, path))).toMatchObject({ bytesRead: 20 });
    expect(() => checkPreload(log.replace(/^20 bytes.*\n## .*\n/m, '').split('\n'), preloadImage(tcm, path))).toThrow(
      'U-Boot never started /var/firmware/hello.bin',
    );
  });
});

test('a boot whose loader said nothing proves nothing', () => {
  expect(() => checkPreload([], preloadImage(tcm, path))).toThrow(expect.objectContaining({ name: 'PreloadError', fault: 'lab' }));
});

describe('an image U-Boot could only crash with', () => {
  test.each([
    ['no Thumb entry', firmware(words(0x20020000, 0x4dc))],
    ['too short', firmware(new Uint8Array(4))],
    ['named an ELF', firmware(words(0x20020000, 0x4dd), 'm7-elf')],
    ['named a .bin', { ...elf(0x4dd, words(0x20020000)), kind: 'm7-bin' as const }],
  ])('is refused: %s', (_, image) => {
    expect(() => preloadImage(image, path)).toThrow(expect.objectContaining({ name: 'FirmwareError' }));
  });

  test('or cannot be named to U-Boot', () => {
    expect(() => preloadImage(tcm, '/var/my firmware;reset')).toThrow(/spaces and shell characters/);
  });
});

test('every step can be joined and none uses the size in decimal', () => {
  for (const image of [tcm, ddr]) {
    const commands = preloadCommands(preloadImage(image, path), profile);
    expect(commands.at(-1)).toMatch(/^bootaux 0x/);
    expect(commands.join()).not.toMatch(/;/);
  }
});
