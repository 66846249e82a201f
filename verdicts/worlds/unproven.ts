import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const machine = `(await board.linux.run('uname -m')).stdout.trim()`;
const caught = /the suite caught it/;

/** Scenarios that end without an error, and have proven nothing. */
export const unproven: readonly World[] = [
  {
    name: 'assertions-caught',
    broken: 'The product fails assertions, and the suite catches what says so, in each way that there is.',
    suite: `
      import assert from 'node:assert';
      const quietly = async (body) => { try { await body(); } catch {} };
      scenario('caught', {}, async ({ board }) => { try { expect(${machine}).toBe('sparc'); } catch (error) { console.log(String(error)); } });
      scenario('negated', {}, async ({ board }) => { try { expect(${machine}).not.toBe('aarch64'); } catch {} });
      scenario('resolved', {}, async ({ board }) => { await expect(board.linux.run('uname -m')).resolves.toMatchObject({ stdout: 'sparc\\n' }).catch(() => {}); });
      scenario('rejected', {}, async ({ board }) => { await quietly(async () => { await expect(board.linux.run('true')).rejects.toThrow('sparc'); }); });
      scenario('polled', {}, async ({ board }) => { await expect.poll(async () => ${machine}, { timeout: 200 }).toBe('sparc').catch(() => {}); });
      scenario('given up', {}, async ({ board }) => { for (let i = 0; i < 3; i++) { try { expect(${machine}).toBe('sparc'); return; } catch { await hostTime(10); } } });
      scenario('all settled', {}, async ({ board }) => { await Promise.allSettled([1, 2].map(async () => { expect(${machine}).toBe('sparc'); })); });
      scenario('matcher of the lab', {}, async ({ board }) => {
        expect.extend({ toBeSparc: (value) => ({ pass: value === 'sparc', message: () => 'it is no sparc' }), async toBeSparcLater(value) { return { pass: value === 'sparc', message: () => 'it is no sparc' }; } });
        try { expect(${machine}).toBeSparc(); } catch {}
      });
      scenario('later matcher of the lab', {}, async ({ board }) => { await expect(${machine}).toBeSparcLater().catch(() => {}); });
      scenario('property', {}, async ({ board }) => { try { expect(${machine} === 'sparc', 'no sparc').to.be.true; } catch {} });
      scenario('unreachable', {}, async ({ board }) => { try { if (${machine} !== 'sparc') expect.unreachable('no sparc'); } catch {} });
      scenario('of node', {}, async ({ board }) => { try { assert.strictEqual(${machine}, 'sparc'); } catch {} });
      scenario('one helper, twice', {}, async ({ board }) => {
        const isMachine = (wanted) => expect(found).toBe(wanted);
        const found = ${machine};
        try { isMachine('sparc'); } catch {}
        isMachine('aarch64');
      });
      describe('in a hook', () => {
        afterEach(() => { try { expect('here').toBe('sparc'); } catch {} });
        scenario('hooked', {}, async ({ board }) => { await board.linux.run('true'); });
      });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        ...Object.fromEntries(
          [
            'caught',
            'resolved',
            'polled',
            'given up',
            'all settled',
            'matcher of the lab',
            'later matcher of the lab',
            'property',
            'unreachable',
            'of node',
            'one helper, twice',
            'in a hook > hooked',
          ].map((name) => [name, failed(/the suite caught it.*sparc/s)]),
        ),
        negated: failed(/the suite caught it.*aarch64/),
        rejected: failed(/the suite caught it.*instead of rejecting/),
        next: passed,
      },
    },
  },
  {
    name: 'failures-that-are-none',
    broken: 'Nothing is broken: assertions fail on the way to what holds, or are meant to fail.',
    suite: `
      const up = (at) => { if (++tries < at) expect('down').toBe('up'); else expect('up').toBe('up'); };
      let tries = 0;
      const until = async (check) => { for (let i = 0; i < 3; i++) { try { return await check(); } catch {} await hostTime(5); } return check(); };
      scenario('tried again', {}, async ({ board }) => { for (let n = 0; ; n++) { try { expect((await board.linux.run('echo ' + n)).stdout).toBe('2\\n'); break; } catch { await hostTime(5); } } });
      scenario('waits', {}, async () => { let n = 0; await vi.waitFor(() => expect(++n).toBe(4), { interval: 5 }); });
      scenario('waits for one that throws at first', {}, async () => { let n = 0; await vi.waitFor(async () => { await hostTime(1); expect(++n).toBeGreaterThan(2); }, { interval: 5 }); });
      scenario('polls', {}, async () => { let n = 0; await expect.poll(() => ++n, { interval: 5 }).toBe(4); });
      scenario('polls what asserts', {}, async () => { let n = 0; await expect.poll(() => { expect(++n).toBeGreaterThan(2); return 'up'; }, { interval: 5 }).toBe('up'); });
      scenario('a helper that tries', {}, async () => { let n = 0; await until(() => { expect(++n).toBe(4); }); });
      scenario('a helper that tries later', {}, async () => { let n = 0; await until(async () => { await hostTime(1); expect(++n).toBe(3); }); });
      scenario('must throw', {}, async () => {
        expect(() => expect(1).toBe(2)).toThrow();
        await expect(async () => { expect(1).toBe(2); }).rejects.toThrow(/to be 2/);
        await expect(Promise.resolve(1)).resolves.not.toBe(2);
        expect([1, 2]).toEqual(expect.arrayContaining([expect.any(Number)]));
        await expect(Promise.reject(new Error('no'))).rejects.toThrow('no');
      });
      scenario('looked at', {}, async () => { let thrown; try { expect(1).toBe(2); } catch (error) { thrown = error; } expect(thrown).toBeInstanceOf(Error); });
      scenario('a matcher that asserts', {}, async () => {
        expect.extend({ toBeTwo(value) { try { expect(value).toBe(2); return { pass: true, message: () => '' }; } catch { return { pass: false, message: () => 'no two' }; } } });
        expect(2).toBeTwo();
        expect(3).not.toBeTwo();
      });
      scenario('snapshots', {}, async () => {
        expect('a').toMatchInlineSnapshot('"a"');
        expect('b').toMatchInlineSnapshot('"b"');
        await expect(Promise.resolve('c')).resolves.toMatchInlineSnapshot('"c"');
        await expect(Promise.resolve('d')).resolves.toMatchInlineSnapshot('"d"');
        await expect('text').toMatchFileSnapshot('text.txt');
      });
      scenario('chains', {}, async () => { expect([1, 2]).to.be.an('array').that.includes(2); expect({ a: 1 }).to.have.property('a').that.equals(1); expect('x').to.be.a('string'); });
      ${next}`,
    files: { 'suites/text.txt': 'text' },
    right: {
      exit: 0,
      scenarios: Object.fromEntries(
        [
          'tried again',
          'waits',
          'waits for one that throws at first',
          'polls',
          'polls what asserts',
          'a helper that tries',
          'a helper that tries later',
          'must throw',
          'looked at',
          'a matcher that asserts',
          'snapshots',
          'chains',
          'next',
        ].map((name) => [name, passed]),
      ),
    },
  },
  {
    name: 'outcome-caught-where-nothing-is-declared',
    broken: 'An M7 stays silent, and the suite catches the rejection that says so.',
    suite: `scenario('catches', { firmware: 'tcm-hello' }, async ({ m7 }) => { await expect(m7.start('tcm-hello')).resolves.toBeOutcome('alive').catch(() => {}); });\n${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'tick=1' }] },
    right: { exit: 1, scenarios: { catches: failed(/the suite caught it.*'mute'/), next: passed }, screen: [caught] },
  },
  {
    name: 'nothing-asserted',
    broken: 'Scenarios end without an error, and assert nothing.',
    suite: `
      const values = [];
      scenario('prints', {}, async () => { console.log('PASS'); });
      scenario('starts and does not look', { firmware: 'tcm-hello' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
      scenario('may fail', {}, async ({ board }) => { await board.linux.run('false', { reject: false }); });
      scenario('no matcher', {}, async ({ board }) => { const found = ${machine}; expect(found).toBe; });
      scenario('no matcher at all', {}, async ({ board }) => { expect(${machine} === 'sparc'); });
      scenario('empty loop', {}, async ({ board }) => { await board.linux.run('true'); for (const value of values) expect(value).toBeGreaterThan(5); });
      scenario.for([1])('case %i', {}, async (value, { board }) => { if (value > 1) expect(${machine}).toBe('sparc'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        prints: suiteError(/nothing was asserted/),
        'starts and does not look': suiteError(/nothing was asserted/),
        'may fail': suiteError(/nothing was asserted/),
        'no matcher': suiteError(/no matcher/),
        'no matcher at all': suiteError(/no matcher/),
        'empty loop': suiteError(/no call of it was reached/),
        'case 1': suiteError(/no call of it was reached/),
        next: passed,
      },
    },
  },
  {
    name: 'proof-of-another-kind',
    broken: 'Nothing is broken: scenarios prove what they prove without a matcher.',
    suite: `
      import assert from 'node:assert';
      scenario('declared', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
      scenario('boots', {}, async ({ board }) => { await board.coldBoot(); });
      scenario('waits', { boot: 'running' }, async ({ board }) => { await board.console.send('\\n'); await board.console.expect(/login:|[#$] /, { within: '60s' }); });
      scenario('of node', {}, async () => { assert.strictEqual(1, 1); });
      describe('in a hook', () => { afterEach(() => { expect(1).toBe(1); }); scenario('hooked', {}, async () => {}); });
      ${next}`,
    right: {
      exit: 0,
      scenarios: Object.fromEntries(['declared', 'boots', 'waits', 'of node', 'in a hook > hooked', 'next'].map((name) => [name, passed])),
    },
  },
  {
    name: 'board-of-an-earlier-scenario',
    broken: 'A scenario uses the board that an earlier one was given, and catches that it may not.',
    suite: `
      let saved;
      scenario('gives it away', {}, async ({ board }) => { saved = board; expect(${machine}).toBe('aarch64'); });
      scenario('uses it', {}, async () => { const { stdout } = await saved.linux.run('uname -m').catch(() => ({ stdout: 'aarch64' })); expect(stdout).toBe('aarch64'); });
      describe('in a hook', () => {
        afterEach(async () => { await saved.linux.run('true').catch(() => {}); });
        scenario('hooked', {}, async ({ board }) => { await board.linux.run('true'); });
      });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        'gives it away': passed,
        'uses it': suiteError(/board\.linux\.run was used after the end of/),
        'in a hook > hooked': suiteError(/board\.linux\.run was used after the end of/),
        next: passed,
      },
    },
  },
  {
    name: 'scenario-in-a-scenario',
    broken: 'A scenario is written in the body of another one, which catches that it may not be.',
    suite: `scenario('outer', {}, async ({ board }) => { expect(${machine}).toBe('aarch64'); try { scenario('inner', {}, async () => { expect(1).toBe(2); }); } catch {} });\n${next}`,
    right: { exit: 2, scenarios: { outer: suiteError(/scenario\('inner'\) was called inside a scenario/), next: passed } },
  },
  {
    name: 'scenario-that-comes-too-late',
    broken: 'A timer writes a scenario once the others run.',
    suite: `scenario('is there', {}, async ({ board }) => { expect(${machine}).toBe('aarch64'); await hostTime(600); });\nsetTimeout(() => { scenario('late', {}, async () => { expect(1).toBe(2); }); }, 300);\n${next}`,
    right: {
      exit: [2, 3],
      scenarios: {
        'is there': { verdict: ['error', 'passed'], fault: 'suite', mayBeAbsent: true },
        next: { verdict: ['error', 'passed'], fault: 'suite', mayBeAbsent: true },
      },
      screen: [/scenario\('late'\) was called/],
    },
  },
  {
    name: 'suite-of-common-js',
    broken: 'A suite is no ES module.',
    suite: next,
    files: { 'suites/old.cjs': `const { scenario } = require('verdin-hil');\nscenario('old', {}, async () => {});\n` },
    lab: { more: `suites: ['suites/*.{ts,cjs}'],` },
    right: { exit: 3, scenarios: {}, screen: [/old\.cjs: suites are ES modules/] },
  },
  {
    name: 'body-that-goes-on-after-its-end',
    broken: 'The kernel panics; the suite catches what its command throws, and goes on with a board that it has no more.',
    suite: `scenario('goes on', { timeout: '5min' }, async ({ board }) => {
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false }).catch(() => undefined);
        await board.linux.run('uname -m').catch(() => undefined);
        expect(1).toBe(1);
      });
      ${next}`,
    right: { exit: 1, scenarios: { 'goes on': failed(/panic|sysrq/i), next: passed } },
  },
];
