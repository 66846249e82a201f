import { expect, scenario } from 'verdin-hil';

// What the HMP overlay does: with it Linux knows the M7, without it nothing on the board says why there is no remoteproc.
// npx hil run overlays

const cores = 'cat /sys/class/remoteproc/*/name 2>/dev/null; true';

scenario('without the HMP overlay Linux has no remoteproc for the M7', { overlay: 'none' }, async ({ board, m7 }) => {
  expect((await board.linux.run(cores)).stdout).not.toContain('imx-rproc');
  await expect(m7.start('tcm-hello')).rejects.toThrow('Linux has no remoteproc0, since the scenario wants none of the HMP overlay');
});

scenario('with the HMP overlay Linux starts the M7', { overlay: 'hmp', firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
  expect((await board.linux.run(cores)).stdout).toContain('imx-rproc');
  await m7.start('tcm-hello');
});
