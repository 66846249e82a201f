import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { placeAt } from '../../../knowledge/firmware/address-map.ts';
import { addStartVector } from '../../../knowledge/firmware/fix-vector.ts';
import { type Inspection, inspectFirmware } from '../../../knowledge/firmware/inspect.ts';
import { drawMemoryMap } from '../../../knowledge/firmware/memory-map.ts';
import { type PredictionInputs, predict } from '../../../knowledge/firmware/predict.ts';
import { words, writeElf } from '../../../knowledge/firmware/testing/elf-writer.ts';
import { toBin } from '../../../knowledge/firmware/to-bin.ts';
import { remoteCore as target } from './remote-core.ts';

const ofM4 = (name: string): Uint8Array => new Uint8Array(readFileSync(`firmware/prebuilt/imx8mm/${name}.elf`));
const ofM7 = (name: string): Uint8Array => new Uint8Array(readFileSync(`firmware/prebuilt/${name}.elf`));
const inspect = (content: Uint8Array): Inspection => inspectFirmware(content, { target });

const given: Omit<PredictionInputs, 'firmware'> = {
  target,
  startedBy: 'remoteproc',
  itcm: { kind: 'power-on-junk' },
  mcoreBooted: true,
  preloaded: false,
  kernel: '5.15',
};

describe('the TCM of an M4', () => {
  test('is one row over both halves, whose last byte stays free', () => {
    expect(placeAt(target, 0x1ffe_0000, 0x3_ffff)).toMatchObject({ accepted: true, kernelLines: [] });
    expect(placeAt(target, 0x1ffe_0000, 0x4_0000).accepted).toBe(false);
    expect(placeAt(target, 0x1fff_f000, 0x2000).accepted).toBe(true);
  });

  test('appears at 0 as well', () => {
    expect(placeAt(target, 0, 0x1000)).toMatchObject({ accepted: true, row: { name: 'ITCM alias' } });
  });
});

describe('an image for an M4', () => {
  test.each(['tcm-hello', 'tcm-rpmsg', 'ddr-vector', 'itcm-max', 'itcm-exact', 'tcm-newlib'])('%s stands alone', (name) => {
    expect(inspect(ofM4(name))).toMatchObject({ verdict: 'standalone', problems: [] });
    expect(predict({ ...given, firmware: inspect(ofM4(name)) }).outcome).toBe('alive');
  });

  test('brings its start vector at 0x1ffe0000 or, which is the same memory, at 0', () => {
    for (const base of [0x1ffe_0000, 0]) {
      const { startVector, verdict } = inspect(writeElf([{ address: base, data: words(0x2002_0000, 0x1ffe_0009, 0, 0) }]));
      expect([verdict, startVector]).toMatchObject(['standalone', { at: 0x1ffe_0000, programCounter: 0x1ffe_0009, flaws: [] }]);
    }
  });

  test('without a start vector is mute, says at which address one is missing, and is given one there', () => {
    const plain = inspect(ofM4('ddr-plain'));
    expect(plain.verdict).toBe('needs-preload');
    expect(plain.problems[0]).toMatchObject({
      code: 'no-start-vector',
      sentence: expect.stringContaining('device addresses 0x1ffe0000 and 0x1ffe0004, from which the M4'),
    });
    expect(predict({ ...given, firmware: plain })).toMatchObject({
      outcome: 'mute',
      because: ['the M4 takes SP and PC from an ITCM that holds junk since power-on', expect.stringContaining('0x1ffe0000 to 0x1ffe0007')],
    });
    const fixed = inspect(addStartVector(ofM4('ddr-plain'), { target }));
    expect(fixed).toMatchObject({ verdict: 'standalone', problems: [] });
    expect(fixed.segments.find(({ memoryBytes }) => memoryBytes === 8)?.address).toBe(0x1ffe_0000);
    expect(drawMemoryMap(fixed, target)).toContain('the M4 starts at SP 0x80020000');
  });

  test('as a .bin is started by its own line', () => {
    const { bytes } = toBin(ofM4('tcm-hello'));
    expect(inspect(bytes).flat).toMatchObject({ kind: 'm7-bin', linkedAt: 0x1ffe_0000 });
    expect(inspect(bytes).flat?.bootaux).toMatch(/^load mmc 0:1 .* cp\.b \S+ 0x7e0000 \S+ && dcache flush && bootaux 0x7e0000$/);
  });

  test('linked at the A53’s addresses is told where it belongs', () => {
    const [problem] = inspect(ofM4('a53-addresses')).problems;
    expect(problem).toMatchObject({ code: 'a53-address', fix: 'Link the code at 0x1ffe0000 (ITCM) and the data at 0x20000000 (DTCM).' });
    expect(problem?.evidence[0]).toMatch(/^imx-rproc imx8mm-cm4: Translation failed: da = 0x7e0000 len = 0x/);
  });

  test('that was compiled for a Cortex-M7 may not be executed: nothing else says so', () => {
    const attributes = inspectFirmware(ofM7('ddr-plain'), { target }).builtFor;
    expect(attributes).toBeUndefined();
    const builtFor = { architecture: 'ARMv7E-M', fpu: 'double' } as const;
    expect(predict({ ...given, firmware: { ...inspect(ofM4('tcm-hello')), builtFor } })).toMatchObject({
      outcome: 'unknown',
      because: [expect.stringContaining('a Cortex-M4 may not be able to execute the image'), expect.any(String)],
    });
  });
});

describe('a start of an M4', () => {
  const firmware = inspect(ofM4('tcm-hello'));

  test('needs no call of TF-A', () => {
    expect(predict({ ...given, firmware, tfA: 'upstream' }).outcome).toBe('alive');
  });

  test('does not freeze Linux without the argument, on no kernel', () => {
    expect(predict({ ...given, firmware, mcoreBooted: false }).outcome).toBe('alive');
  });

  test('by U-Boot lives on with the argument of its own clock driver alone', () => {
    const attached = {
      ...given,
      firmware,
      startedBy: 'u-boot',
      preloaded: true,
      itcm: { kind: 'vectors', of: firmware, by: 'u-boot', codeInMemory: true },
    } as const;
    expect(predict(attached).outcome).toBe('alive');
    expect(predict({ ...attached, mcoreBooted: false })).toMatchObject({
      outcome: 'mute',
      because: [expect.stringContaining('without clk-imx8mm.mcore_booted=1')],
    });
  });
});
