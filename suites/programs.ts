import { expect, scenario } from 'verdin-hil';

// What real programs do with a Cortex-M7, beyond being alive: libraries, floating point, tasks, interrupts, caches, and the ways in which they die.
// npx hil run programs

const soon = { within: '20s' } as const;
const alive = { boot: 'running', expect: 'alive' } as const;
// Alive until '!' comes in on the UART and it dies: what has counted counts no more.
const fatal = { incidents: ['m7-fault'], tolerates: ['m7-silent'] } as const;

scenario(
  "newlib's printf, mathematics and heap give what they give anywhere",
  { ...alive, firmware: 'tcm-newlib', uses: ['double-fpu'] },
  async ({ m7 }) => {
    await m7.start('tcm-newlib');

    await m7.console.expect('pi=3.141592653589793 root=1.41421356237 e=2.7182818285e+00', soon);
    await m7.console.expect('third=0.333333343 rounded=2 fused=5.5511151231257827e-17', soon);
    await m7.console.expect('sorted=-1000,1e-09,0.25,3.5,42,', soon);
  },
);

scenario('static constructors of C++ run before the program, in their order', { ...alive, firmware: 'tcm-objects' }, async ({ m7 }) => {
  await m7.start('tcm-objects');

  await m7.console.expect('constructed=abdec~~ weight=24 lightest=e', soon);
});

scenario(
  'two tasks share the core and keep their floating-point registers',
  { ...alive, firmware: 'tcm-tasks', uses: ['double-fpu'] },
  async ({ m7 }) => {
    await m7.start('tcm-tasks');

    await m7.console.expect('switches=24 both=ran floats=kept', soon);
  },
);

scenario(
  'an image in DDR lives with caches on, and its MPU stops a store into code',
  { ...alive, firmware: 'ddr-cached', uses: ['core-caches'] },
  async ({ m7 }) => {
    await m7.start('ddr-cached');

    await m7.console.expect('caches=on mpu=on stopped=80000040 shared=holds', soon);
  },
);

scenario('RPMsg is answered by interrupt', { ...alive, boot: 'cold', firmware: 'tcm-rpmsg-interrupt', uses: ['rpmsg'] }, async ({ m7 }) => {
  await m7.start('tcm-rpmsg-interrupt');

  expect(await m7.echo('is anybody there?')).toContain('is anybody there?');
  expect(await m7.echo('and once more')).toContain('and once more');
});

scenario('a hard fault is told with the frame of what fell', { ...alive, firmware: 'tcm-hard-fault', ...fatal }, async ({ m7 }) => {
  await m7.start('tcm-hard-fault');

  await m7.console.send('!');
  await m7.console.expect(/hardfault pc=[0-9a-f]{8} lr=[0-9a-f]{8} xpsr=[0-9a-f]{8} r0=600df00d r3=0badc0de exc_return=fffffff9/, soon);
  await m7.console.expect('CFSR=00010000 HFSR=40000000', soon);
});

scenario(
  'a stack that overflows into a guard region is told where it fell',
  { ...alive, firmware: 'tcm-overflow-guard', ...fatal },
  async ({ m7 }) => {
    await m7.start('tcm-overflow-guard');
    await m7.console.send('!');

    await m7.console.expect(/stack overflow at=200[0-9a-f]{5} guard=hit/, soon);
  },
);

scenario(
  'a stack that overflows out of its memory ends in lockup, which nobody tells: the M7 falls silent',
  { ...alive, firmware: 'tcm-overflow', incidents: ['m7-silent'], uses: ['split-tcm'] },
  async ({ m7 }) => {
    await m7.start('tcm-overflow');
    await m7.console.send('!');
  },
);
