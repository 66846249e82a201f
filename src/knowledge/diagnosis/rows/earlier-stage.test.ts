import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const told = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);
const banner = 'U-Boot SPL 2023.04 (Jan 11 2024 - 09:00:00 +0000)\nDDRINFO: start DRAM init\n';
const failed = 'DRAM PHY training for 3000MTS\nTraining FAILED\n';
const abort = '"Synchronous Abort" handler, esr 0x96000210\nelr: 0000000000801f30 lr : 0000000000801f18\nResetting CPU ...\n';

describe('memory that was not trained is the cause of what follows', () => {
  test.each([
    ['an abort of SPL', abort],
    ['a loader that is looked for', `Trying to boot from BOOTROM\n${abort}`],
    ['"calibration done", which older SPL prints all the same', `DDRINFO:ddrphy calibration done\nTrying to boot from USB SDP\n${abort}`],
    ['lower rates that fail as well', `DRAM PHY training for 400MTS\nTraining FAILED\nDDRINFO:ddrphy calibration done\n${abort}`],
    [
      'an image that is not found',
      "Trying to boot from MMC1\nCan't found uboot image in 512K range\nSPL: failed to boot from all boot devices\n",
    ],
    ['SPL again and again', `Trying to boot from BOOTROM\n${banner}${failed}`],
  ])('%s', (_, rest) => {
    expect(told(`${banner}${failed}${rest}`)).toEqual(['dram-training-failed certain']);
  });

  test('also where people say so', () => {
    expect(told('New boards with 4 GB: the memory training fails in SPL, and later there is a synchronous abort in SPL.')).toEqual([
      'dram-training-failed likely',
    ]);
  });
});

describe('memory that was trained after all is no cause', () => {
  test('a second attempt from the start passes, and U-Boot aborts', () => {
    const second = 'DDRINFO: start DRAM init\nDDRINFO: ddrphy calibration done\nTrying to boot from MMC1\n';
    const proper = 'U-Boot 2023.04 (Jan 11 2024 - 09:00:00 +0000)\nDRAM:  2 GiB\n';
    expect(told(`${banner}${failed}${second}${proper}${abort}`)).toEqual(['u-boot-abort likely']);
  });

  test('U-Boot speaks behind it', () => {
    expect(told(`${banner}${failed}U-Boot 2023.04 (Jan 11 2024 - 09:00:00 +0000)\nDRAM:  2 GiB\nHit any key to stop autoboot: 0`)).toEqual(
      [],
    );
  });

  test.each([
    'The training of our neural network fails on the NPU of the i.MX8MP, U-Boot and kernel are from the vendor.',
    'PCIe link training failed, says U-Boot.',
  ])('%s', (text) => {
    expect(told(text)).toEqual([]);
  });
});

test("an overlay for which there is no room has nothing wrong in it, whatever U-Boot's advice behind any failure says", () => {
  const text =
    "Applying Overlay: verdin-imx8mp_hmp_overlay.dtbo\nfailed on fdt_overlay_apply(): FDT_ERR_NOSPACE\nbase fdt does not have a /__symbols__ node\nmake sure you've compiled with -@";
  expect(told(text)[0]).toBe('no-room-for-device-tree certain');
  expect(told("failed on fdt_overlay_apply(): FDT_ERR_NOSPACE\nmake sure you've compiled with -@")).toEqual([
    'no-room-for-device-tree certain',
  ]);
});
