import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../core/outcome.ts';
import type { Inspection } from './inspect.ts';
import type { ItcmHistory } from './predict.ts';
import { words, writeElf } from './testing/elf-writer.ts';
import { imageOf } from './testing/images.ts';
import { addStartVector, inspectFirmware, type PredictionInputs, predict } from './testing/verdin-imx8mp.ts';

const image = (name: string) => inspectFirmware(imageOf(name));
const junk: ItcmHistory = { kind: 'power-on-junk' };
const vectorsOf = (name: string, by: 'u-boot' | 'remoteproc' = 'remoteproc', codeInMemory = true): ItcmHistory => ({
  kind: 'vectors',
  of: image(name),
  by,
  codeInMemory,
});

const inputs = (name: string, itcm: ItcmHistory, more: Partial<PredictionInputs> = {}): PredictionInputs => ({
  firmware: image(name),
  startedBy: 'remoteproc',
  itcm,
  mcoreBooted: true,
  preloaded: itcm.kind === 'vectors' && itcm.by === 'u-boot',
  kernel: '5.15',
  ...more,
});

const decisive = (given: PredictionInputs): [Outcome, string] => {
  const { outcome, because } = predict(given);
  return [outcome, because[0]!];
};

describe('a DDR image without a start vector', () => {
  test('1: on a cold board is mute, on power-on junk', () => {
    expect(predict(inputs('ddr-plain', junk))).toEqual({
      outcome: 'mute',
      because: [
        'the M7 takes SP and PC from an ITCM that holds junk since power-on',
        'no segment of the image covers device addresses 0 to 7, and remoteproc never writes SP and PC',
      ],
    });
  });

  test('2: after bootaux of the same image lives, with any nonce', () => {
    expect(decisive(inputs('ddr-plain', vectorsOf('ddr-plain', 'u-boot')))).toEqual([
      'alive',
      'the ITCM still holds the start vector of this very image since U-Boot preloaded it',
    ]);
    expect(predict(inputs('large-21051', vectorsOf('large-21051', 'u-boot'))).outcome).toBe('alive');
  });

  test('3: after bootaux of another build runs from an old PC', () => {
    expect(decisive(inputs('ddr-plain-moved', vectorsOf('ddr-plain', 'u-boot')))).toEqual([
      'mute',
      'the old PC 0x800000c9 points into the middle of the new image, whose reset handler is elsewhere',
    ]);
    expect(decisive(inputs('ddr-high', vectorsOf('ddr-plain', 'u-boot')))).toEqual([
      'stale',
      'the old image is still in memory at 0x800000c8: it runs again',
    ]);
    expect(predict(inputs('ddr-high', vectorsOf('ddr-plain', 'u-boot', false))).outcome).toBe('mute');
  });

  test('4: after a TCM image lets that one run again', () => {
    expect(decisive(inputs('ddr-plain', vectorsOf('tcm-hello')))).toEqual([
      'stale',
      'the old image is still in memory at 0xc8: it runs again',
    ]);
  });

  test('5: after a power cycle is mute again', () => {
    expect(predict(inputs('ddr-plain', junk)).outcome).toBe('mute');
  });

  test('that overwrites the image whose start vector is left is mute', () => {
    const vector = writeElf([{ address: 0x80100000, data: words(0x80200000, 0x80100009, 0, 0) }]);
    const history: ItcmHistory = { kind: 'vectors', of: image('large-21051'), by: 'remoteproc', codeInMemory: true };
    expect(predict({ ...inputs('ddr-plain', history), firmware: inspectFirmware(vector) }).outcome).toBe('stale');
    const over = writeElf([{ address: 0x80010000, data: words(0x80200000, 0x80010009, 0, 0) }]);
    expect(predict({ ...inputs('ddr-plain', history), firmware: inspectFirmware(over) }).outcome).toBe('mute');
  });

  test('whose reset handler is where the old one was lives', () => {
    const rebuilt = { ...image('ddr-plain'), buildId: 'another' };
    expect(predict({ ...inputs('ddr-plain', vectorsOf('ddr-plain')), firmware: rebuilt }).outcome).toBe('alive');
  });

  test('on an ITCM nobody knows cannot be predicted', () => {
    expect(predict(inputs('ddr-plain', { kind: 'unknown' })).outcome).toBe('unknown');
  });

  test('lives on a cold board once a start vector is added', () => {
    expect(predict({ ...inputs('ddr-plain', junk), firmware: inspectFirmware(addStartVector(imageOf('ddr-plain'))) }).outcome).toBe(
      'alive',
    );
  });
});

