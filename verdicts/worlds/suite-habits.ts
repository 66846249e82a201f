import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `await expect(board.linux.run('uname -m').then(({ stdout }) => stdout.trim())).resolves.toBe('sparc');`;
const long = `scenario ${'of a very long name '.repeat(400)}end`;

/** Suites as their authors write them. */
export const suiteHabits: readonly World[] = [
  {
    name: 'tables-and-conditions',
    broken: 'The product fails one of the scenarios that a suite makes by tables, loops and conditions.',
    suite: `
      describe.each([{ machine: 'aarch64' }, { machine: 'sparc' }])('on $machine', ({ machine }) => {
        scenario('is', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe(machine); });
      });
      describe.runIf(true)('wanted', () => { scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); }); });
      for (const [key, value] of new Map([['a', 1], ['b', 2]])) scenario(key + value, {}, async ({ board }) => { expect((await board.linux.run('echo ' + value)).stdout).toBe(value + '\\n'); });`,
    right: {
      exit: 1,
      scenarios: { "on 'aarch64' > is": passed, "on 'sparc' > is": failed(/sparc/), 'wanted > runs': passed, a1: passed, b2: passed },
    },
  },
  {
    name: 'long-names',
    broken: 'The product fails a scenario whose name has thousands of letters.',
    suite: `scenario('${long}', {}, async ({ board }) => { ${fails} });\n${next}`,
    right: { exit: 1, scenarios: { [long]: { verdict: 'failed', fault: 'dut' }, next: passed } },
  },
  {
    name: 'leaves-a-process',
    broken: 'Nothing is broken: a scenario leaves a process of its own on the host.',
    suite: `
      import { spawn } from 'node:child_process';
      scenario('leaves', {}, async ({ board }) => { spawn('sleep', ['901'], { stdio: 'inherit' }); await board.linux.run('true'); });
      ${next}`,
    right: { exit: 0, scenarios: { leaves: passed, next: passed } },
  },
  {
    name: 'other-assertions',
    broken: 'The product fails assertions of each kind that the test library has.',
    suite: `
      import { assert, expect as own, should } from 'vitest';
      const machine = async (board) => (await board.linux.run('uname -m')).stdout.trim();
      scenario('assert', {}, async ({ board }) => { assert.equal(await machine(board), 'sparc'); });
      scenario('chai', {}, async ({ board }) => { expect(await machine(board)).to.equal('sparc'); });
      scenario('own expect', {}, async ({ board }) => { own(await machine(board)).toBe('sparc'); });
      scenario('should', {}, async ({ board }) => { should(); (await machine(board)).should.equal('sparc'); });
      scenario('fail', {}, async ({ board }) => { if ((await machine(board)) !== 'sparc') expect.fail('it is no sparc'); });
      scenario('asymmetric', {}, async ({ board }) => { expect({ machine: await machine(board) }).toEqual({ machine: expect.stringContaining('sparc') }); });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        ...Object.fromEntries(['assert', 'chai', 'own expect', 'should', 'fail', 'asymmetric'].map((name) => [name, failed(/sparc/)])),
        next: passed,
      },
    },
  },
  {
    name: 'values-that-no-wire-carries',
    broken: 'The product fails assertions over values that cannot be copied, or are very large.',
    suite: `
      const machine = async (board) => (await board.linux.run('uname -m')).stdout.trim();
      scenario('bigint', {}, async ({ board }) => { expect({ m: await machine(board), n: 1n, f() {}, s: Symbol('s') }).toEqual({ m: 'sparc', n: 2n, f() {}, s: Symbol('s') }); });
      scenario('circular', {}, async ({ board }) => { const a = { m: await machine(board) }; a.a = a; const b = { m: 'sparc' }; b.a = b; expect(a).toEqual(b); });
      scenario('proxy', {}, async ({ board }) => { const m = await machine(board); expect(new Proxy({ m }, { ownKeys() { return ['m']; } })).toEqual({ m: 'sparc' }); });
      scenario('revoked', {}, async ({ board }) => { const m = await machine(board); const { proxy, revoke } = Proxy.revocable({}, {}); const e = new Error('it is no sparc but ' + m); e.actual = proxy; e.name = 'AssertionError'; revoke(); throw e; });
      scenario('large', {}, async ({ board }) => { expect((await machine(board)).repeat(1_000_000)).toBe('sparc'.repeat(1_000_000)); });
      scenario('many', {}, async ({ board }) => { const m = await machine(board); for (let i = 0; i < 3000; i++) expect.soft(m + i).toBe('sparc' + i); });
      ${next}`,
    right: {
      exit: 1,
      scenarios: {
        bigint: failed(/sparc|equal/),
        circular: failed(/sparc|equal/),
        proxy: failed(/sparc|equal/),
        revoked: { verdict: ['failed', 'error'], fault: ['dut', 'suite'], says: /sparc/ },
        large: { verdict: 'failed', fault: 'dut' },
        many: failed(/sparc/),
        next: passed,
      },
    },
  },
  {
    name: 'all-of-several-calls',
    broken: 'The product fails the first of several calls that a scenario makes at once, and the others never come to their end.',
    suite: `
      scenario('all', {}, async ({ board }) => { await Promise.all([board.linux.run('exit 3'), board.console.expect('never', { within: '5min' })]); });
      scenario('any', {}, async ({ board }) => { await Promise.any([board.linux.run('exit 3'), board.linux.run('exit 4')]); });
      ${next}`,
    right: {
      exit: 1,
      scenarios: { all: failed(/3/), any: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] }, next: passed },
    },
  },
  {
    name: 'cleans-up-badly',
    broken: 'The product fails, and what a scenario does in any case throws another error.',
    suite: `
      scenario('fails', {}, async ({ board }) => { try { ${fails} } finally { throw new TypeError('cannot clean up'); } });
      scenario('suppressed', {}, async ({ board }) => { await using _ = { async [Symbol.asyncDispose]() { throw new TypeError('cannot dispose'); } }; ${fails} });
      ${next}`,
    right: {
      exit: [1, 2],
      scenarios: {
        fails: { verdict: ['failed', 'error'], fault: ['dut', 'suite'] },
        suppressed: { verdict: 'failed', fault: ['dut', 'suite'], says: /sparc|suppress/i },
        next: passed,
      },
    },
  },
  {
    name: 'imports-nothing',
    broken: 'A scenario imports a module that is not there, and another one throws what a module exports.',
    suite: `
      scenario('imports', {}, async ({ board }) => { await board.linux.run('true'); await import('./not-there.ts'); });
      scenario('json', {}, async ({ board }) => { JSON.parse((await board.linux.run('uname -m')).stdout); });
      ${next}`,
    right: {
      exit: [1, 2],
      scenarios: {
        imports: suiteError(/not-there/),
        json: { verdict: ['error', 'failed'], fault: ['suite', 'dut'], says: /JSON/ },
        next: passed,
      },
    },
  },
  {
    name: 'fault-at-the-stop',
    broken: 'The firmware of the M7 crashes when it is stopped, and says so on its console.',
    suite: `
      scenario('stops', { firmware: 'tcm-hello', timeout: '2h' }, async ({ board, m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await m7.stop();
        await strike('fault');
        await hostTime(300);
        await board.linux.run('true');
      });
      ${next}`,
    wires: {
      m7: [
        {
          injects:
            'E: ***** BUS FAULT *****\r\nE:   Precise data bus error\r\nE:   BFAR Address: 0xdeadbeef\r\nE: r0/a1:  0x00000000  r1/a2:  0x00000001  r2/a3:  0x00000002\r\nE: >>> ZEPHYR FATAL ERROR 25: Unknown error on CPU 0\r\n',
          from: 'fault',
        },
      ],
    },
    right: { exit: 1, scenarios: { stops: failed(/fault/i), next: passed } },
  },
  {
    name: 'firmware-exchanged-on-the-board',
    broken: 'Something on the board puts another image in the place of the firmware that the runner has just put there.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ board, m7 }) => {
        await m7.start('ddr-plain');
        await board.linux.run('cp "$(ls -t /lib/firmware/*.elf /lib/firmware/*hil* /var/lib/firmware/* 2>/dev/null | head -1)" /tmp/other.elf; (for i in $(seq 60); do sleep 0.5; for f in $(ls /lib/firmware | grep -i hil); do cp /tmp/other.elf /lib/firmware/$f 2>/dev/null; done; done) >/dev/null 2>&1 &', { asRoot: true, reject: false });
        await m7.start('tcm-hello');
      });
      scenario('next', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    lab: {},
    right: {
      exit: [0, 1, 2],
      scenarios: { starts: { verdict: ['failed', 'error', 'passed'], fault: ['dut', 'lab', 'suite'] }, next: passed },
    },
  },
  {
    name: 'two-boards-on-one-outlet',
    broken: 'The lab file has two boards on one outlet of one relay, and a run is to use both.',
    suite: next,
    arguments: ['--board', '*'],
    lab: {
      before: `const board = (port) => verdinImx8mp({ power: shellyPlug({ host: '127.0.0.1:' + relayPort }), consoles: { a53: tcpConsole({ host: '127.0.0.1', port }) }, login });`,
      more: `boards: { one: board(1001), two: board(1002) },`,
    },
    right: {
      exit: [2, 3],
      scenarios: { next: { verdict: ['error', 'not-run'], fault: 'lab', mayBeAbsent: true } },
      screen: [/outlet|relay|same|shares|switch/i],
    },
  },
];
