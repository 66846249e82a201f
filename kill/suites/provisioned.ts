import { scenario } from 'verdin-hil';

scenario('attached', { boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  await m7.observe('tcm-hello');
});

scenario('loaded', { boot: 'warm', firmware: 'ddr-plain' }, async ({ m7, step }) => {
  step('starts the M7');
  await m7.start('ddr-plain');
  step('has observed');
});