describe('an image that brings its start vector', () => {
  test.each(['tcm-hello', 'tcm-rpmsg', 'itcm-max', 'ddr-vector'])('%s lives whatever the ITCM holds', (name) => {
    for (const itcm of [junk, vectorsOf('ddr-plain'), { kind: 'unknown' } as const])
      expect(predict(inputs(name, itcm)).outcome).toBe('alive');
  });

  test('is mute when no M7 can start from it', () => {
    const firmware = inspectFirmware(writeElf([{ address: 0, data: words(0x20020000, 8, 0, 0) }]));
    expect(predict({ ...inputs('tcm-hello', junk), firmware })).toMatchObject({
      outcome: 'mute',
      because: [expect.stringContaining('no Cortex-M7 can start'), expect.stringContaining('is even')],
    });
  });
});

describe('refused', () => {
  test.each(['itcm-exact', 'itcm-crossing', 'a53-addresses', 'ddr-outside'])('%s, with what the kernel prints', (name) => {
    const { outcome, because } = predict(inputs(name, junk));
    expect(outcome).toBe('refused');
    expect(because).toContainEqual(expect.stringMatching(/bad phdr da 0x/));
  });

  test.each([
    ['a file that is not there', { firmware: 'absent' }, /ENOENT/],
    ['a .bin', { firmware: inspectFirmware(new Uint8Array(64)) }, /no ELF/],
    ['a board without the overlay', { overlay: [] }, /no \/sys\/class\/remoteproc\/remoteproc0/],
    ['an upstream TF-A', { tfA: 'upstream' }, /upstream TF-A/],
  ] as const)('%s', (_, more, reason) => {
    const { outcome, because } = predict(inputs('tcm-hello', junk, more));
    expect(outcome).toBe('refused');
    expect(because[0]).toMatch(reason);
  });

  test('not by an upstream TF-A that has let bootaux start the core: it was built with the calls', () => {
    expect(predict(inputs('tcm-hello', junk, { tfA: 'upstream', preloaded: true })).outcome).toBe('alive');
  });
});

describe('mcore_booted', () => {
  const without = { mcoreBooted: false } as const;

  test.each(['5.15', '6.1', '6.4.99', undefined])('without it and without preload Linux %s freezes', (kernel) => {
    const { kernel: _, ...given } = inputs('tcm-hello', junk, without);
    expect(predict({ ...given, ...(kernel ? { kernel } : {}) }).outcome).toBe('frozen');
  });

  test.each(['6.5', '6.6', '6.6.54-7.1.0-g3493ccd66900', '6.12'])('Linux %s does not', (kernel) => {
    expect(predict(inputs('tcm-hello', junk, { ...without, kernel })).outcome).toBe('alive');
  });

  test('a file that is refused before the TCM is touched does not freeze it', () => {
    expect(predict(inputs('ddr-outside', junk, without)).outcome).toBe('refused');
    expect(predict(inputs('itcm-crossing', junk, without)).outcome).toBe('frozen');
    expect(predict(inputs('tcm-hello', junk, { ...without, firmware: 'absent' })).outcome).toBe('refused');
  });

  test('an image that touches no TCM is loaded, and its core has no power', () => {
    expect(predict(inputs('ddr-plain', junk, without))).toMatchObject({
      outcome: 'mute',
      because: [expect.stringContaining('power domain is off'), expect.anything(), expect.anything()],
    });
    expect(predict(inputs('ddr-vector', junk, without)).outcome).toBe('frozen');
  });

  test('without it a start after a preload goes as the start vector says, at a risk that is named', () => {
    const { outcome, because } = predict(inputs('tcm-hello', vectorsOf('tcm-hello', 'u-boot'), without));
    expect(outcome).toBe('alive');
    expect(because.at(-1)).toContain('nothing keeps Linux from gating them');
  });

  test('without it a preloaded core falls silent under Linux', () => {
    const attached = { startedBy: 'u-boot', preloaded: true } as const;
    expect(decisive(inputs('tcm-hello', vectorsOf('tcm-hello', 'u-boot'), { ...attached, ...without }))).toEqual([
      'mute',
      'without clk-imx8mp.mcore_booted=1 Linux gates the clocks of the M7 and of its UART at the end of its boot',
    ]);
    expect(predict(inputs('tcm-hello', vectorsOf('tcm-hello', 'u-boot'), attached)).outcome).toBe('alive');
  });
});

