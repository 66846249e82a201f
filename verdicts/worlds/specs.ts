import type { World } from '../world.ts';

const refused = (name: string, broken: string, spec: string, screen: readonly RegExp[]): World => ({
  name,
  broken,
  suite: `scenario('runs', ${spec}, async ({ board }) => { await board.linux.run('true'); });`,
  right: { exit: 3, scenarios: {}, screen },
});

/** Mistakes in what a scenario says of itself are found before a board is touched. */
export const specs: readonly World[] = [
  refused('boot', 'A scenario asks for a boot that does not exist.', `{ boot: 'colder' }`, [/colder/, /cold/]),
  refused('outcome', 'A scenario expects an outcome that does not exist.', `{ expect: 'alife' }`, [/alife/, /alive/]),
  refused('key', 'A scenario has a key that does not exist.', `{ knwon: 3 }`, [/knwon/, /known/]),
  refused('incident', 'A scenario expects an incident that does not exist.', `{ incidents: ['panik'] }`, [/panik/, /panic/]),
  refused('known-is-a-string', 'A known failure is a link alone.', `{ known: 'https://example.org/1' }`, [/known/]),
  refused('firmware', 'A scenario names a firmware that the lab file does not.', `{ firmware: 'tcm-helo' }`, [/tcm-helo/, /tcm-hello/]),
  refused('preload', 'A scenario preloads a firmware that the lab file does not name.', `{ preload: 'nothing' }`, [/nothing/]),
  refused('timeout', 'The time limit of a scenario is no duration.', `{ timeout: 'soon' }`, [/soon|timeout/]),
  refused('number', 'The time limit of a scenario is a number.', `{ timeout: 5000 }`, [/timeout/]),
  { ...refused('plan', 'A plan is asked for a scenario with a mistake.', `{ boot: 'colder' }`, [/colder/]), arguments: ['--plan'] },
  {
    name: 'pattern',
    broken: 'The command line names a suite that does not exist.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`,
    arguments: ['wrold'],
    right: { exit: 3, scenarios: {}, screen: [/wrold/] },
  },
  {
    name: 'one-of-two-patterns',
    broken: 'Of two patterns on the command line the second names a scenario that does not exist.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); });`,
    arguments: ['world', 'world > rnus'],
    right: { exit: 3, scenarios: {}, screen: [/no scenario is called or marked so: world > rnus/, /did you mean 'world > runs'\?/] },
  },
  {
    name: 'one-of-two-tags',
    broken: 'Of two tags on the command line no scenario has the second.',
    suite: `scenario('runs', { tags: ['nightly'] }, async ({ board }) => { await board.linux.run('true'); });`,
    arguments: ['--tag', 'nightly', '--tag', 'nightyl'],
    right: { exit: 3, scenarios: {}, screen: [/tag nightyl/, /did you mean 'nightly'\?/] },
  },
];
