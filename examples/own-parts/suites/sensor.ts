import { expect, scenario } from 'verdin-hil';

scenario('the image starts after a power cycle', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('alive');
});
