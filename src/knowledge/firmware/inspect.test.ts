import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawMemoryMap } from './memory-map.ts';
import { words, writeElf } from './testing/elf-writer.ts';
import { binutils, imageNames, imageOf, imagePath } from './testing/images.ts';
import { inspectFirmware, target } from './testing/verdin-imx8mp.ts';

const inspect = (name: string) => inspectFirmware(imageOf(name));
const codes = (content: Uint8Array, options = {}): string[] => inspectFirmware(content, options).problems.map(({ code }) => code);

describe('verdicts of the test firmware', () => {
  test.each([
    ['tcm-hello', 'standalone', 'tcm'],
    ['tcm-rpmsg', 'standalone', 'tcm'],
    ['tcm-rpmsg-interrupt', 'standalone', 'tcm'],
    ['tcm-newlib', 'standalone', 'tcm'],
    ['tcm-objects', 'standalone', 'tcm'],
    ['tcm-tasks', 'standalone', 'tcm'],
    ['tcm-hard-fault', 'standalone', 'tcm'],
    ['tcm-overflow-guard', 'standalone', 'tcm'],
    ['tcm-overflow', 'standalone', 'tcm'],
    ['ddr-cached', 'standalone', 'ddr'],
    ['itcm-max', 'standalone', 'tcm'],
    ['ddr-vector', 'standalone', 'ddr'],
    ['ddr-plain', 'needs-preload', 'ddr'],
    ['ddr-plain-moved', 'needs-preload', 'ddr'],
    ['ddr-high', 'needs-preload', 'ddr'],
    ['large-21051', 'needs-preload', 'ddr'],
    ['itcm-exact', 'will-not-load', 'tcm'],
    ['itcm-crossing', 'will-not-load', 'tcm'],
    ['ddr-outside', 'will-not-load', 'ddr'],
    ['a53-addresses', 'will-not-load', 'unknown'],
  ])('%s: %s in %s', (name, verdict, memory) => {
    expect(inspect(name)).toMatchObject({ version: 2, format: 'elf', verdict, memory, sdk: { name: 'hil' }, nonce: '00000000' });
  });

  test('every image of the firmware folder is judged above', () => {
    expect(imageNames).toHaveLength(20);
  });
});

