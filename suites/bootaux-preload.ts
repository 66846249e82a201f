import { expect, scenario } from 'verdin-hil';

// U-Boot starts the M7 with bootaux before Linux. It writes SP and PC into the ITCM, and nothing later erases them until power is cut:
// that is why remoteproc "works after U-Boot" (thread 21051).
// npx hil run bootaux-preload

const thread = { link: 'https://community.toradex.com/t/21051', note: 'the start vector is the one that bootaux left in the ITCM' };

scenario(
  'a preloaded TCM image is attached at boot and lives',
  { boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7 }) => {
    expect(await m7.state()).toBe('attached');

    await m7.observe('tcm-hello');
  },
);

scenario(
  'the preloaded TCM image can be stopped and loaded again',
  { boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7 }) => {
    expect(await m7.observe('tcm-hello')).toBeOutcome('alive');
    await m7.stop();

    await m7.start('tcm-hello');
    expect(await m7.state()).toBe('running');
  },
);

scenario(
  'the preloaded DDR image can be stopped and loaded again',
  { boot: 'cold', preload: 'ddr-plain', firmware: 'ddr-plain', expect: 'alive' },
  async ({ m7 }) => {
    expect(await m7.state()).toBe('attached');
    expect(await m7.observe('ddr-plain')).toBeOutcome('alive');

    await m7.start('ddr-plain');
  },
);

scenario(
  'another DDR build at the same addresses is mute: the old program counter points into its middle',
  { boot: 'cold', preload: 'ddr-plain', firmware: 'ddr-plain-moved', expect: 'mute', known: thread },
  async ({ m7 }) => {
    expect(await m7.observe('ddr-plain')).toBeOutcome('alive');

    await m7.start('ddr-plain-moved');
  },
);

scenario(
  'a DDR image at other addresses leaves the preloaded one speaking',
  { boot: 'cold', preload: 'ddr-plain', firmware: 'ddr-high', expect: 'stale', known: thread },
  async ({ m7 }) => {
    expect(await m7.observe('ddr-plain')).toBeOutcome('alive');

    await m7.start('ddr-high');
  },
);

scenario(
  'a power cycle without preload brings the mute DDR image back',
  { boot: 'cold', preload: 'ddr-plain', firmware: 'ddr-plain', expect: 'mute', known: thread },
  async ({ board, m7, step }) => {
    expect(await m7.observe('ddr-plain')).toBeOutcome('alive');

    step('power cycle without preload');
    await board.provision({ boot: 'cold', firmware: 'ddr-plain' });
    expect(await m7.state()).toBe('offline');
    await m7.start('ddr-plain');
  },
);
