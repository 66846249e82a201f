import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const goesOn = `for (let i = 0; i < 10; i++) await board.linux.run('sleep 60', { timeout: '10min' });`;
const starts = `
  scenario('starts', { firmware: 'tcm-hello', timeout: '2h' }, async ({ m7, board }) => {
    expect(await m7.start('tcm-hello')).toBeOutcome('alive');
    await strike('now');
    ${goesOn}
  });
  ${next}`;
const remoteproc = '/sys/class/remoteproc/remoteproc0';
/** A scenario of which a living M7 is expected, and what it does behind the proof. */
const expectsLife = (then: string): string => `
  scenario('lives', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7, board }) => {
    expect(await m7.start('tcm-hello')).toBeOutcome('alive');
    ${then}
  });
  ${next}`;
const otherNonce = { rewrites: /nonce=[0-9a-f]{8}/, as: 'nonce=0badcafe' } as const;

/** Counts anew from 1, however far the M7 is. */
const fromOne = (): ((match: string) => string) => {
  let count = 0;
  return () => `tick=${++count}`;
};
/** Says its banner and its first ticks for ever. */
const overAndOver = (): ((match: string) => string) => {
  let count = 0;
  return () => `tick=${(count++ % 3) + 1}`;
};

/** An M7 that has proven its life must go on with that very life: another one is no better than none. */
export const afterItsProof: readonly World[] = [
  {
    name: 'another-nonce',
    broken: 'After its proof of life what speaks on the M7 console has the nonce of another start, which nobody has asked for.',
    suite: starts,
    wires: { m7: [{ ...otherNonce, from: 'now' }] },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|nonce/i), next: passed } },
  },
  {
    name: 'another-image',
    broken: 'After its proof of life another image speaks on the M7 console.',
    suite: starts,
    wires: { m7: [{ rewrites: /hil-m7 tcm-hello(.*)nonce=[0-9a-f]{8}/, as: 'hil-m7 boot-loader$1nonce=0badcafe', from: 'now' }] },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|boot-loader/i), next: passed } },
  },
  {
    name: 'begins-again',
    broken: 'After its proof of life the M7 begins to count from 1 again, which nobody has asked for.',
    suite: starts,
    wires: { m7: [{ rewrites: /tick=\d+/, as: fromOne(), from: 'now' }] },
    // The virtual M7 lives a hundred times as fast: it overtakes its old count before anybody can call it silent.
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|count/i), next: passed } },
  },
  {
    name: 'begins-again-and-again',
    broken: 'After its proof of life the M7 resets again and again, each time after three ticks.',
    suite: starts,
    wires: { m7: [{ rewrites: /tick=\d+/, as: overAndOver(), from: 'now' }] },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|count/i), next: passed } },
  },
  {
    name: 'another-board-talks-too-and-it-dies',
    broken: 'The console of another M7 comes over the same wire, and then the own one falls silent.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', timeout: '2h' }, async ({ m7, board }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('both');
        await board.linux.run('sleep 60', { timeout: '10min' });
        await strike('now');
        ${goesOn}
      });
      ${next}`,
    wires: {
      m7: [
        { rewrites: /^(.*hil-m7 tcm-hello tick=)(\d+)( nonce=)[0-9a-f]{8}(.*\n)/, as: '$&$1$2$30badcafe$4', from: 'both', until: 'now' },
        { ...otherNonce, from: 'now' },
      ],
    },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|silent/i), next: passed } },
  },
  {
    name: 'another-board-talks-too',
    broken: 'Nothing is wrong with the M7: the console of another one comes over the same wire after its proof of life.',
    suite: starts,
    wires: { m7: [{ rewrites: /^(.*hil-m7 tcm-hello tick=)(\d+)( nonce=)[0-9a-f]{8}(.*\n)/, as: '$&$1$2$30badcafe$4', from: 'now' }] },
    right: { exit: [0, 2], scenarios: { starts: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'started-again-by-hand',
    broken: 'Nothing is broken: a scenario stops the M7 and starts it again by its own commands.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', timeout: '2h' }, async ({ m7, board }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await board.linux.run('echo stop > ${remoteproc}/state', { asRoot: true });
        await board.linux.run('echo start > ${remoteproc}/state', { asRoot: true });
        ${goesOn}
      });
      ${next}`,
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'another-image-by-hand',
    broken: 'Nothing is broken: a scenario starts another image by its own commands after the first one has proven its life.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', timeout: '2h' }, async ({ m7, board }) => {
        expect(await m7.start('tcm-rpmsg')).toBeOutcome('alive');
        await board.linux.run('cp "$(cat /sys/module/firmware_class/parameters/path)/$(cat ${remoteproc}/firmware)" /tmp/kept', { asRoot: true });
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await board.linux.run('echo stop > ${remoteproc}/state', { asRoot: true });
        await board.linux.run('cp /tmp/kept "$(cat /sys/module/firmware_class/parameters/path)/$(cat ${remoteproc}/firmware)"', { asRoot: true });
        await board.linux.run('echo start > ${remoteproc}/state', { asRoot: true });
        ${goesOn}
      });
      ${next}`,
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'stopped-by-hand',
    broken: 'A scenario that expects a living M7 stops it by a command of its own.',
    suite: expectsLife(`await board.linux.run('echo stop > ${remoteproc}/state; sleep 30', { asRoot: true, timeout: '2min' });`),
    right: { exit: 2, scenarios: { lives: suiteError(/stopped.*by a command of this scenario: echo stop/), next: passed } },
  },
  {
    name: 'stopped-by-the-product',
    broken: 'A service of the board stops an M7 of which a scenario expects that it lives.',
    suite: expectsLife("await strike('stopped');\n    await board.linux.run('sleep 60', { timeout: '10min' });"),
    strikes: { stopped: [{ runs: `echo stop > ${remoteproc}/state` }] },
    right: { exit: 1, scenarios: { lives: failed(/stopped.*no command of this scenario/), next: passed } },
  },
  {
    name: 'stopped-as-one-should',
    broken: 'Nothing is broken: a scenario that expects a living M7 puts it away with m7.stop() behind its proof.',
    suite: expectsLife('await m7.stop();'),
    right: { exit: 0, scenarios: { lives: passed, next: passed } },
  },
  {
    name: 'console-dies-behind-the-last-command',
    broken: 'The console of the M7 dies without a word while the board is heard out behind the last command of a scenario.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); await strike('dead'); });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    arguments: ['--in-order'],
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { starts: { verdict: 'error', fault: 'lab', says: /console/ }, next: passed } },
  },
  {
    name: 'console-dies-in-a-hook',
    broken: 'The console of the M7 dies without a word while a hook after the scenario waits.',
    suite: `
      afterEach(async () => { await strike('dead'); await hostTime(5000); });
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { starts: { verdict: 'error', fault: 'lab', says: /console/ } } },
  },
];
