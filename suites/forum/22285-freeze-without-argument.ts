import { expect, scenario } from 'verdin-hil';

// https://community.toradex.com/t/22285: `echo start` freezes the whole board without a word, unless U-Boot had started an image before.
// Linux has gated what the M7 and its memories need; `clk-imx8mp.mcore_booted=1` on the kernel's command line keeps it running.
// npx hil run 22285-freeze-without-argument

const forum = { link: 'https://community.toradex.com/t/22285', outcome: 'frozen', note: 'the audio power domain is off' } as const;

const without = {
  boot: 'cold',
  mcoreBooted: false,
  firmware: 'tcm-hello',
  expect: 'frozen',
  incidents: ['silent-freeze', 'watchdog-reset'],
  uses: ['clock-gating', 'tcm-power-domain'],
  known: forum,
} as const;

scenario('1: without the argument and without preload the board freezes inside the start', without, async ({ board, m7 }) => {
  expect(await m7.start('tcm-hello')).toBeOutcome('frozen');
  await board.waitForReset({ within: '2min' });
});

scenario('2: with the argument the same image starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  await m7.start('tcm-hello');
});
