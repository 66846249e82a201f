import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** Usual and unusual ways to write a suite, beside those of suite-habits. */
export const oddHabits: readonly World[] = [
  {
    name: 'flat-binary-from-linux',
    broken: 'A scenario has Linux start a flat binary, which U-Boot alone can start.',
    suite: `
      scenario('starts', {}, async ({ m7 }) => { expect(await m7.start('flat')).toBeOutcome('alive'); });
      scenario('wants it refused', { expect: 'refused' }, async ({ m7 }) => { await m7.start('flat'); });
      ${next}`,
    lab: {
      firmware: `'flat': m7Bin((() => {
        const image = Buffer.alloc(4096);
        image.writeUInt32LE(0x20020000, 0);
        image.writeUInt32LE(0x401, 4);
        writeFileSync('flat.bin', image);
        return 'flat.bin';
      })()),`,
    },
    right: {
      exit: 2,
      scenarios: {
        starts: suiteError(/'flat' is a flat binary \(m7Bin\), and Linux loads ELF files alone/),
        'wants it refused': passed,
        next: passed,
      },
    },
  },
  {
    name: 'whole-results-compared',
    broken: 'The product fails comparisons of whole results, and others of them hold.',
    suite: `
      import assert from 'node:assert/strict';
      import { isDeepStrictEqual } from 'node:util';
      scenario('holds', {}, async ({ board }) => {
        const output = await board.linux.run('uname -m');
        assert.deepEqual(output, { ...output });
        assert.deepStrictEqual([output], [structuredClone(output)]);
        expect(isDeepStrictEqual(output, JSON.parse(JSON.stringify(output)))).toBe(true);
        expect(output).toStrictEqual({ ...output });
      });
      scenario('fails', {}, async ({ board }) => { const output = await board.linux.run('uname -m'); assert.deepEqual(output, { ...output, stdout: 'sparc\\n' }); });
      ${next}`,
    right: { exit: 1, scenarios: { holds: passed, fails: failed(/sparc/), next: passed } },
  },
];
