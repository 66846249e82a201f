import { failed, passed, suiteError, type World } from '../world.ts';

// A line in the middle is neither in the beginning nor in the end that are kept: of 1.2 million bytes by default, or of fewer where a scenario says so.
const long = `'seq 100000; echo ERROR: the middle; seq 100000', { timeout: '30min' }`;
const bounded = `'seq 300; echo ERROR: the middle; seq 300', { maxBytes: 100 }`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const isCut = suiteError(/bytes of what board\.\w+\.run\(\) printed are left out/);

/** Commands that print more than is kept of them. */
export const cutOutputs: readonly World[] = [
  {
    name: 'absent-from-what-was-kept',
    broken: 'A command prints an error in the middle of more than is kept, and the scenario says that there is none.',
    suite: `
      scenario('matches', { silence: '30min', timeout: '1h' }, async ({ board }) => { const { stdout } = await board.linux.run(${long}); expect(stdout).not.toMatch(/ERROR/); });
      scenario('asks', {}, async ({ board }) => { const { stdout } = await board.linux.run(${bounded}); if (stdout.includes('ERROR')) throw new Error('it went wrong'); await board.linux.run('true'); });
      scenario('counts', {}, async ({ board }) => { expect({ ...(await board.linux.run(${bounded})) }.stdout.split('\\n').filter((line) => line.startsWith('ERROR'))).toHaveLength(0); });
      scenario('bounds', {}, async ({ board }) => { expect((await board.linux.run(${bounded})).stdout).not.toContain('ERROR'); });
      scenario('complains', {}, async ({ board }) => { expect((await board.linux.run('(seq 300; echo ERROR; seq 300) >&2', { maxBytes: 100 })).stderr).not.toContain('ERROR'); });
      scenario('over the console', {}, async ({ board }) => { expect((await board.serial.run(${bounded})).stdout).not.toContain('ERROR'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: { matches: isCut, asks: isCut, counts: isCut, bounds: isCut, complains: isCut, 'over the console': isCut, next: passed },
    },
  },
  {
    name: 'present-in-what-was-left-out',
    broken: 'A scenario looks for a line that was printed, and is not in what is kept.',
    suite: `
      scenario('looks', {}, async ({ board }) => { expect((await board.linux.run(${bounded})).stdout).toContain('ERROR: the middle'); });
      scenario('catches', {}, async ({ board }) => { try { expect((await board.linux.run(${bounded})).stdout).toContain('ERROR: the middle'); } catch {} });
      scenario('stumbles', {}, async ({ board }) => { const found = /ERROR: (.*)/.exec((await board.linux.run(${bounded})).stdout); expect(found[1]).toBe('the middle'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        looks: { ...isCut, fault: ['suite', 'dut'] },
        catches: { ...isCut, fault: ['suite', 'dut'] },
        stumbles: isCut,
        next: passed,
      },
    },
  },
  {
    name: 'read-in-a-hook',
    broken: 'A hook behind a scenario reads what a command of it printed, of which something is missing.',
    suite: `
      let output;
      afterEach(() => { if (output !== undefined) expect(output.stdout).not.toMatch(/ERROR/); output = undefined; });
      scenario('prints', {}, async ({ board }) => { output = await board.linux.run(${bounded}); });
      ${next}`,
    right: { exit: 2, scenarios: { prints: isCut, next: passed } },
  },
  {
    name: 'and-the-product-fails',
    broken: 'A scenario reads an output that is cut, and then a command fails.',
    suite: `
      scenario('fails', {}, async ({ board }) => { expect((await board.linux.run(${bounded})).stdout).toMatch(/^1\\n/); await board.linux.run('exit 7'); });
      ${next}`,
    right: { exit: 1, scenarios: { fails: { ...failed(/ended with exit status 7/), fault: ['dut', 'suite'] }, next: passed } },
  },
  {
    name: 'complaints-of-a-command-that-failed',
    broken:
      'A command fails and complains at length, and the scenario, which wants it to fail, finds nothing wrong in what is kept of that.',
    suite: `
      const fails = '(seq 300; echo ERROR; seq 300) >&2; exit 3';
      scenario('catches', {}, async ({ board }) => { const error = await board.linux.run(fails, { maxBytes: 100 }).catch((error) => error); expect(error.exitCode).toBe(3); expect(error.stderr).not.toContain('ERROR'); });
      scenario('looks at few', {}, async ({ board }) => { await expect(board.linux.run(fails, { maxBytes: 100 })).rejects.toMatchObject({ exitCode: 3 }); });
      scenario('knows', {}, async ({ board }) => { const error = await board.linux.run(fails, { maxBytes: 100 }).catch((error) => error); expect(error.leftOutBytes).toBeGreaterThan(0); expect(error.stderr).toMatch(/^1\\n/); });
      scenario('throws it on', {}, async ({ board }) => { try { await board.linux.run(fails, { maxBytes: 100 }); } catch (error) { throw error; } });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        catches: isCut,
        'looks at few': passed,
        knows: passed,
        'throws it on': failed(/ended with exit status 3/),
        next: passed,
      },
    },
  },
  {
    name: 'lines-that-are-no-longer-kept',
    broken: 'A scenario asks for more lines of the console than are kept, and says that an error is in none of them.',
    suite: `
      const print = { timeout: '10min' };
      scenario('asks', { timeout: '30min' }, async ({ board }) => {
        await board.serial.run('echo ERROR; seq 2500', print);
        expect((await board.console.tail(5000)).map(({ text }) => text)).not.toContain('ERROR');
      });
      scenario('asks for few', { timeout: '30min' }, async ({ board }) => {
        await board.serial.run('seq 2500', print);
        expect((await board.console.tail(50)).map(({ text }) => text)).toContain('2490');
      });
      ${next}`,
    right: { exit: 2, scenarios: { asks: suiteError(/console\.tail\(5000\): more lines/), 'asks for few': passed, next: passed } },
  },
  {
    name: 'nobody-reads-what-is-missing',
    broken: 'Nothing is broken: commands print more than is kept, and no scenario takes that for all of it.',
    suite: `
      import { readFileSync } from 'node:fs';
      scenario('status', { silence: '30min', timeout: '1h' }, async ({ board }) => { const output = await board.linux.run(${long}); expect(output).toMatchObject({ exitCode: 0, stderr: '' }); expect(output.durationMs).toBeGreaterThan(0); });
      scenario('prints', {}, async ({ board }) => { console.log(await board.linux.run('seq 100', { maxBytes: 100 })); });
      scenario('knows', {}, async ({ board }) => { const { stdout, leftOutBytes } = await board.linux.run(${bounded}); expect(stdout).toMatch(/^1\\n/); expect(leftOutBytes).toBeGreaterThan(0); });
      scenario('keeps more', {}, async ({ board }) => { expect((await board.linux.run('seq 300', { maxBytes: 2000 })).stdout).toMatch(/\\n150\\n/); });
      scenario('takes all', {}, async ({ board }) => { await board.linux.run('seq 300; echo ERROR; seq 300', { maxBytes: 100, toFile: 'all.txt' }); expect(readFileSync('all.txt', 'utf8')).toMatch(/^ERROR/m); });
      scenario('prints less', {}, async ({ board }) => { expect((await board.linux.run('(seq 300; echo ERROR; seq 300) | grep -c ERROR')).stdout).toBe('1\\n'); });
      ${next}`,
    right: {
      exit: 0,
      scenarios: {
        status: passed,
        prints: passed,
        knows: passed,
        'keeps more': passed,
        'takes all': passed,
        'prints less': passed,
        next: passed,
      },
    },
  },
];
