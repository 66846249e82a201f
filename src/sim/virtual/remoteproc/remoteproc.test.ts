import { afterEach, expect, test } from 'vitest';
import { until } from '../soc/testing/bench.ts';
import { buildElf } from '../soc/testing/elf-builder.ts';
import { image, printer, words } from '../soc/testing/thumb.ts';
import { bootLinux, type Linux, type LinuxOptions, shutDown } from './testing/linux.ts';

const ddr = 0x8000_0000;
const stack = 0x2000_8000;
const boards: Linux[] = [];

const boot = async (options?: LinuxOptions): Promise<Linux> => {
  const linux = await bootLinux(options);
  boards.push(linux);
  return linux;
};

const tcmImage = (character: string): Uint8Array => buildElf({ segments: [{ paddr: 0, data: image(0, stack, printer(character)) }] });
const ddrImage = (character: string): Uint8Array => buildElf({ segments: [{ paddr: ddr, data: image(ddr, stack, printer(character)) }] });
const preloaded =
  (character: string): LinuxOptions['before'] =>
  ({ soc }) => {
    soc.cpuWrite(ddr, image(ddr, stack, printer(character)));
    soc.bootaux(ddr, { elfSupported: false });
  };

afterEach(() => {
  for (const linux of boards.splice(0)) shutDown(linux);
});

test('a TCM image runs, and the log is that of the kernel', async () => {
  const { start, heard, log, rproc } = await boot();
  const firmware = tcmImage('T');

  expect(await start(firmware)).toBe(0);
  await until(() => heard() === 'T');
  expect(rproc.state).toBe('running');
  expect(log).toEqual([
    '6 remoteproc remoteproc0: imx-rproc is available',
    '6 remoteproc remoteproc0: powering up imx-rproc',
    `6 remoteproc remoteproc0: Booting fw image m7.elf, size ${firmware.length}`,
    '6 imx-rproc imx8mp-cm7: No resource table in elf',
    '6 remoteproc remoteproc0: remote processor imx-rproc is now up',
  ]);
});

test.for([1, 2, 3])('a DDR image without vectors on a cold board is mute while everything says running (seed %i)', async (seed) => {
  const { start, heard, rproc, soc } = await boot({ seed });
  expect(await start(ddrImage('D'))).toBe(0);
  await until(() => soc.activity === 'lockup');
  expect(rproc.state).toBe('running');
  expect(heard()).toBe('');
});

test('after bootaux of the same image it runs', async () => {
  const { start, heard, rproc } = await boot({ before: preloaded('D') });
  expect(rproc.state).toBe('attached');
  expect(rproc.firmware).toBe('unknown');
  await until(() => heard() === 'D');
  expect(await rproc.writeState('stop')).toBe(0);
  expect(await start(ddrImage('d'))).toBe(0);
  await until(() => heard() === 'Dd');
});

test('after a TCM image the TCM image runs again: its vectors are stale', async () => {
  const { start, heard, rproc } = await boot();
  await start(tcmImage('T'));
  await until(() => heard() === 'T');
  await rproc.writeState('stop');
  expect(await start(ddrImage('D'))).toBe(0);
  await until(() => heard() === 'TT');
});

test('an 8-byte segment at 0 makes a DDR image stand alone', async () => {
  const { start, heard } = await boot();
  const program = image(ddr, stack, printer('V'));
  await start(
    buildElf({
      segments: [
        { paddr: 0, data: program.slice(0, 8) },
        { paddr: ddr, data: program },
      ],
    }),
  );
  await until(() => heard() === 'V');
});

test.for([
  { what: 'one byte short of the end of the ITCM', paddr: 0, memsz: 0x1_ffff, result: 0, log: [] },
  {
    what: 'the whole ITCM',
    paddr: 0,
    memsz: 0x2_0000,
    result: -22,
    log: ['4 imx-rproc imx8mp-cm7: Translation failed: da = 0x0 len = 0x20000', '3 remoteproc remoteproc0: bad phdr da 0x0 mem 0x20000'],
  },
  { what: 'all of m7_reserved', paddr: ddr, memsz: 0x100_0000, result: 0, log: [] },
  {
    what: 'one byte more than m7_reserved',
    paddr: ddr,
    memsz: 0x100_0001,
    result: -22,
    log: ['3 remoteproc remoteproc0: bad phdr da 0x80000000 mem 0x1000001'],
  },
  {
    what: 'the A53 address of the ITCM',
    paddr: 0x7e_0000,
    memsz: 16,
    result: -22,
    log: [
      '4 imx-rproc imx8mp-cm7: Translation failed: da = 0x7e0000 len = 0x10',
      '3 remoteproc remoteproc0: bad phdr da 0x7e0000 mem 0x10',
    ],
  },
  {
    what: 'a data segment that crosses the end of the ITCM',
    paddr: 0x1_de78,
    memsz: 0xd5a0,
    result: -22,
    log: [
      '4 imx-rproc imx8mp-cm7: Translation failed: da = 0x1de78 len = 0xd5a0',
      '3 remoteproc remoteproc0: bad phdr da 0x1de78 mem 0xd5a0',
    ],
  },
  {
    what: 'DDR that no region reserves',
    paddr: 0x9000_0000,
    memsz: 16,
    result: -22,
    log: ['3 remoteproc remoteproc0: bad phdr da 0x90000000 mem 0x10'],
  },
])('a segment on $what: $result', async ({ paddr, memsz, result, log: expected }) => {
  const { start, log } = await boot();
  const isWrong = (line: string): boolean => /Translation|bad phdr/.test(line);
  expect(await start(buildElf({ segments: [{ paddr, data: words(1, 2), memsz }] }))).toBe(result);
  expect(log.filter(isWrong)).toEqual(expected);
  if (result === 0) return;
  expect(log.slice(-2)).toEqual([
    '3 remoteproc remoteproc0: Failed to load program segments: -22',
    '3 remoteproc remoteproc0: Boot failed: -22',
  ]);
});

