import { scenario } from 'verdin-hil';

scenario('at the prompt of U-Boot', {}, async ({ board, step }) => {
  step('goes to the prompt');
  await board.reach('u-boot');
  step('is at the prompt');
  for (const round of ['first', 'second', 'third']) await board.uboot.run(`echo ${round}`);
});

scenario('cold', {}, async ({ board, step }) => {
  step('cuts the power');
  await board.coldBoot({ offFor: '60s' });
});

scenario('warm', {}, async ({ board, step }) => {
  step('reboots');
  await board.warmBoot();
});