describe('a core that U-Boot started', () => {
  const attached = { startedBy: 'u-boot', preloaded: true } as const;

  test('lives with a DDR image, for which bootaux writes the start vector', () => {
    expect(decisive(inputs('large-21051', vectorsOf('large-21051', 'u-boot'), attached))[1]).toMatch(
      /^bootaux has put SP 0x80400000 and PC 0x8000/,
    );
  });

  test('is stale when another image was preloaded than is expected', () => {
    expect(predict(inputs('ddr-plain', vectorsOf('tcm-hello', 'u-boot'), attached)).outcome).toBe('stale');
  });

  test('is mute when nothing was preloaded', () => {
    expect(predict(inputs('ddr-plain', junk, { startedBy: 'u-boot', preloaded: false })).outcome).toBe('mute');
  });
});

test('a module without that DRAM crashes on the copy', () => {
  expect(predict(inputs('ddr-vector', junk, { ramBytes: 2 ** 30 }))).toMatchObject({
    outcome: 'crashed',
    because: [expect.stringContaining('ends at 0x7fffffff')],
  });
});

test('without an M7 console even a living core is mute, and the reason comes first', () => {
  const { outcome, because } = predict(inputs('tcm-hello', junk, { m7Console: false }));
  expect(outcome).toBe('unknown');
  expect(because[0]).toContain('UART4 is Bluetooth');
  expect(predict(inputs('ddr-outside', junk, { m7Console: false })).outcome).toBe('refused');
});

test('what the M7 of a simulated board cannot execute is unknown beforehand, and what hardware executes is not', () => {
  const built = { architecture: 'ARMv7E-M', fpu: 'double' } as const;
  const given = inputs('tcm-hello', junk);
  const firmware = { ...(given.firmware as Inspection), builtFor: built };
  const small = { architecture: 'ARMv6-M', fpu: 'none' } as const;
  const { outcome, because } = predict({ ...given, firmware, core: small });
  expect(outcome).toBe('unknown');
  expect(because[0]).toMatch(/cannot execute the image.*ARMv7E-M with double precision.*executes ARMv6-M/);
  expect(predict({ ...given, firmware }).outcome).toBe('alive');
  expect(predict({ ...given, firmware, core: built }).outcome).toBe('alive');
});

describe('where the DRAM of a module ends', () => {
  // The last byte of DRAM is 0x80000fff.
  const ramBytes = 0x4000_1000;
  const with4K = (name: string, bytes: number) => {
    const data = new Uint8Array(bytes);
    data.set(words(0x8000_0f00, 0x8000_0009));
    const firmware = inspectFirmware(writeElf([{ address: 0x8000_0f00, data }]));
    return predict({ ...inputs(name, junk), firmware, ramBytes });
  };

  test('an image that ends with it is copied, and one that ends a byte behind it takes Linux down', () => {
    expect(with4K('ddr-plain', 0x100).outcome).toBe('mute');
    expect(with4K('ddr-plain', 0x101)).toEqual({
      outcome: 'crashed',
      because: ['the segment at 0x80000f00 is copied to where this module has no DRAM: it ends at 0x80000fff'],
    });
  });

  test('an image in the TCM does not care', () => {
    expect(predict({ ...inputs('tcm-hello', junk), ramBytes: 0x1000 }).outcome).toBe('alive');
  });
});

