import { failed, passed, suiteError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;

/** Calls that nobody waits for, and rejections that nobody handles: they belong to the scenario that made them. */
export const awaits: readonly World[] = [
  {
    name: 'expect-without-await',
    broken: 'A scenario forgets to await the text that never comes.',
    suite: `
      scenario('forgets', {}, async ({ board }) => {
        board.console.expect('never', { within: '60s' });
        await board.linux.run('true');
      });
      ${next}`,
    right: { exit: 2, scenarios: { forgets: suiteError(/console\.expect/), next: passed } },
  },
  {
    name: 'rejection-in-the-middle',
    broken: 'A call that nobody awaits fails while the scenario goes on.',
    suite: `
      scenario('forgets', {}, async ({ board }) => {
        void board.linux.run('exit 7');
        for (let i = 0; i < 5; i++) await board.linux.run('sleep 1');
      });
      ${next}`,
    right: { exit: 2, scenarios: { forgets: suiteError(/linux\.run|exit 7|status 7/), next: passed } },
  },
  {
    name: 'own-promise-rejects',
    broken: "A promise of the suite's own rejects with nobody listening.",
    suite: `
      scenario('forgets', {}, async ({ board }) => {
        void Promise.reject(new Error('nobody listens'));
        await board.linux.run('true');
      });
      ${next}`,
    right: { exit: 2, scenarios: { forgets: suiteError(/nobody listens/), next: passed } },
  },
  {
    name: 'hook-without-await',
    broken: 'Hooks forget to await calls of the board.',
    suite: `
      let kept;
      describe('group', () => {
        afterEach(async () => { void Promise.reject(new Error('from afterEach')); });
        scenario('first', {}, async ({ board }) => { kept = board; await board.linux.run('true'); });
      });
      ${next}`,
    right: { exit: 2, scenarios: { 'group > first': suiteError(/from afterEach/), next: passed } },
  },
  {
    name: 'callback-for-the-uncaught',
    broken: 'A library has a callback that takes what nobody caught in place of all listeners, and a timer of the suite throws.',
    suite: `
      process.setUncaughtExceptionCaptureCallback(() => undefined);
      scenario('forgets', {}, async ({ board }) => {
        setTimeout(() => { throw new Error('from a timer'); }, 10);
        await board.linux.run('sleep 1');
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      ${next}`,
    right: { exit: 2, scenarios: { forgets: suiteError(/from a timer/), next: passed } },
  },
  {
    name: 'listeners-taken-away',
    broken:
      'A library replaces the listeners for unhandled rejections by one that says nothing, and an assertion that nobody awaits fails.',
    suite: `
      for (const name of ['unhandledRejection', 'uncaughtException']) { process.removeAllListeners(name); process.on(name, () => undefined); }
      scenario('forgets', {}, async ({ board }) => {
        await board.linux.run('true');
        void expect(Promise.resolve(1)).resolves.toBe(2);
        await board.linux.run('true');
      });
      scenario('forgets a call', {}, async ({ board }) => {
        void board.linux.run('exit 7');
        for (let i = 0; i < 5; i++) await board.linux.run('sleep 1');
      });
      ${next}`,
    right: {
      exit: 2,
      scenarios: { forgets: suiteError(/nobody awaited it: .*to be 2/), 'forgets a call': suiteError(/status 7/), next: passed },
    },
  },
  {
    name: 'poll-without-await',
    broken: 'A scenario forgets to await a poll that never succeeds.',
    suite: `
      scenario('forgets', {}, async ({ board }) => {
        expect.poll(() => 1, { timeout: 20_000 }).toBe(2);
        await board.linux.run('true');
      });
      ${next}`,
    right: {
      exit: [1, 2],
      scenarios: { forgets: { verdict: ['failed', 'error'], fault: ['suite', 'dut'], says: /poll|await/ }, next: passed },
    },
  },
  {
    name: 'assertion-in-a-timer',
    broken: 'An assertion fails in a timer while the scenario waits for something else.',
    suite: `
      scenario('forgets', {}, async ({ board }) => {
        setTimeout(() => expect(1, 'in a timer').toBe(2), 20);
        await board.linux.run('sleep 60', { timeout: '90s' });
      });
      ${next}`,
    right: {
      exit: [1, 2],
      scenarios: { forgets: { verdict: ['failed', 'error'], fault: ['suite', 'dut'], says: /in a timer/ }, next: passed },
    },
  },
  {
    name: 'late-assertion-of-another',
    broken: 'An assertion of a scenario that is over fails while the next one runs.',
    suite: `
      scenario('leaves', {}, async ({ board }) => {
        setTimeout(() => expect(1, 'left behind').toBe(2), 300);
        expect((await board.linux.run('true')).stdout).toBe('');
      });
      scenario('next', {}, async ({ board }) => { await hostTime(1500); await board.linux.run('true'); });`,
    right: {
      exit: 2,
      scenarios: { leaves: { verdict: ['passed', 'error'], fault: 'suite' }, next: { verdict: ['passed', 'error'], fault: 'suite' } },
      summary: [/left behind/],
    },
  },
  {
    name: 'swallowed-incident',
    broken: 'A scenario catches everything, and the kernel panics in it.',
    suite: `
      scenario('swallows', {}, async ({ board }) => {
        for (let i = 0; i < 20; i++) await board.linux.run(i === 3 ? 'echo c > /proc/sysrq-trigger' : 'true', { asRoot: true, timeout: '20s' }).catch(() => {});
      });
      ${next}`,
    right: { exit: 1, scenarios: { swallows: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'never-resolves',
    broken: 'A scenario waits for a promise that never resolves, and for nothing on the board.',
    suite: `
      scenario('hangs', { timeout: '20s' }, async () => { await new Promise(() => {}); });
      ${next}`,
    right: { exit: 2, scenarios: { hangs: suiteError(/took longer than 20s/), next: passed } },
  },
  {
    name: 'loops-for-ever',
    broken: 'A scenario loops without ever giving up the processor.',
    suite: `
      scenario('loops', { timeout: '20s' }, async () => { for (;;); });
      ${next}`,
    right: { exit: 2, scenarios: { loops: suiteError(/took longer than 20s/), next: passed } },
  },
  {
    name: 'answer-nobody-takes',
    broken:
      'Scenarios forget to await calls that come to their end before the scenario does, and go on with what is none of their answers.',
    suite: `
      scenario('taken apart', {}, async ({ board }) => { const { stdout } = board.linux.run('uname -m'); expect(stdout ?? '').not.toMatch(/sparc/); await board.linux.run('true'); });
      scenario('read', {}, async ({ board }) => { if (board.linux.run('exit 1', { reject: false }).exitCode === 1) expect('up').toBe('down'); await board.console.mark(); await board.linux.run('true'); });
      scenario('compared', {}, async ({ board, m7 }) => { if (m7.state() === 'crashed') throw new Error('it crashed'); await board.linux.run('true'); });
      scenario('asked', {}, async ({ board }) => { expect(!board.power.state()).toBe(false); await board.linux.run('true'); });
      scenario('caught', {}, async ({ board }) => { let code; try { code = board.linux.run('true').exitCode; } catch {} expect(code).toBeUndefined(); await board.linux.run('true'); });
      scenario('left alone', {}, async ({ board }) => { board.console.send('\\n'); await board.linux.run('true'); await board.linux.run('true'); });
      scenario('in a list', {}, async ({ board }) => { const some = ['true', 'true'].map((command) => board.linux.run(command)); await some[1]; await board.linux.run('true'); });
      ${next}`,
    right: {
      exit: 2,
      scenarios: {
        'taken apart': suiteError(/board\.linux\.run\(\) is not awaited, so that its 'stdout' is undefined/),
        read: suiteError(/is not awaited, so that its 'exitCode'/),
        compared: suiteError(/board\.m7\.state\(\) .*nobody await/),
        asked: suiteError(/board\.power\.state\(\) .*nobody await/),
        caught: suiteError(/is not awaited, so that its 'exitCode'/),
        'left alone': suiteError(/board\.console\.send\(\) .*nobody await/),
        'in a list': suiteError(/board\.linux\.run\(\) .*nobody await/),
        next: passed,
      },
    },
  },
  {
    name: 'answers-taken-in-each-way',
    broken: 'Nothing is broken: scenarios take answers by await, later, together, by then(), by iteration and by handing them on.',
    suite: `
      const command = (board) => board.linux.run('uname -m');
      const indirect = async (board) => command(board);
      const resolved = (promise) => new Promise((resolve) => { resolve(promise); });
      scenario('later', {}, async ({ board }) => { const one = command(board); await board.linux.run('true'); expect((await one).stdout).toBe('aarch64\\n'); });
      scenario('together', {}, async ({ board }) => { const [one, two] = await Promise.all([command(board), indirect(board)]); expect([one.exitCode, two.exitCode]).toEqual([0, 0]); await Promise.race([command(board)]); await Promise.allSettled([command(board)]); await Promise.any([command(board)]); });
      scenario('by then', {}, async ({ board }) => { expect(await command(board).then(({ exitCode }) => exitCode).finally(() => {})).toBe(0); await board.linux.run('exit 1').catch(() => {}); });
      scenario('by iteration', {}, async ({ board }) => { for await (const { exitCode } of [command(board), command(board)]) expect(exitCode).toBe(0); });
      scenario('handed on', {}, async ({ board }) => { expect((await resolved(command(board))).exitCode).toBe(0); expect((await Promise.resolve(command(board))).exitCode).toBe(0); });
      scenario('returned', {}, ({ board }) => command(board));
      scenario('by a matcher', {}, async ({ board, m7 }) => { await expect(m7.state()).resolves.toBe('offline'); await expect(board.linux.run('exit 3')).rejects.toThrow('3'); await expect.poll(() => m7.state()).toBe('offline'); await vi.waitFor(() => m7.state()); });
      scenario('printed first', {}, async ({ board }) => { const one = command(board); console.log(one, String(one), one instanceof Promise); expect((await one).exitCode).toBe(0); });
      ${next}`,
    right: {
      exit: 0,
      scenarios: Object.fromEntries(
        ['later', 'together', 'by then', 'by iteration', 'handed on', 'returned', 'by a matcher', 'printed first', 'next'].map((name) => [
          name,
          passed,
        ]),
      ),
    },
  },
];
