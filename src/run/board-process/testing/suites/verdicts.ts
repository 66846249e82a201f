import { describe, expect, scenario } from 'verdin-hil';

const known = { link: 'https://example.org/1', note: 'the vector is missing' };

scenario('passes', { boot: 'cold', expect: 'alive' }, async ({ board, m7, measure, step }) => {
  const boot = await board.coldBoot();
  expect(boot).toReach('login', { within: '10s' });
  expect(boot).toPassThrough(['spl', 'u-boot', 'kernel', 'login']);
  step('start the M7');
  expect(await m7.start('alive')).toBeOutcome('alive');
  measure('answer', 42, 'ms');
});

scenario('fails by an assertion', {}, async ({ board }) => {
  expect((await board.linux.run('uname -m')).stdout).toBe('aarch64');
});

scenario('fails by its outcome', { expect: 'alive' }, async ({ m7 }) => {
  await m7.start('mute');
});

scenario('was expected to observe', { expect: 'alive' }, async () => {});

scenario('has a mistake in it', {}, () => {
  throw new TypeError('undefined is not a function');
});

scenario('a known failure that happens', { expect: 'mute', known }, async ({ m7 }) => {
  await m7.start('mute');
});

scenario('a known failure that happens no more', { expect: 'mute', known }, async ({ m7 }) => {
  await m7.start('alive');
});

scenario('a known failure that got worse', { expect: 'mute', known }, async ({ board }) => {
  await board.linux.run('incident panic');
});

scenario('needs what is not there', { injects: 'lightning' }, async () => {});

scenario('has its fault injected', { injects: 'restart-stall', expect: 'crashed', incidents: ['rcu-stall'] }, async ({ board, m7 }) => {
  await board.linux.run('incident rcu-stall');
  await m7.start('crashed');
});

scenario('waits for an incident that does not come', { incidents: ['rcu-stall'] }, async ({ board }) => {
  await board.linux.run('true');
});

scenario.skip('is skipped', {}, async () => {});

describe('with a name', () => {
  scenario.for([
    { size: 1, outcome: 'alive' },
    { size: 2, outcome: 'stale' },
  ] as const)(
    'case $size of %#',
    ({ outcome }) => ({ expect: outcome }),
    async ({ outcome }, { m7 }) => {
      await m7.observe(outcome);
    },
  );
});