describe('one image and another', () => {
  const code = (last: number) => inspectFirmware(writeElf([{ address: 0x8000_0000, data: words(0x8010_0000, 0x8000_0009, 0, last) }]));
  const since = (of: ReturnType<typeof code>): ItcmHistory => ({ kind: 'vectors', of, by: 'u-boot', codeInMemory: true });
  const onto = (before: ReturnType<typeof code>, firmware: ReturnType<typeof code>) =>
    predict({ ...inputs('ddr-plain', since(before)), firmware }).because[0];
  const very = 'the ITCM still holds the start vector of this very image since U-Boot preloaded it';

  test('without build ids are the same when their bytes are', () => {
    expect(onto(code(1), code(1))).toBe(very);
    expect(onto(code(1), code(2))).not.toBe(very);
  });

  test('with build ids are the same when these are, whatever the nonce', () => {
    expect(onto({ ...code(1), buildId: 'a' }, { ...code(2), buildId: 'a' })).toBe(very);
    expect(onto({ ...code(1), buildId: 'a' }, { ...code(1), buildId: 'b' })).not.toBe(very);
  });

  test('of which one has a build id are told apart by their bytes', () => {
    expect(onto({ ...code(1), buildId: 'a' }, code(1))).toBe(very);
    expect(onto(code(1), { ...code(1), buildId: 'a' })).toBe(very);
    expect(onto({ ...code(1), buildId: 'a' }, code(2))).not.toBe(very);
  });
});

describe('a core that U-Boot started', () => {
  const attached = (firmware: PredictionInputs['firmware'], more: Partial<PredictionInputs> = {}) =>
    predict({ ...inputs('ddr-plain', { kind: 'unknown' }), startedBy: 'u-boot', preloaded: true, firmware, ...more });

  test('cannot be predicted without an image, and is mute where it was not started or is gated', () => {
    expect(attached('absent').outcome).toBe('unknown');
    expect(attached(image('ddr-plain'), { preloaded: false }).because[0]).toBe('U-Boot has not started the M7 in this boot');
    expect(attached(image('ddr-plain'), { mcoreBooted: false }).because[0]).toMatch(/^without clk-imx8mp.mcore_booted=1/);
    expect(attached(image('ddr-plain')).outcome).toBe('alive');
  });

  test('is mute on two words that are no start vector, and says what is wrong with them', () => {
    const flawed = inspectFirmware(writeElf([{ address: 0x8000_0000, data: words(0, 0, 0, 0) }]));
    const { outcome, because } = attached(flawed);
    expect([outcome, because[0]]).toEqual(['mute', 'bootaux copies the first two words of the image, and these are no start vector']);
    expect(because.slice(1)).toEqual((flawed.imageVector ?? flawed.startVector)?.flaws ?? []);
  });
});

test('a preload without mcore_booted is a risk that is told, and nothing else is', () => {
  const told = (preloaded: boolean, mcoreBooted: boolean): boolean =>
    predict(inputs('ddr-vector', junk, { preloaded, mcoreBooted, kernel: '6.6' })).because.some((text) =>
      text.includes('the preload left'),
    );
  expect([told(true, false), told(true, true), told(false, true)]).toEqual([true, false, false]);
});

test('a file that is no ELF is refused with what is wrong with it, and no other problem', () => {
  const nonsense = inspectFirmware(Buffer.from('nothing that a loader takes'));
  const { outcome, because } = predict({ ...inputs('ddr-plain', junk), firmware: nonsense });
  expect(outcome).toBe('refused');
  expect(because.slice(1)).toEqual(nonsense.problems.filter(({ effect }) => effect === 'will-not-load').map(({ sentence }) => sentence));
  expect(because.length).toBeGreaterThan(1);
});

test('an image without anything to load is started all the same, on whatever the ITCM holds', () => {
  const firmware = inspectFirmware(writeElf([{ address: 0, data: new Uint8Array() }]));
  expect(predict({ firmware, startedBy: 'remoteproc', itcm: junk, mcoreBooted: true, preloaded: false, kernel: '6.12' }).outcome).toBe(
    'mute',
  );
});
