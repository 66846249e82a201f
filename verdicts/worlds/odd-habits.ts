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
  {
    name: 'shell-that-kills-itself',
    broken: 'A command of the product kills the shell that runs it.',
    suite: `
      scenario('kills', {}, async ({ board }) => { await board.linux.run('echo on; kill -9 $$; echo behind'); });
      scenario('asks', {}, async ({ board }) => { expect(await board.linux.run('kill -TERM $$', { reject: false })).toMatchObject({ exitCode: 143, stdout: '' }); });
      ${next}`,
    right: { exit: 1, scenarios: { kills: failed(/exit status 137/), asks: passed, next: passed } },
  },
  {
    name: 'errors-wrapped',
    broken: 'Commands of the product fail, and a suite makes errors of its own of what says so.',
    suite: `
      scenario('caused', {}, async ({ board }) => { try { await board.linux.run('exit 3'); } catch (cause) { throw new Error('the third step', { cause }); } });
      scenario('waited for', {}, async ({ board }) => { await board.console.expect('never printed', { within: '2s' }).catch((cause) => { throw new Error('no boot message', { cause }); }); });
      scenario('several', {}, async ({ board }) => { const errors = []; for (const command of ['exit 3', 'true', 'exit 4']) await board.linux.run(command).catch((error) => errors.push(error)); if (errors.length > 0) throw new AggregateError(errors, errors.length + ' checks failed'); });
      scenario('of its own', {}, async ({ board }) => { const { stdout } = await board.linux.run('uname -m'); if (!stdout.includes('sparc')) throw new Error('no sparc', { cause: stdout }); });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        caused: failed(/the third step: 'exit 3' ended with exit status 3/),
        'waited for': failed(/no boot message: .*did not come/),
        several: failed(/2 checks failed: 'exit 3' ended/),
        'of its own': suiteError(/no sparc/),
        next: passed,
      },
    },
  },
  {
    name: 'listeners-that-come-late',
    broken: 'Assertions of scenarios stand in what listens to a child process and a thread that go on for longer than anybody waits.',
    suite: `
      import { execFile } from 'node:child_process';
      import { Worker } from 'node:worker_threads';
      scenario('child', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); execFile('sleep', ['9'], () => { expect('bad').toBe('good'); }); });
      scenario('thread', {}, async ({ board }) => { expect((await board.linux.run('echo on')).stdout).toBe('on\\n'); new Worker('setTimeout(() => {}, 9000)', { eval: true }).on('exit', (code) => { expect(code).toBe(3); }); });
      scenario('guard', {}, async ({ board }) => { await board.linux.run('true'); setTimeout(() => { throw new Error('too late'); }, 60_000); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        child: suiteError(/what listens to a child process that was still going on/),
        thread: suiteError(/what listens to a thread that was still going on/),
        guard: passed,
        next: passed,
      },
    },
  },
  {
    name: 'asserts-what-says-nothing',
    broken: 'A suite asserts what holds whatever the product does, or what can hold on no board.',
    suite: `
      import assert from 'node:assert/strict';
      const machine = async (board) => (await board.linux.run('uname -m')).stdout;
      scenario('promised', {}, async ({ board }) => { expect(await machine(board)).toSatisfy(async (text) => text.includes('sparc')); });
      scenario('empty', {}, async ({ board }) => { expect(await machine(board)).toContain(process.env.HIL_NOT_SET ?? ''); });
      scenario('open pattern', {}, async ({ board }) => { expect(await machine(board)).toMatch(/sparc|/); });
      scenario('there', {}, async ({ board }) => { expect(await board.linux.run('exit 3', { reject: false })).toBeTruthy(); });
      scenario('there, for node', {}, async ({ board }) => { assert.ok(await board.linux.run('exit 3', { reject: false })); });
      scenario('no match', {}, async ({ board }) => { expect((await machine(board)).match(/sparc/)).toBeDefined(); });
      scenario('no line', {}, async ({ board }) => { expect((await machine(board)).split('\\n').find((line) => line.includes('sparc'))).not.toBeNull(); });
      scenario('no place', {}, async ({ board }) => { expect((await machine(board)).indexOf('sparc')).toBeTruthy(); });
      scenario('no number', {}, async ({ board }) => { expect(Number(await machine(board))).not.toBe(0); });
      scenario('printed', {}, async ({ board }) => { console.assert((await machine(board)).includes('sparc'), 'no sparc'); });
      scenario('without its time', {}, async ({ board }) => { expect(await board.linux.run('uname -m')).toEqual({ exitCode: 0, stdout: 'aarch64\\n', stderr: '' }); });
      scenario('says enough', {}, async ({ board }) => {
        const output = await board.linux.run('uname -m');
        expect(output).toBeTruthy();
        expect(output).toEqual({ exitCode: 0, stdout: 'aarch64\\n', stderr: '', durationMs: expect.any(Number) });
        expect(output.stdout).toSatisfy((text) => text.includes('aarch64'));
        expect(output.stderr).toMatch(/^\\s*$/);
        console.assert(output.exitCode === 0);
      });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        promised: suiteError(/an async function, whose promise is always true/),
        empty: suiteError(/is met by every text/),
        'open pattern': suiteError(/is met by every text/),
        there: suiteError(/here it is exit status 3/),
        'there, for node': suiteError(/here it is exit status 3/),
        'no match': suiteError(/toBeDefined\(\) is met by null/),
        'no line': suiteError(/not.toBeNull\(\) is met by undefined/),
        'no place': suiteError(/toBeTruthy\(\) is met by -1/),
        'no number': suiteError(/not.toBe\(\) is met by NaN/),
        printed: suiteError(/console.assert\(\) did not hold/),
        'without its time': suiteError(/without 'durationMs', which it can never be/),
        'says enough': passed,
        next: passed,
      },
    },
  },
];
