import { expect, scenario } from 'verdin-hil';

// The M7 is started from Linux after a power cycle, without any help from U-Boot: what works, what is mute, what is refused.
// npx hil run cold-boot

const thread = { link: 'https://community.toradex.com/t/21051', note: 'remoteproc never writes the start vector' };

scenario(
  'passes every boot stage once, in order, after a power cycle',
  { boot: 'cold', uses: ['secure-boot-chain', 'reset-cause'] },
  async ({ board, measure }) => {
    const boot = await board.coldBoot({ offFor: '5s' });

    expect(boot).toPassThrough(['spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login']);
    expect(boot).toReach('login', { within: '60s' });
    expect(boot.resetCause).toBe('POR');
    measure('power-on to login', boot.stages.find(({ stage }) => stage === 'login')!.atMs, 'ms');
  },
);

scenario('stops at the U-Boot prompt and goes on from there', { boot: 'cold' }, async ({ board }) => {
  await board.coldBoot({ until: 'u-boot' });
  const { stdout } = await board.uboot.run('printenv bootdelay');
  expect(stdout).toContain('bootdelay=');

  await board.reach('login');
  expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64');
});

scenario('a TCM image lives', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => {
  expect(await m7.state()).toBe('offline');
  await m7.start('tcm-hello');
});

scenario(
  'a TCM image lives through three rounds of stop and start',
  { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' },
  async ({ m7, step }) => {
    for (const round of [1, 2, 3]) {
      step(`round ${round}`);
      expect(await m7.start('tcm-hello')).toBeOutcome('alive');
      await m7.stop();
      expect(await m7.state()).toBe('offline');
    }
  },
);

scenario('a TCM image answers over RPMsg', { boot: 'cold', firmware: 'tcm-rpmsg', expect: 'alive', uses: ['rpmsg'] }, async ({ m7 }) => {
  await m7.start('tcm-rpmsg');

  expect(await m7.echo('is anybody there?')).toContain('is anybody there?');
});

scenario(
  'a DDR image without a start vector stays mute while Linux calls it running',
  { boot: 'cold', firmware: 'ddr-plain', expect: 'mute', known: thread },
  async ({ m7 }) => {
    await m7.start('ddr-plain');

    expect(await m7.state()).toBe('running');
  },
);

scenario('a DDR image that brings its start vector lives', { boot: 'cold', firmware: 'ddr-vector', expect: 'alive' }, async ({ m7 }) => {
  await m7.start('ddr-vector');
});

scenario(
  'a DDR image loaded after a TCM image leaves the TCM image speaking',
  { boot: 'cold', firmware: 'ddr-plain', expect: 'stale', known: thread },
  async ({ m7 }) => {
    expect(await m7.start('tcm-hello')).toBeOutcome('alive');

    await m7.start('ddr-plain');
  },
);

scenario('a file that is not there is refused with ENOENT', { boot: 'running', expect: 'refused' }, async ({ m7 }) => {
  const start = await m7.start({ absent: 'firmware_imxcm7.elf' });

  expect(start.errno).toBe(2);
  expect(start.kernelLines).toContainEqual(expect.stringMatching(/Direct firmware load for \S+ failed with error -2/));
});
