import { type Expected, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const mute = { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] } as const;
const starts = `async ({ board, m7 }) => { await m7.start('tcm-hello'); await board.linux.run('true'); }`;
const refused = (name: string, broken: string, suite: string, says: RegExp): World => ({
  name,
  broken,
  suite,
  wires: mute,
  right: { exit: 3, scenarios: {}, screen: [/suites\/world\.ts:\d+: '.*': expected what it needs as a plain object/, says] },
});

/** The product failed, and what the suite made of it is told beside that. */
const stumbled = (says: RegExp): Expected => ({ verdict: 'failed', fault: ['dut', 'suite'], says });

/** What a suite says where nobody reads it. */
export const lostWords: readonly World[] = [
  refused(
    'needs-of-a-class',
    'What a scenario needs and expects comes from a class whose properties are getters, and its M7 is mute.',
    `class Needs { get firmware() { return 'tcm-hello'; } get expect() { return 'alive'; } }\nscenario('starts', new Needs(), ${starts});`,
    /an object of the class Needs/,
  ),
  refused(
    'needs-inherited',
    'What a scenario needs and expects stands in the prototype of an object, and its M7 is mute.',
    `scenario('starts', Object.create({ firmware: 'tcm-hello', expect: 'alive' }), ${starts});`,
    /inherits from another one/,
  ),
  refused(
    'needs-promised',
    'What a scenario needs and expects comes from an async function that nobody awaits, and its M7 is mute.',
    `scenario.for(['tcm-hello'])('starts %s', async (firmware) => ({ firmware, expect: 'alive' }), async (_, { board, m7 }) => { await m7.start('tcm-hello'); await board.linux.run('true'); });`,
    /a promise/,
  ),
  {
    name: 'step-with-a-body',
    broken: 'A scenario gives a step what is done in it, as in other test libraries, and the product would fail there.',
    suite: `
      scenario('steps', {}, async ({ board, step }) => {
        expect((await board.linux.run('uname -m')).stdout).toBe('aarch64\\n');
        await step('looks once more', async () => { expect((await board.linux.run('uname -m')).stdout).toBe('sparc\\n'); });
      });
      ${next}`,
    right: { exit: 2, scenarios: { steps: suiteError(/step\('looks once more', …\) takes a text alone/), next: passed } },
  },
  {
    name: 'options-out-of-place',
    broken: 'Scenarios give calls more than these take, or a text or a pattern where options belong.',
    suite: `
      scenario('title', {}, async ({ board, expectIncident }) => {
        await expectIncident('panic', /of another cause/);
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(1500);
      });
      scenario('stop', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); await m7.stop('tcm-hello', { within: '5s' }); });
      scenario('reset', {}, async ({ board }) => { await board.expectReset({ within: '2min' }); });
      scenario('run', {}, async ({ board }) => { await board.linux.run('true', undefined, { reject: true }); });
      scenario('left out', {}, async ({ board }) => { await board.linux.run('true', undefined, undefined); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        title: suiteError(/expectIncident\('panic'\): expected \{ title: \/…\/ \} behind the kind, got \/of another cause\//),
        stop: suiteError(/board\.m7\.stop\(\) takes no argument, and is given 2/),
        reset: suiteError(/board\.expectReset\(\) takes no argument, and is given 1/),
        run: suiteError(/board\.linux\.run\(\) takes 2 arguments, and is given 3/),
        'left out': passed,
        next: passed,
      },
    },
  },
  {
    name: 'outcome-that-nobody-looks-at',
    broken: 'Scenarios start an M7 that stays silent, look at no outcome of it, and go on with commands that work.',
    suite: `
      const rows = [{ image: 'tcm-hello', outcom: 'alive' }];
      scenario.for(rows)('a row that is misspelt', ({ image, outcome }) => ({ firmware: image, expect: outcome }), async ({ image }, { board, m7 }) => { await m7.start(image); await board.linux.run('true'); });
      scenario('looks at nothing', { firmware: 'tcm-hello' }, async ({ board, m7 }) => { await m7.start('tcm-hello'); expect((await board.linux.run('uname -m')).stdout).toBe('aarch64\\n'); });
      scenario('refused before another', { firmware: 'tcm-hello', expect: 'mute' }, async ({ board, m7 }) => { await m7.start({ absent: 'gone.elf' }); await m7.start('tcm-hello'); });
      scenario('looks', { firmware: 'tcm-hello' }, async ({ m7 }) => { expect((await m7.start('tcm-hello')).outcome).toBe('mute'); });
      scenario('hears', { firmware: 'tcm-hello' }, async ({ m7 }) => { await m7.start('tcm-hello'); await m7.console.expect('build=', { within: '5s' }); });
      ${next}`,
    wires: mute,
    right: {
      exit: 2,
      scenarios: {
        'a row that is misspelt': suiteError(/came out as 'mute', and the scenario looks at no outcome/),
        'looks at nothing': suiteError(/came out as 'mute', and the scenario looks at no outcome/),
        'refused before another': suiteError(/came out as 'refused', and the scenario looks at no outcome/),
        looks: passed,
        hears: passed,
        next: passed,
      },
    },
  },
  {
    name: 'stumbles-behind-a-refusal',
    broken: 'The M7 that scenarios expect alive is refused or mute, and their next lines read what only one that lives has.',
    suite: `
      scenario('measures', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7, measure }) => { const start = await m7.start({ absent: 'gone.elf' }); measure('start', Math.round(start.kernelLines.find((line) => /is now up/.test(line)).length), 'ms'); });
      scenario('reads', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { const start = await m7.start('tcm-hello'); expect(start.evidence.find((line) => line.includes('tick=2')).length).toBeGreaterThan(3); });
      scenario('throws', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { if ((await m7.start('tcm-hello')).outcome !== 'alive') throw new Error('no M7'); });
      ${next}`,
    wires: mute,
    right: { exit: 1, scenarios: { measures: stumbled(/'refused'/), reads: stumbled(/'mute'/), throws: stumbled(/'mute'/), next: passed } },
  },
  {
    name: 'stumbles-behind-a-dead-wire',
    broken:
      'The console of the M7 dies without a word before a scenario that expects a living one, and its next line reads what only one that lives has.',
    suite: `
      scenario('first', {}, async ({ board }) => { await board.linux.run('true'); await strike('dead'); });
      scenario('reads', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { const start = await m7.start('tcm-hello'); expect(start.evidence.find((line) => line.includes('tick=2')).length).toBeGreaterThan(3); });`,
    arguments: ['--in-order'],
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { first: passed, reads: { verdict: 'error', fault: ['lab', 'suite'], says: /console/ } } },
  },
];
