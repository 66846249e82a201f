import { expect, scenario } from 'verdin-hil';

// Where an image may lie: the driver's table of drivers/remoteproc/imx_rproc.c, its strict ends, and the regions of the HMP overlay.
// npx hil run memory

const refused = { boot: 'running', expect: 'refused' } as const;
const alive = { boot: 'running', expect: 'alive' } as const;
const EINVAL = 22;

scenario('TCM: code in ITCM and data in DTCM live', { ...alive, firmware: 'tcm-hello' }, async ({ m7 }) => {
  await m7.start('tcm-hello');
});

scenario('TCM: a segment that ends one byte before the end of the ITCM lives', { ...alive, firmware: 'itcm-max' }, async ({ m7 }) => {
  await m7.start('itcm-max');
});

scenario(
  'TCM: a segment that ends exactly on the end of the ITCM is refused',
  { ...refused, firmware: 'itcm-exact', uses: ['split-tcm'] },
  async ({ m7 }) => {
    const start = await m7.start('itcm-exact');

    expect(start.errno).toBe(EINVAL);
    expect(start.kernelLines).toContainEqual(expect.stringMatching(/bad phdr da 0x[0-9a-f]+ mem 0x[0-9a-f]+/));
  },
);

scenario(
  'TCM: a segment that crosses the end of the ITCM is refused',
  { ...refused, firmware: 'itcm-crossing', uses: ['split-tcm'] },
  async ({ m7 }) => {
    const start = await m7.start('itcm-crossing');

    expect(start.errno).toBe(EINVAL);
    expect(start.kernelLines).toContainEqual(expect.stringMatching(/Translation failed: da = 0x[0-9a-f]+ len = 0x[0-9a-f]+/));
    expect(start.kernelLines).toContainEqual(expect.stringMatching(/Failed to load program segments: -22/));
  },
);

scenario('TCM: an image linked at the addresses of the A53 is refused', { ...refused, firmware: 'a53-addresses' }, async ({ m7 }) => {
  const start = await m7.start('a53-addresses');

  expect(start.errno).toBe(EINVAL);
  expect(start.kernelLines).toContainEqual(expect.stringMatching(/bad phdr da 0x7e0000 mem/));
});

scenario(
  'DDR: an image in the reserved region that brings its start vector lives',
  { ...alive, firmware: 'ddr-vector' },
  async ({ m7 }) => {
    await m7.start('ddr-vector');
  },
);

scenario(
  'DDR: an image outside the reserved region is refused, and the table is not to blame',
  { ...refused, firmware: 'ddr-outside' },
  async ({ m7 }) => {
    const start = await m7.start('ddr-outside');

    expect(start.errno).toBe(EINVAL);
    expect(start.kernelLines).toContainEqual(expect.stringMatching(/bad phdr da 0x90000000 mem/));
    // The address is in the driver's table, so only the mapping is missing: this tells a missing region from a bad link address.
    expect(start.kernelLines).not.toContainEqual(expect.stringMatching(/Translation failed/));
  },
);
