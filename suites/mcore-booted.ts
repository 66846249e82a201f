import { expect, scenario } from 'verdin-hil';

// With and without the argument `mcore_booted=1` of the clock driver (clk-imx8mp, clk-imx8mm), which keeps Linux from gating the clocks that the M7 and its memories need.
// npx hil run mcore-booted

// One variable, which a kernel for several SoCs shows once for each clock driver (drivers/clk/imx/clk.c).
const parameter = '/sys/module/clk_imx8m?/parameters/mcore_booted';
const forum = { link: 'https://community.toradex.com/t/22285', note: 'the audio power domain is off; the argument is a workaround' };

scenario(
  'with the argument, without preload: lives',
  { boot: 'cold', mcoreBooted: true, firmware: 'tcm-hello', expect: 'alive' },
  async ({ board, m7 }) => {
    expect((await board.linux.run(`cat ${parameter} | sort -u`)).stdout.trim()).toBe('Y');

    await m7.start('tcm-hello');
  },
);

scenario(
  'with the argument, with preload: the preloaded image lives on under Linux',
  { boot: 'cold', mcoreBooted: true, preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7 }) => {
    await m7.observe('tcm-hello');
  },
);

scenario(
  'without the argument, without preload: Linux freezes inside the start, and the watchdog resets it',
  {
    boot: 'cold',
    mcoreBooted: false,
    firmware: 'tcm-hello',
    expect: 'frozen',
    incidents: ['silent-freeze', 'watchdog-reset'],
    uses: ['clock-gating', 'tcm-power-domain'],
    known: forum,
  },
  async ({ board, m7, measure }) => {
    const start = await m7.start('tcm-hello');
    expect(start).toBeOutcome('frozen');

    const boot = await board.waitForReset({ within: '2min' });
    measure('reset to login', boot.stages.find(({ stage }) => stage === 'login')!.atMs, 'ms');
  },
);

scenario(
  'without the argument, with preload: the M7 falls silent when Linux gates its clock',
  {
    boot: 'cold',
    mcoreBooted: false,
    preload: 'tcm-hello',
    firmware: 'tcm-hello',
    expect: 'mute',
    uses: ['clock-gating'],
    known: forum,
  },
  async ({ m7 }) => {
    expect(await m7.console.tail(200)).toContainEqual(expect.objectContaining({ text: expect.stringMatching(/^hil-m7 tcm-hello/) }));
    expect(await m7.state()).toBe('attached');

    await m7.observe('tcm-hello');
  },
);

scenario(
  'a mistyped argument is on the command line and has no effect',
  { boot: 'cold', kernelArgument: 'clk-imx8mp.mcorebooted=1' },
  async ({ board }) => {
    expect((await board.linux.run('cat /proc/cmdline')).stdout).toContain('clk-imx8mp.mcorebooted=1');
    expect((await board.linux.run(`cat ${parameter} | sort -u`)).stdout.trim()).toBe('N');
  },
);