describe('problems say what the kernel will say and what to do', () => {
  test('crossing the ITCM', () => {
    expect(inspect('itcm-crossing').problems).toEqual([
      {
        code: 'crosses-row-end',
        effect: 'will-not-load',
        sentence: 'Segment 1 lies at 0x1de78 to 0x2b417 and runs 46104 bytes out of the ITCM, which ends at 0x1ffff.',
        evidence: [
          'imx-rproc imx8mp-cm7: Translation failed: da = 0x1de78 len = 0xd5a0',
          'remoteproc remoteproc0: bad phdr da 0x1de78 mem 0xd5a0',
          'remoteproc remoteproc0: Failed to load program segments: -22',
          'remoteproc remoteproc0: Boot failed: -22',
        ],
        fix: 'These are initial values of .data loaded behind the code: drop AT(…) from .data so that they load where they run.',
      },
    ]);
  });

  test.each([
    ['itcm-exact', 'ends-on-row-end', 'Segment 1 ends exactly on the last byte of the ITCM, and the driver wants at least one byte less.'],
    [
      'a53-addresses',
      'a53-address',
      "Segment 0 is linked at 0x7e0000: that is the ITCM as the A53 sees it, and an ELF needs the M7's address.",
    ],
    ['ddr-outside', 'outside-reserved', 'Segment 0 lies at 0x90000000 to 0x900003a3, outside every reserved region.'],
    [
      'large-21051',
      'no-start-vector',
      'The image brings nothing for device addresses 0 and 4, from which the M7 takes SP and PC, and remoteproc does not write them either.',
    ],
  ])('%s: %s', (name, code, sentence) => {
    expect(inspect(name).problems[0]).toMatchObject({ code, sentence });
  });

  test('DRAM that the module does not have', () => {
    expect(codes(imageOf('ddr-vector'), { ramBytes: 2 ** 30 })).toContain('outside-ram');
    expect(codes(imageOf('ddr-vector'), { ramBytes: 2 ** 31 })).toEqual([]);
  });

  test('no overlay', () => {
    expect(codes(imageOf('ddr-vector'), { overlay: [] })).toContain('outside-reserved');
    expect(codes(imageOf('tcm-hello'), { overlay: [] })).toEqual([]);
  });

  test('a start vector from which nothing can start', () => {
    const even = inspectFirmware(writeElf([{ address: 0, data: words(0x20020000, 0x8, 0, 0) }]));
    expect(even).toMatchObject({
      verdict: 'will-not-start',
      startVector: { flaws: ['PC 0x00000008 is even: a Cortex-M7 runs Thumb code only'] },
    });
    const wild = inspectFirmware(writeElf([{ address: 0, data: words(0xe0000000, 0x40001) }]));
    expect(wild.startVector?.flaws).toEqual([
      'SP 0xe0000000 points into no memory that the M7 may write',
      'PC 0x00040001 points into no segment of the image',
    ]);
    const never = inspectFirmware(
      writeElf([
        { address: 0, data: words(0x20020000, 0x55000009, 0, 0) },
        { address: 0x55000000, data: words(1, 2, 3, 4) },
      ]),
    );
    expect(never).toMatchObject({ verdict: 'will-not-start', startVector: { flaws: [expect.stringContaining('execute-never')] } });
  });

  test.each([
    ['a multiple of 4 only', 0x2001fffc, 'standalone', 'advice'],
    ['odd', 0x2001ffff, 'standalone', 'advice'],
    ['in the memory of Linux', 0x90000000, 'standalone', 'risk'],
    ['in the rings', 0x55004000, 'standalone', 'risk'],
    ['at the end of the reserved region', 0x81000000, 'standalone', undefined],
    ['at the beginning of the DTCM, where the first push leaves it', 0x20000000, 'will-not-start', 'will-not-start'],
    ['zero', 0, 'will-not-start', 'will-not-start'],
  ])('a stack pointer %s', (_, stack, verdict, effect) => {
    const found = inspectFirmware(writeElf([{ address: 0, data: words(stack, 9, 0, 0) }]));
    expect(found.verdict).toBe(verdict);
    expect(found.problems[0]?.effect).toBe(effect);
  });

  test.each([
    [
      'a later segment over the vectors',
      [
        { address: 0, data: words(0x20020000, 9, 0, 0) },
        { address: 0, data: words(0, 0) },
      ],
      'will-not-start',
    ],
    [
      'a .bss over the vectors',
      [
        { address: 0x80000000, data: words(0x80400000, 0x80000009, 0, 0) },
        { address: 0, memoryBytes: 64 },
      ],
      'will-not-start',
    ],
    [
      'the vectors last',
      [
        { address: 0, memoryBytes: 64 },
        { address: 0, data: words(0x20020000, 9, 0, 0) },
      ],
      'standalone',
    ],
    ['half of the vectors', [{ address: 4, data: words(9, 0, 0) }], 'will-not-start'],
    [
      'two halves',
      [
        { address: 0, data: words(0x20020000) },
        { address: 4, data: words(9, 0, 0) },
      ],
      'standalone',
    ],
  ])('what the ITCM holds after all segments: %s', (_, segments, verdict) => {
    expect(inspectFirmware(writeElf(segments)).verdict).toBe(verdict);
  });

  test('code in a segment that is not marked as code starts all the same', () => {
    const data = inspectFirmware(writeElf([{ address: 0, data: words(0x20020000, 9, 0, 0), flags: 6 }]));
    expect(data).toMatchObject({ verdict: 'standalone', problems: [{ code: 'code-not-marked', effect: 'risk' }] });
  });

  test('.data that runs where the M7 has no memory', () => {
    const image = writeElf([
      { address: 0, data: words(0x20020000, 9, 0, 0) },
      { address: 0x400, data: words(1, 2) },
    ]);
    new DataView(image.buffer).setUint32(52 + 32 + 8, 0x1fffe0c0, true);
    expect(inspectFirmware(image)).toMatchObject({ verdict: 'will-not-start', problems: [{ code: 'runs-in-no-memory' }] });
    new DataView(image.buffer).setUint32(52 + 32 + 8, 0x90000000, true);
    expect(inspectFirmware(image)).toMatchObject({ verdict: 'standalone', problems: [{ code: 'runs-in-linux-memory', effect: 'risk' }] });
    new DataView(image.buffer).setUint32(52 + 32 + 8, 0x20000100, true);
    expect(inspectFirmware(image).problems).toEqual([]);
  });

  test('the headers of the ELF in the first segment', () => {
    const image = writeElf([{ address: 0x7fff0000, data: words(...new Array<number>(64).fill(0)) }]);
    new DataView(image.buffer).setUint32(52 + 4, 0, true);
    expect(inspectFirmware(image).problems[0]).toMatchObject({ code: 'elf-headers-in-segment', effect: 'will-not-load' });
  });

  test('the OCRAM of TF-A, also by its alias', () => {
    const at = (address: number): string[] =>
      codes(
        writeElf([
          { address: 0, data: words(0x20020000, 9, 0, 0) },
          { address, data: words(1) },
        ]),
      );
    expect([at(0x97_0000), at(0x2027_0000)]).toEqual([['in-tf-a-memory'], ['in-tf-a-memory']]);
    expect(at(0x96_ff00)).toEqual([]);
  });

  test('the debug half of a build, and a reset handler that is the vector itself', () => {
    expect(codes(writeElf([{ address: 0, data: words(), memoryBytes: 0x400 }]))[0]).toBe('no-content');
    expect(codes(writeElf([{ address: 0, data: words(0x20020000, 1, 0, 0) }]))).toEqual(['bad-start-vector']);
    expect(codes(writeElf([{ address: 0, data: words(0x20020000, 9, 0, 0) }]))).toEqual([]);
  });

  test('an image in the memory of RPMsg', () => {
    expect(
      codes(
        writeElf([
          { address: 0, data: words(0x20020000, 9, 0, 0) },
          { address: 0x55000000, data: words(1) },
        ]),
      ),
    ).toEqual(['in-rpmsg-memory']);
  });

  test('a .bin is a verdict, not an error', () => {
    expect(inspectFirmware(imageOf('tcm-hello').subarray(0x74))).toMatchObject({
      format: 'other',
      verdict: 'will-not-load',
      problems: [{ code: 'not-elf', sentence: 'The file is not an ELF: remoteproc takes no .bin.' }],
    });
  });
});

