import { passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const aPromise = /looks at a promise, and not at what it resolves with/;

/** Assertions about what is no answer of the board, which hold or fail whatever the board does. */
export const noAnswers: readonly World[] = [
  {
    name: 'promise-that-holds',
    broken: 'Scenarios forget to await what they assert something about, and their matchers hold for any promise.',
    suite: `
      const isUp = async (board) => (await board.linux.run('exit 1', { reject: false })).exitCode === 0;
      scenario('not', {}, async ({ board, m7 }) => { expect(m7.state()).not.toBe('offline'); await board.linux.run('true'); });
      scenario('truthy', {}, async ({ board }) => { expect(isUp(board)).toBeTruthy(); await board.linux.run('true'); });
      scenario('defined', {}, async ({ board }) => { expect(board.linux.run('true')).toBeDefined(); await board.linux.run('true'); });
      scenario('of chai', {}, async ({ board }) => { expect(isUp(board)).to.be.ok; await board.linux.run('true'); });
      scenario('assert', {}, async ({ board }) => { (await import('vitest')).assert.isOk(isUp(board)); await board.linux.run('true'); });
      scenario('caught', {}, async ({ board }) => { try { expect(isUp(board)).toBeTruthy(); } catch {} await board.linux.run('true'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(['not', 'truthy', 'defined', 'of chai', 'assert', 'caught'].map((name) => [name, suiteError(aPromise)])),
        next: passed,
      },
    },
  },
  {
    name: 'promise-that-fails',
    broken: 'Scenarios forget to await what they assert something about, and their matchers fail for any promise.',
    suite: `
      scenario('equal', {}, async ({ m7 }) => { expect(m7.state()).toBe('offline'); });
      scenario('match', {}, async ({ board }) => { expect(board.linux.run('uname -m')).toMatchObject({ exitCode: 0 }); });
      scenario('length', {}, async ({ board }) => { expect(board.console.tail(3)).toHaveLength(3); });
      scenario('soft', {}, async ({ m7 }) => { expect.soft(m7.state()).toBe('offline'); });
      scenario('list', {}, async ({ board, m7 }) => { expect([m7.state(), board.stage()]).toEqual(['offline', 'login']); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(['equal', 'match', 'length', 'soft'].map((name) => [name, suiteError(aPromise)])),
        list: suiteError(/looks at promises/),
        next: passed,
      },
    },
  },
  {
    name: 'call-that-was-not-made',
    broken: 'Scenarios leave out the parentheses of the call that they assert something about.',
    suite: `
      scenario('truthy', {}, async ({ board, m7 }) => { expect(m7.state).toBeTruthy(); await board.linux.run('true'); });
      scenario('not', {}, async ({ board }) => { expect(board.power.state).not.toBe('off'); await board.linux.run('true'); });
      scenario('equal', {}, async ({ board }) => { expect(board.power.state).toBe('on'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        truthy: suiteError(/toBeTruthy\(\) looks at board\.m7\.state, which is a call/),
        not: suiteError(/board\.power\.state/),
        equal: suiteError(/board\.power\.state/),
        next: passed,
      },
    },
  },
  {
    name: 'throws-later',
    broken: 'Scenarios give toThrow() an async function, which throws nothing and rejects later.',
    suite: `
      scenario('throws', {}, async ({ board }) => { expect(async () => { await board.linux.run('exit 3'); }).toThrow(); });
      scenario('throws an error', {}, async ({ board }) => { expect(() => board.linux.run('exit 0')).toThrow(RangeError); });
      scenario('not', {}, async ({ board }) => { expect(() => board.linux.run('exit 0')).not.toThrow(); await board.linux.run('true'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(['throws', 'throws an error', 'not'].map((name) => [name, suiteError(/given an async function/)])),
        next: passed,
      },
    },
  },
  {
    name: 'matcher-without-an-answer',
    broken: 'Matchers of the lab forget to say whether they hold, one of them on one way through it only.',
    suite: `
      expect.extend({ toBeFine: () => {}, toBeWell: () => ({ message: () => 'it is not well' }), async toComeLater() { return { message: () => 'late' }; } });
      scenario('nothing', {}, async ({ board }) => { await board.linux.run('true'); expect(1).toBeFine(); });
      scenario('no pass', {}, async ({ board }) => { await board.linux.run('true'); expect(1).toBeWell(); });
      scenario('negated', {}, async ({ board }) => { await board.linux.run('true'); expect(1).not.toBeWell(); });
      scenario('later', {}, async ({ board }) => { await board.linux.run('true'); await expect(1).not.toComeLater(); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(
          ['nothing', 'no pass', 'negated', 'later'].map((name) => [name, suiteError(/does not say whether it holds/)]),
        ),
        next: passed,
      },
    },
  },
  {
    name: 'promises-that-are-meant',
    broken: 'Nothing is broken: scenarios assert something about promises and functions as such.',
    suite: `
      expect.extend({ async toResolveWith(received, wanted) { return { pass: (await received) === wanted, message: () => 'another' }; } });
      scenario('kind', {}, async ({ m7 }) => { const state = m7.state(); expect(state).toBeInstanceOf(Promise); expect(state).to.be.a('promise'); expect(state).toBe(state); await state; });
      scenario('awaited by a matcher', {}, async ({ m7 }) => { await expect(m7.state()).toResolveWith('offline'); });
      scenario('resolves', {}, async ({ m7 }) => { await expect(m7.state()).resolves.toBe('offline'); await expect(async () => { throw new Error('no'); }).rejects.toThrow('no'); });
      scenario('throws at once', {}, async ({ board }) => { await board.linux.run('true'); expect(() => { throw new RangeError('no'); }).toThrow(RangeError); expect(() => 1).not.toThrow(); });
      scenario('polls', {}, async ({ m7 }) => { await expect.poll(() => m7.state()).toBe('offline'); });
      scenario('as many', {}, async ({ m7 }) => { const all = [m7.state(), m7.state()]; expect(all).toHaveLength(2); expect(await Promise.all(all)).toEqual(['offline', 'offline']); });
      ${next}`,
    right: {
      exit: 0,
      scenarios: Object.fromEntries(
        ['kind', 'awaited by a matcher', 'resolves', 'throws at once', 'polls', 'as many', 'next'].map((name) => [name, passed]),
      ),
    },
  },
  {
    name: 'property-of-nothing',
    broken: 'Scenarios read properties that no result has, each of which is undefined on every board.',
    suite: `
      scenario('falsy', {}, async ({ board }) => { const r = await board.linux.run('echo bad >&2'); expect(r.sterr).toBeFalsy(); });
      scenario('defaulted', {}, async ({ board }) => { const r = await board.linux.run('exit 1', { reject: false }); expect(r.exitStatus ?? 0).toBe(0); });
      scenario('taken apart', {}, async ({ board }) => { const { status = 0 } = await board.linux.run('exit 1', { reject: false }); expect(status).toBe(0); });
      scenario('asked', {}, async ({ board }) => { const r = await board.linux.run('echo bad >&2'); if (r.error) expect(1).toBe(2); });
      scenario('caught', {}, async ({ board }) => { const r = await board.linux.run('true'); let code = 0; try { code = r.code; } catch {} expect(code).toBe(0); });
      scenario('outcome', { firmware: 'tcm-hello' }, async ({ m7 }) => { const r = await m7.start('tcm-hello'); expect(r.outcom).not.toBe('mute'); });
      scenario('red', {}, async ({ board }) => { const r = await board.linux.run('true'); expect(r.code).toBe(0); });
      scenario('matched', {}, async ({ board }) => { expect(await board.linux.run('true')).toMatchObject({ code: 0 }); });
      scenario('has none', {}, async ({ board }) => { expect(await board.linux.run('true')).not.toHaveProperty('error'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        falsy: suiteError(/board\.linux\.run\(\) gives no 'sterr'/),
        defaulted: suiteError(/no 'exitStatus'/),
        'taken apart': suiteError(/no 'status'/),
        asked: suiteError(/no 'error'/),
        caught: suiteError(/no 'code'/),
        outcome: suiteError(/board\.m7\.start\(\) gives no 'outcom'/),
        red: suiteError(/no 'code'/),
        matched: suiteError(/no 'code'/),
        'has none': suiteError(/no 'error'/),
        next: passed,
      },
    },
  },
  {
    name: 'whole-result-compared',
    broken: 'Scenarios compare all that a call gives with a text or a number, which it can never be.',
    suite: `
      scenario('output', {}, async ({ board }) => { expect(await board.linux.run('uname -m')).toBe('aarch64'); });
      scenario('outcome', { firmware: 'tcm-hello' }, async ({ m7 }) => { expect(await m7.start('tcm-hello')).toEqual('alive'); });
      scenario('contains', {}, async ({ board }) => { expect(await board.linux.run('uname -m')).toContain('aarch64'); });
      scenario('never', {}, async ({ board }) => { expect(await board.linux.run('uname -m')).not.toBe('sparc'); });
      scenario('not soft', {}, async ({ board }) => { expect.soft(await board.linux.run('uname -m')).not.toEqual('sparc'); });
      scenario('resolves', {}, async ({ board }) => { await expect(board.linux.run('uname -m')).resolves.not.toBe('sparc'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        ...Object.fromEntries(
          ['output', 'outcome', 'contains', 'never', 'not soft', 'resolves'].map((name) => [
            name,
            suiteError(/compares all that board\.\w+\.\w+\(\) gives/),
          ]),
        ),
        next: passed,
      },
    },
  },
  {
    name: 'results-as-data',
    broken: 'Nothing is broken: scenarios print, copy, compare and hand on what calls give, and ask for what may be missing in it.',
    suite: `
      import { inspect, isDeepStrictEqual } from 'node:util';
      import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      const output = async (board) => board.linux.run('uname -m');
      scenario('printed', {}, async ({ board }) => { const r = await output(board); console.log(r, inspect(r), JSON.stringify(r), String(r)); expect(JSON.parse(JSON.stringify(r)).stdout).toBe('aarch64\\n'); });
      scenario('copied', {}, async ({ board }) => { const r = await output(board); for (const one of [{ ...r }, structuredClone(r), Object.assign({}, r)]) expect(one.stdout).toBe('aarch64\\n'); expect({ ...r }.code).toBeUndefined(); });
      scenario('compared', {}, async ({ board }) => {
        const r = await output(board);
        const wanted = { exitCode: 0, stdout: 'aarch64\\n', stderr: '', durationMs: expect.any(Number) };
        expect(r).toEqual(wanted); expect(r).toStrictEqual(wanted); expect(r).toMatchObject({ exitCode: 0 }); expect([r]).toContainEqual(wanted); expect(r).toHaveProperty('stdout', 'aarch64\\n');
        expect(r).toEqual(expect.objectContaining({ stdout: 'aarch64\\n' })); expect(r).not.toBe(undefined); expect(r).toBeTruthy(); expect(r).to.be.an('object'); expect(isDeepStrictEqual({ ...r }, { ...r })).toBe(true);
      });
      scenario('missing', {}, async ({ board }) => { const { leftOutBytes = 0, stdout } = await output(board); expect([leftOutBytes, stdout]).toEqual([0, 'aarch64\\n']); });
      scenario('observed', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { const start = await m7.start('tcm-hello'); expect(start.errno).toBeUndefined(); expect(start.remedy ?? 'none').toBe('none'); expect(start.firmware.name).toBe('tcm-hello'); });
      scenario('in a thread', {}, async ({ board }) => { const w = new Worker("const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage(workerData.stdout)", { eval: true, workerData: await output(board) }); expect(await once(w, 'message')).toEqual(['aarch64\\n']); });
      scenario('boot', {}, async ({ board }) => { const boot = await board.coldBoot(); expect(boot.serialNumber).toMatch(/\\d/); expect(boot).toReach('login'); });
      ${next}`,
    right: {
      exit: 0,
      scenarios: Object.fromEntries(
        ['printed', 'copied', 'compared', 'missing', 'observed', 'in a thread', 'boot', 'next'].map((name) => [name, passed]),
      ),
    },
  },
];
