import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const sleeps = `
  scenario('sleeps', {}, async ({ board }) => {
    await board.linux.run('true');
    await strike('lid');
    expect((await board.linux.run('echo awake')).stdout).toBe('awake\\n');
  });
  ${next}`;
const right = { exit: 0, scenarios: { sleeps: passed, next: passed } } as const;

/** What happens to the host says nothing about the board. */
export const runner: readonly World[] = [
  {
    name: 'slept',
    broken: 'The host sleeps for four seconds, which are nearly seven minutes of the board.',
    suite: sleeps,
    strikes: { lid: [{ stopsRunMs: 4000 }] },
    right,
  },
  {
    name: 'board-process-slept',
    broken: 'Only the process that owns the board stands still for four seconds.',
    suite: sleeps,
    strikes: { lid: [{ stopsRunMs: 4000, only: /board-process/ }] },
    right,
  },
  {
    name: 'slept-in-an-expect',
    broken:
      'The process that owns the board stands still for longer than the limit of what a scenario waits for, and the text came meanwhile.',
    suite: `scenario('sleeps', {}, async ({ board }) => {
      await board.linux.run('(sleep 200; echo it is late > /dev/console) &', { asRoot: true });
      const waiting = board.console.expect('it is late', { within: '5s' });
      await strike('lid');
      await waiting;
    });
    ${next}`,
    strikes: { lid: [{ stopsRunMs: 8000, only: /board-process/ }] },
    right,
  },
  {
    name: 'slept-in-a-boot',
    broken: 'The host sleeps for four seconds while the board boots.',
    suite: `scenario('sleeps', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });\n${next}`,
    signs: [{ line: /Starting kernel/, nth: 2, strikes: 'lid' }],
    strikes: { lid: [{ stopsRunMs: 4000 }] },
    right,
  },
  {
    name: 'slept-while-the-m7-started',
    broken: 'The host sleeps for four seconds while a scenario looks for proof of life.',
    suite: `scenario('sleeps', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });\n${next}`,
    signs: [{ wire: 'm7', line: /build=/, strikes: 'lid' }],
    strikes: { lid: [{ stopsRunMs: 4000 }] },
    right,
  },
  {
    name: 'slow-first-boot',
    broken: 'Nothing is broken: the board takes a minute and more to its first login.',
    suite: next,
    board: { speed: 0.25 },
    right: { exit: 0, scenarios: { next: passed } },
  },
  {
    name: 'much-output',
    broken: 'A command prints twenty megabytes.',
    suite: `
      scenario('prints', {}, async ({ board }) => {
        expect((await board.linux.run('head -c 20000000 /dev/zero', { reject: false, timeout: '3min' })).exitCode).toBeTypeOf('number');
      });
      ${next}`,
    right: { exit: [0, 2], scenarios: { prints: { verdict: ['passed', 'error'], fault: ['suite', 'lab'] }, next: passed } },
  },
];
