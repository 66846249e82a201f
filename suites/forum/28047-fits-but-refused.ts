import { expect, scenario } from 'verdin-hil';

// https://community.toradex.com/t/28047: the map file says that the image fits, U-Boot starts it, and Linux says "bad phdr da … mem …" and ends with -22.
// A segment that is loaded by its own addresses reaches over the end of the ITCM (0x20000); U-Boot copies bytes and does not look.
// npx hil run 28047-fits-but-refused

scenario('1: Linux refuses it, and names the segment', { firmware: 'itcm-crossing', expect: 'refused' }, async ({ m7 }) => {
  const start = await m7.start('itcm-crossing');
  expect(start.kernelLines.join('\n')).toMatch(/bad phdr da 0x[0-9a-f]+ mem 0x[0-9a-f]+/);
  expect(start.predicted?.outcome).toBe('refused');
});

scenario('2: with everything below the end of the ITCM it lives', { firmware: 'itcm-max', expect: 'alive' }, async ({ m7 }) => {
  await m7.start('itcm-max');
});
