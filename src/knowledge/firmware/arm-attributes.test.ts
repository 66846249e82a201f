import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoreModel } from '../../core/model-limit.ts';
import { builtFor, lacking } from './arm-attributes.ts';
import type { Elf } from './elf-format.ts';
import { target } from './testing/verdin-imx8mp.ts';

const elfWith = (content: Uint8Array): Elf => ({
  content,
  entry: 0,
  programHeaderOffset: 0,
  programHeaderCount: 0,
  segments: [],
  loads: [],
  sections: [{ name: '.ARM.attributes', type: 0x7000_0003, flags: 0, address: 0, offset: 0, size: content.length }],
});

// The section as arm-none-eabi-gcc writes it for these options.
const recorded = {
  'cortex-m7, fpv5-d16': '413100000061656162690001270000000537452d4d00060d074d09020a081204140115011703180119011a011c011e062201',
  'cortex-m7, fpv5-sp-d16, softfp': '413100000061656162690001270000000537452d4d00060d074d09020a081204140115011703180119011a011b011e062201',
  'cortex-m4': '412d00000061656162690001230000000537452d4d00060d074d09021204140115011703180119011a011e062201',
  'cortex-m3': '412c000000616561626900012200000005372d4d00060a074d09021204140115011703180119011a011e062201',
  'cortex-m33': '4133000000616561626900012900000005382d4d2e4d41494e000611074d09031204140115011703180119011a011e0622012e01',
  'cortex-m0plus': '412b00000061656162690001210000000536532d4d00060c074d09011204140115011703180119011a011e06',
} as const;
const read = (options: keyof typeof recorded) => builtFor(elfWith(Buffer.from(recorded[options], 'hex')));

describe('build attributes', () => {
  test('say architecture and floating point', () => {
    expect(read('cortex-m7, fpv5-d16')).toEqual({ architecture: 'ARMv7E-M', fpu: 'double' });
    expect(read('cortex-m7, fpv5-sp-d16, softfp')).toEqual({ architecture: 'ARMv7E-M', fpu: 'single' });
    expect(read('cortex-m4')).toEqual({ architecture: 'ARMv7E-M', fpu: 'none' });
    expect(read('cortex-m3')).toEqual({ architecture: 'ARMv7-M', fpu: 'none' });
    expect(read('cortex-m33')).toEqual({ architecture: 'ARMv8-M.mainline', fpu: 'none' });
    expect(read('cortex-m0plus')).toEqual({ architecture: 'ARMv6-M', fpu: 'none' });
  });

  test('of any bytes are read or not, without a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        builtFor(elfWith(bytes));
        builtFor(elfWith(Buffer.concat([Buffer.from(recorded['cortex-m33'].slice(0, 32), 'hex'), bytes])));
      }),
    );
    expect(builtFor({ ...elfWith(new Uint8Array()), sections: [] })).toBeUndefined();
  });
});

describe('what a core lacks', () => {
  const small: CoreModel = { architecture: 'ARMv6-M', fpu: 'none' };

  test('is told in words', () => {
    expect(lacking(read('cortex-m7, fpv5-d16')!, small)).toBe(
      'instructions of ARMv7E-M with double precision floating point, and the core executes ARMv6-M',
    );
    expect(lacking(read('cortex-m7, fpv5-d16')!, { architecture: 'ARMv7E-M', fpu: 'single' })).toBe(
      'an FPU with double precision floating point, and the core has one with single precision floating point',
    );
    expect(lacking(read('cortex-m33')!, target.executes)).toContain('ARMv8-M.mainline');
  });

  test('is nothing where it has all that the image was built for', () => {
    for (const options of ['cortex-m7, fpv5-d16', 'cortex-m7, fpv5-sp-d16, softfp', 'cortex-m4', 'cortex-m3', 'cortex-m0plus'] as const) {
      expect(lacking(read(options)!, target.executes)).toBeUndefined();
    }
    expect(lacking(read('cortex-m0plus')!, small)).toBeUndefined();
  });
});