describe('what an image is', () => {
  test('start vectors', () => {
    expect(inspect('ddr-vector').startVector).toMatchObject({ at: 0, stackPointer: 0x80020000, flaws: [] });
    expect(inspect('ddr-plain').startVector).toBeUndefined();
    expect(inspect('large-21051').imageVector).toMatchObject({
      at: 0x80000000,
      stackPointer: 0x80400000,
      programCounter: inspect('large-21051').entry,
    });
  });

  test('the resource table', () => {
    expect(inspect('tcm-rpmsg').resourceTable).toMatchObject({
      vdevs: [{ id: 7, vrings: [{ address: 0x55000000, align: 4096, buffers: 256 }, { address: 0x55008000 }] }],
      flaws: [],
    });
    expect(inspect('tcm-hello').resourceTable).toBeUndefined();
  });

  test('hash and build id are those of sha256sum and readelf', ({ skip }) => {
    expect(inspect('tcm-hello').sha256).toBe(createHash('sha256').update(imageOf('tcm-hello')).digest('hex'));
    const notes = binutils('readelf', ['-nW', imagePath('tcm-hello')]);
    if (notes === undefined) return skip('readelf is not installed');
    expect(inspect('tcm-hello').buildId).toBe(/Build ID: (\w+)/.exec(notes)?.[1]);
  });

  test('why a 1.2 MB ELF makes a 3 MB .bin', () => {
    const { bin } = inspect('large-21051');
    expect(bin).toMatchObject({ base: 0x80000000, bytes: 3 * 1024 * 1024, gapBytes: 1980528 });
    expect(bin?.why).toContain('3145728 bytes. 1980528 of them are zeros between segments.');
  });

  test('Zephyr and MCUX are told by what they leave in an image', () => {
    const banner = new TextEncoder().encode('*** Booting Zephyr OS build v3.7.0 ***');
    expect(inspectFirmware(writeElf([{ address: 0x80000000, data: banner }])).sdk.name).toBe('zephyr');
    expect(inspectFirmware(writeElf([{ address: 0x80000000, data: words(1, 2) }])).sdk.name).toBe('unknown');
  });
});

test('any damage to an image still gives an inspection and a drawing', () => {
  const image = imageOf('tcm-rpmsg');
  const damage = fc.array(fc.record({ at: fc.nat(image.byteLength - 1), byte: fc.nat(255) }), { maxLength: 20 });
  fc.assert(
    fc.property(damage, (bytes) => {
      const copy = Uint8Array.from(image);
      for (const { at, byte } of bytes) copy[at] = byte;
      const inspection = inspectFirmware(copy);
      expect(drawMemoryMap(inspection, target)).not.toBe('');
      expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
    }),
  );
});

test('the drawing shows what is refused, where the code runs and where the M7 starts', () => {
  expect(drawMemoryMap(inspect('itcm-exact'), target).split('\n')).toEqual([
    'DTCM  +----------+',
    '      |          | 0x2000000b',
    '      |   2  rw- | 12 bytes, 0 of them in the file',
    '      |          | 0x20000000',
    '      +----------+',
    'ITCM  +----------+',
    '      |          | 0x0001ffff',
    '      |   1  r-- | 4096 bytes, REFUSED',
    '      |          | 0x0001f000',
    '      +----------+',
    '      |          | 0x0000039f',
    '      |   0  r-x | 928 bytes, start vector, reset handler',
    '      |          | 0x00000000',
    '      +----------+',
    'the M7 starts at SP 0x20020000, PC 0x000000c9: brought by the image',
  ]);
  expect(drawMemoryMap(inspect('ddr-plain'), target)).toContain('the M7 starts from whatever the ITCM holds at 0x00000000');
});
