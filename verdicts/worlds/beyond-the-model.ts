import { passed, suiteError, type World } from '../world.ts';

const inherited = ['__proto__', 'constructor', 'toString', 'nope'];

/** What a simulated board cannot do, and what it must do as a real one. */
export const beyondTheModel: readonly World[] = [
  {
    name: 'large-output',
    broken: 'Nothing is broken: commands of the shell make more lines than its simulation once could.',
    suite: `scenario('counts', { timeout: '1h' }, async ({ board }) => {
        const { stdout } = await board.linux.run('seq 1 150000; echo end', { timeout: '10min' });
        expect(stdout).toMatch(/149999\\n150000\\nend\\n$/);
      });`,
    right: { exit: 0, scenarios: { counts: passed } },
  },
  {
    name: 'names-that-objects-inherit',
    broken: 'A suite starts images by names that every object of JavaScript has, and that no lab file gives.',
    suite: inherited.map((name) => `scenario('${name}', {}, async ({ m7 }) => { await m7.start('${name}'); });`).join('\n'),
    right: {
      exit: 2,
      scenarios: Object.fromEntries(inherited.map((name) => [name, suiteError(new RegExp(`the lab file names no firmware '${name}'`))])),
    },
  },
];
