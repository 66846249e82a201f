import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Inspection } from '../knowledge/firmware/inspect.ts';
import { withSection } from '../knowledge/firmware/testing/elf-writer.ts';
import { imageOf, imagePath } from '../knowledge/firmware/testing/images.ts';
import { inspectFirmware, toBin } from '../knowledge/firmware/testing/verdin-imx8mp.ts';

const folder = mkdtempSync(join(tmpdir(), 'hil-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const inspect = (...args: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    execFile(process.execPath, ['bin/hil.js', 'inspect', ...args], (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
const inspectJson = async (...args: readonly string[]): Promise<Inspection> =>
  JSON.parse((await inspect(...args, '--json')).stdout) as Inspection;
const codesOf = ({ problems }: Inspection): string[] => problems.map(({ code }) => code);

test('a TCM image is standalone, drawn for people, exit code 0', async () => {
  const { code, stdout, stderr } = await inspect(imagePath('tcm-hello'));

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^standalone: /);
  expect(stdout).toMatch(/^ITCM +\+-+\+$/m);
  expect(stdout).toContain('start vector');
});

test('a DDR image needs a preload, and the fix is named, exit code 1', async () => {
  const { code, stdout } = await inspect(imagePath('ddr-plain'));

  expect(code).toBe(1);
  expect(stdout).toMatch(/^needs-preload: /);
  expect(stdout).toMatch(/\[no-start-vector\].*\n(?: {2}\| .*\n)* {2}fix: .*hil inspect FILE --fix OUT\.elf/);
});

test('what the M7 of a simulated board cannot execute is said before any start, exit code 1', async () => {
  // What arm-none-eabi-gcc -mcpu=cortex-m33 writes.
  const attributes = '4133000000616561626900012900000005382d4d2e4d41494e000611074d09031204140115011703180119011a011e0622012e01';
  const m33 = file('m33.elf', withSection(imageOf('tcm-hello'), '.ARM.attributes', 0x7000_0003, Buffer.from(attributes, 'hex')));

  const { code, stdout } = await inspect(m33, '--board', 'virtual');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^not-on-this-board: /);
  expect(stdout).toContain('built for instructions of ARMv8-M.mainline, and the core executes');
  expect(stdout).toContain('built for ARMv8-M.mainline, floating point none');

  const hardware = await inspectJson(m33);
  expect(hardware.verdict).toBe('standalone');
  expect(hardware.problems).toContainEqual(expect.objectContaining({ code: 'beyond-core', effect: 'risk' }));
  expect((await inspect(imagePath('tcm-hello'), '--board', 'virtual')).code).toBe(0);
});

test('--json has a version and says the same as the library', async () => {
  const json = await inspectJson(imagePath('ddr-plain'));

  expect(json.version).toBe(2);
  expect(json).toEqual(JSON.parse(JSON.stringify(inspectFirmware(imageOf('ddr-plain')))));
});

test('--fix writes an image that Linux alone can start, and changes nothing else', async () => {
  const { code } = await inspect(imagePath('ddr-plain'), '--fix', path('fixed.elf'));
  const [before, after] = [inspectFirmware(imageOf('ddr-plain')), inspectFirmware(readFileSync(path('fixed.elf')))];

  expect(code).toBe(0);
  expect(after.verdict).toBe('standalone');
  const places = ({ segments }: Inspection): unknown[] => segments.map(({ index: _, ...rest }) => rest);
  expect(places(after).filter((place) => (place as { address: number }).address !== 0)).toEqual(places(before));
  expect(toBin(readFileSync(path('fixed.elf')), { leaveOutStartVector: true })).toEqual(toBin(imageOf('ddr-plain')));
  expect(after.entry).toBe(before.entry);
});

test('--fix refuses where it would not help, and writes nothing', async () => {
  const { code, stderr } = await inspect(imagePath('tcm-hello'), '--fix', path('never.elf'));

  expect(code).toBe(3);
  expect(stderr).toContain('the image already brings words 0 and 1 of the ITCM');
  expect(() => readFileSync(path('never.elf'))).toThrow();
});

test('a raw .bin and a file that was cut are verdicts, not crashes', async () => {
  const bin = await inspect(file('image.bin', toBin(imageOf('tcm-hello')).bytes));
  expect(bin.code).toBe(1);
  expect(bin.stdout).toMatch(
    /^will-not-load: .*\n\nU-Boot can start it: .*\n {2}SP 0x20020000, PC 0x000000c9, linked at 0x00000000\n {2}U-Boot: load mmc .*bootaux 0x7e0000\n(?: {2}- .*\n)+\nwill-not-load \[not-elf\]/,
  );

  const cut = await inspect(file('cut.elf', imageOf('tcm-hello').subarray(0, 300)));
  expect(cut.code).toBe(1);
  expect(cut.stdout).toMatch(/^will-not-load: /);
  expect(cut.stdout + cut.stderr).not.toMatch(/\n\s+at /);
});

