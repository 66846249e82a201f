import { expect, scenario } from 'verdin-hil';

// The 1.2 MB image of thread 21051, images up to the whole reserved region, and the thread's last failure.
// npx hil run large-elf

const KiB = 1024;
const MiB = 1024 * KiB;

scenario(
  'the 1,251,068 byte image of the thread lives when U-Boot preloaded it',
  { boot: 'cold', preload: 'large-21051', firmware: 'large-21051', expect: 'alive' },
  async ({ m7, measure }) => {
    expect(await m7.observe('large-21051')).toBeOutcome('alive');

    const start = await m7.start('large-21051');
    expect(start.firmware?.bytes).toBe(1_251_068);
    measure('start of 1,251,068 bytes', start.startMs!, 'ms');
  },
);

scenario.for([256 * KiB, MiB, 4 * MiB, 8 * MiB])(
  'a DDR image of %i bytes lives, and how long its load takes',
  { boot: 'running', firmware: 'ddr-vector', expect: 'alive' },
  async (bytes, { m7, measure }) => {
    const start = await m7.start({ name: 'ddr-vector', grownTo: bytes });

    measure(`start of ${bytes} bytes`, start.startMs!, 'ms');
  },
);

// The reserved region has 16 MiB: only an image whose own code lies elsewhere can bring a file of that size.
scenario(
  'a TCM image with nearly 16 MiB of data in DDR lives',
  { boot: 'running', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7, measure }) => {
    const start = await m7.start({ name: 'tcm-hello', grownTo: 16 * MiB });

    measure(`start of ${16 * MiB} bytes`, start.startMs!, 'ms');
  },
);

// Nobody could reproduce this one, and its root cause is unproven: the lab provokes it, and the report says so.
scenario(
  'stop and start of the large image ends in an RCU stall, a soft lockup, a panic and a reboot',
  {
    boot: 'cold',
    preload: 'large-21051',
    firmware: 'large-21051',
    injects: 'restart-stall',
    expect: 'crashed',
    // The soft lockup is the stall told once more; the panic that it leads to, and with it the reboot, is named for itself.
    incidents: ['rcu-stall', 'panic'],
    known: { link: 'https://community.toradex.com/t/21051', note: 'cause unproven; provoked by an injected fault' },
  },
  async ({ board, m7 }) => {
    expect(await m7.observe('large-21051')).toBeOutcome('alive');
    const start = await m7.start('large-21051');
    expect(start).toBeOutcome('crashed');

    const boot = await board.waitForReset({ within: '3min', until: 'login' });
    expect(boot.kind).toBe('unannounced');
  },
);

scenario(
  'the board is clean again after the crash',
  { boot: 'running', firmware: 'tcm-hello', expect: 'alive', follows: true },
  async ({ board, m7 }) => {
    expect((await board.linux.run('dmesg', { asRoot: true })).stdout).not.toMatch(/stall|soft lockup|Kernel panic/);

    await m7.start('tcm-hello');
  },
);