test.for([
  { what: 'text', bytes: new TextEncoder().encode('not an ELF'.repeat(20)), line: 'Image is corrupted (bad magic)' },
  { what: 'three bytes', bytes: Uint8Array.of(1, 2, 3), line: 'Image is too small' },
])('$what is no image', async ({ bytes, line }) => {
  const { start, log } = await boot();
  expect(await start(bytes)).toBe(-22);
  expect(log.slice(-2)).toEqual([`3 remoteproc remoteproc0: ${line}`, '3 remoteproc remoteproc0: Boot failed: -22']);
});

test('a file that is absent', async () => {
  const { rproc, log } = await boot({ readFirmware: () => undefined });
  expect(rproc.writeFirmware('nosuch.elf')).toBe(0);
  expect(await rproc.writeState('start')).toBe(-2);
  expect(log.slice(1)).toEqual([
    '6 remoteproc remoteproc0: powering up imx-rproc',
    '4 remoteproc remoteproc0: Direct firmware load for nosuch.elf failed with error -2',
    '3 remoteproc remoteproc0: request_firmware failed: -2',
    '3 remoteproc remoteproc0: Boot failed: -2',
  ]);
  expect(rproc.state).toBe('offline');
});

test('5.15 refuses a second start', async () => {
  const { start, rproc } = await boot({ kernel: '5.15' });
  await start(tcmImage('T'));
  expect(await rproc.writeState('start')).toBe(-16);
  expect(await rproc.writeState('stop')).toBe(0);
  expect(rproc.state).toBe('offline');
});

test.for(['6.1', '6.6'] as const)('%s counts a second start, so that one stop is not enough', async (kernel) => {
  const { start, rproc, log } = await boot({ kernel });
  await start(tcmImage('T'));
  const lines = log.length;
  expect(await rproc.writeState('start')).toBe(0);
  expect(await rproc.writeState('stop')).toBe(0);
  expect(rproc.state).toBe('running');
  expect(log).toHaveLength(lines);
  expect(await rproc.writeState('stop')).toBe(0);
  expect(rproc.state).toBe('offline');
  expect(await rproc.writeState('stop')).toBe(-22);
});

test('refuses what makes no sense in a state', async () => {
  const { start, rproc, log } = await boot();
  expect(await rproc.writeState('detach')).toBe(-22);
  expect(await rproc.writeState('reboot\n')).toBe(-22);
  expect(log.at(-1)).toBe('3 remoteproc remoteproc0: Unrecognised option: reboot');
  expect(rproc.writeFirmware('\n')).toBe(-22);
  await start(tcmImage('T'));
  expect(rproc.writeFirmware('other.elf')).toBe(-16);
  expect(log.at(-1)).toBe("3 imx-rproc imx8mp-cm7: can't change firmware while running");
});

test('a busy core is force stopped', async () => {
  const { start, rproc, log, heard } = await boot();
  await start(tcmImage('T'));
  await until(() => heard() === 'T');
  await rproc.writeState('stop');
  expect(log.slice(-2)).toEqual([
    '6 imx-rproc imx8mp-cm7: Not in wfi, force stopped',
    '6 remoteproc remoteproc0: stopped remote processor imx-rproc',
  ]);
});

test('without mcore_booted a start into the TCM freezes the board, and nothing is printed about it', async () => {
  const { start, log, happened } = await boot({ mcoreBooted: false });
  let settled = false;
  void start(tcmImage('T')).then(() => {
    settled = true;
  });
  await until(() => happened.includes('hang'));
  expect(log.at(-1)).toBe('6 imx-rproc imx8mp-cm7: No resource table in elf');
  expect(settled).toBe(false);
});

test('with 6.6 it does not', async () => {
  const { start, heard } = await boot({ mcoreBooted: false, kernel: '6.6' });
  expect(await start(tcmImage('T'))).toBe(0);
  await until(() => heard() === 'T');
});

test('a preloaded core whose clock Linux cuts still says attached', async () => {
  const { rproc, soc, log } = await boot({ mcoreBooted: false, before: preloaded('D') });
  expect(rproc.state).toBe('attached');
  expect(log.at(-1)).toBe('6 remoteproc remoteproc0: remote processor imx-rproc is now attached');
  expect(soc.activity).toBe('wedged');
});

test('with upstream TF-A the core always seems to run, and cannot be stopped', async () => {
  const { rproc, log } = await boot({ tfA: 'upstream' });
  expect(rproc.state).toBe('attached');
  expect(await rproc.writeState('stop')).toBe(-1);
  expect(log).toContain('3 imx-rproc imx8mp-cm7: Failed to stop remote core');
});

test('on a module without DRAM at 0x80000000 the load itself aborts', async () => {
  const { start, happened } = await boot({ ramBytes: 2 ** 30 });
  void start(ddrImage('D'));
  await until(() => happened.includes('abort'));
});

test('without the overlay there is no remoteproc0', async () => {
  const { rproc, log } = await boot({ hmpOverlay: false });
  expect(rproc.present).toBe(false);
  expect(log).toEqual([]);
});