test('two builds are compared: the verdicts first, exit code 1 where one cannot be started', async () => {
  const { code, stdout } = await inspect(imagePath('ddr-vector'), imagePath('ddr-plain'));
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^- \S+: standalone: .*\n\+ \S+: needs-preload: .*\n {2}since: The image brings nothing for device addresses 0 and 4.*\n {2}fix: .*\nverdict\n {2}- standalone\n {2}\+ needs-preload\n/,
  );
  expect(await inspect(imagePath('tcm-hello'), imagePath('tcm-hello'))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Nothing differs'),
  });
  expect(JSON.parse((await inspect(imagePath('ddr-vector'), imagePath('ddr-plain'), '--json')).stdout)).toMatchObject({
    version: 1,
    differences: expect.arrayContaining([{ what: 'verdict', one: 'standalone', other: 'needs-preload' }]),
  });
  expect((await inspect(imagePath('ddr-vector'), imagePath('ddr-plain'), '--fix', path('both.elf'))).code).toBe(3);
});

describe('what it is judged against', () => {
  test('regions inline and from a file', async () => {
    const moved = 'm7=0xa0000000+0x100000';
    const asFile = file('regions.json', JSON.stringify([{ name: 'm7', base: '0xa0000000', size: 0x10_0000 }]));
    expect(codesOf(await inspectJson(imagePath('ddr-plain')))).toEqual(['no-start-vector']);
    expect(codesOf(await inspectJson(imagePath('ddr-plain'), '--overlay', moved))).toContain('outside-reserved');
    expect(codesOf(await inspectJson(imagePath('ddr-plain'), '--overlay', asFile))).toContain('outside-reserved');
    expect((await inspect(imagePath('ddr-plain'), '--overlay', 'none')).stdout).toMatch(/^will-not-load: /);
  });

  test('a fix follows the regions that were given', async () => {
    const wider = 'm7=0x80000000+0x1000000,elsewhere=0x90000000+0x10000000';
    expect((await inspect(imagePath('ddr-outside'), '--overlay', wider, '--fix', path('outside.elf'))).code).toBe(0);
    expect((await inspect(path('outside.elf'), '--overlay', wider)).code).toBe(0);
  });

  test('RAM as said, and of a virtual board of the lab file', async () => {
    const lab = file(
      'lab.config.ts',
      `import { commandSwitch, defineLab, tcpConsole, verdinImx8mp, virtualBoard } from ${JSON.stringify(resolve('src/index.ts'))};
const real = { power: commandSwitch({ on: 'true', off: 'true' }), consoles: { a53: tcpConsole({ host: '127.0.0.1', port: 9 }) }, login: { user: 'root' } };
export default defineLab({
  boards: {
    small: verdinImx8mp(virtualBoard({ ram: '1GB' })),
    bare: verdinImx8mp(virtualBoard({ hmpOverlay: false })),
    real: verdinImx8mp(real),
  },
  reports: { write: [] },
});
`,
    );
    file('package.json', '{ "type": "module" }');
    const on = (board: string, ...more: readonly string[]): Promise<Ended> =>
      inspect(imagePath('ddr-vector'), '--config', lab, '--board', board, ...more);

    expect((await inspect(imagePath('ddr-vector'))).code).toBe(0);
    expect((await inspect(imagePath('ddr-vector'), '--ram', '1GB')).stdout).toContain('[outside-ram]');
    expect((await inspect(imagePath('ddr-vector'), '--ram', '2 GiB')).code).toBe(0);
    expect((await on('small')).stdout).toContain('[outside-ram]');
    expect((await on('small', '--ram', '4GB')).code).toBe(0);
    expect((await on('bare')).stdout).toMatch(/^will-not-load: /);
    const silent = await on('real');
    expect(silent).toMatchObject({ code: 3, stdout: '' });
    expect(silent.stderr).toMatch(/how much RAM 'real' has.*\n {2}-> say it: --ram 1GB/);
    expect((await on('real', '--ram', '1GB')).stdout).toContain('[outside-ram]');
    expect((await on('reel')).stderr).toContain("did you mean 'real'?");
  });

  test.each([
    ['--overlay', 'm7=0x80000000'],
    ['--overlay', 'm7=0x80000000+0x0'],
    ['--overlay', 'm7=0xffffffff+0x10'],
    ['--overlay', 'nowhere.json'],
    ['--overlay', imagePath('tcm-hello')],
    ['--overlay', resolve('package.json')],
    ['--ram', 'much'],
    ['--ram', '0GB'],
    ['--board', 'nobody'],
  ])('%s %s is a mistake of usage', async (option, value) => {
    const { code, stdout, stderr } = await inspect(imagePath('tcm-hello'), option, value);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^hil: /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('a file that is not there, a folder, and a place that cannot be written', async () => {
  expect(await inspect(path('nowhere.elf'))).toMatchObject({ code: 3, stderr: expect.stringContaining('there is no such file') });
  expect(await inspect(folder)).toMatchObject({ code: 3, stderr: expect.stringContaining('it is a directory') });
  expect(await inspect('/dev/zero')).toMatchObject({ code: 3, stderr: expect.stringContaining('and no file') });
  expect(await inspect(imagePath('ddr-plain'), '--fix', join(folder, 'no', 'where.elf'))).toMatchObject({ code: 3 });
});
