import { expect, scenario } from 'verdin-hil';

// https://community.toradex.com/t/27112: the core runs from U-Boot, and its UART falls silent when the kernel starts.
// Linux gates or moves clocks that it finds unused; the core itself is told as running.
// npx hil run 27112-m4-falls-silent

const forum = { link: 'https://community.toradex.com/t/27112', outcome: 'mute', note: 'Linux gates the clock of the core' } as const;
const needs = { boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello' } as const;

scenario(
  '1: it speaks in U-Boot and is silent under Linux',
  { ...needs, mcoreBooted: false, expect: 'mute', uses: ['clock-gating'], known: forum },
  async ({ m7 }) => {
    expect(await m7.console.tail(200)).toContainEqual(expect.objectContaining({ text: expect.stringMatching(/^hil-m7 tcm-hello/) }));
    expect(await m7.state()).toBe('attached');
    await m7.observe('tcm-hello');
  },
);

scenario('2: it speaks on where Linux leaves its clocks alone', { ...needs, expect: 'alive' }, async ({ m7 }) => {
  await m7.observe('tcm-hello');
});
