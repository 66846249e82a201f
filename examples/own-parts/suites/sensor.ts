import { expect, scenario } from 'verdin-hil';

scenario('the image starts after a power cycle', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('alive');
});

scenario('a daemon that gives up is noticed while it happens', { boot: 'running' }, async ({ board, expectIncident }) => {
  await expectIncident('harness', { title: /no answer from the M7/ });
  await board.linux.run("echo 'sensord[412]: giving up: no answer from the M7' > /dev/console", { asRoot: true });
});
