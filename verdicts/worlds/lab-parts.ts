import { labError, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', {}, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });`;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: ['lab', 'runner'] } as const;

/** A power switch of the lab's own around the plug, with something else in place of some of its calls. */
const ownSwitch = (calls: string): NonNullable<World['lab']> => ({
  before: `
    const plug = async (method, params = '') => (await fetch(\`http://127.0.0.1:\${relayPort}/rpc/\${method}?id=0\${params}\`)).json();
    const set = async (on) => { await plug('Switch.Set', '&on=' + on); };
    let switched = 0;
    const ownSwitch = () => ({
      driver: 'own', settings: {}, schema: { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) }, wires: () => ['own ' + relayPort],
      connect: async () => ({
        on: async () => { switched++; await set(true); },
        off: async () => { switched++; await set(false); },
        state: async () => ((await plug('Switch.GetStatus')).output ? 'on' : 'off'),
        [Symbol.asyncDispose]: async () => {},
        ${calls}
      }),
    });`,
  power: 'ownSwitch()',
});

/** Parts that a lab has written itself: whatever they do, it is never the product's. */
export const labParts: readonly World[] = [
  {
    name: 'sound',
    broken: 'Nothing is broken: a lab has written its own power switch.',
    suite: `${boots}\n${next}`,
    lab: ownSwitch(''),
    right: { exit: 0, scenarios: { boots: passed, next: passed } },
  },
  {
    name: 'switches-later',
    broken: "The lab's own switch says at once that it has switched, and does so a second later.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(
      `on: async () => { setTimeout(() => void set(true), 1000); }, off: async () => { setTimeout(() => void set(false), 1000); },`,
    ),
    right: {
      exit: [0, 2],
      scenarios: {
        boots: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
        next: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
      },
    },
  },
  {
    name: 'state-of-its-own-words',
    broken: "The lab's own switch says ON and OFF where on and off are expected.",
    suite: boots,
    lab: ownSwitch(`state: async () => ((await plug('Switch.GetStatus')).output ? 'ON' : 'OFF'),`),
    right: { exit: [2, 3], scenarios: { boots: { ...notOfTheProduct, mayBeAbsent: true } } },
  },
  {
    name: 'state-of-nothing',
    broken: "The lab's own switch has forgotten to return its state.",
    suite: boots,
    lab: ownSwitch(`state: async () => {},`),
    right: { exit: [2, 3], scenarios: { boots: { ...notOfTheProduct, mayBeAbsent: true } } },
  },
  {
    name: 'throws-a-text',
    broken: "The lab's own switch throws a text each time that it should open.",
    suite: boots,
    lab: ownSwitch(`off: async () => { throw 'no answer from the relay'; },`),
    right: { exit: 2, scenarios: { boots: notOfTheProduct } },
  },
  {
    name: 'throws-when-it-is-late',
    broken: "The lab's own switch fails with nobody listening, long after it has closed.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(
      `on: async () => { await set(true); setTimeout(() => { void Promise.reject(new Error('late words of a switch')); }, 700); },`,
    ),
    right: {
      exit: [0, 2],
      scenarios: {
        boots: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'] },
        next: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'] },
      },
      screen: [/late words of a switch/],
    },
  },
  {
    name: 'throws-in-a-timer',
    broken: "The lab's own switch throws in a timer in the middle of a boot.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(
      `on: async () => { await set(true); setTimeout(() => { throw new TypeError('thrown in a timer of a switch'); }, 500); },`,
    ),
    right: {
      exit: [0, 2],
      scenarios: {
        boots: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'] },
        next: { verdict: ['passed', 'error', 'not-run'], fault: ['lab', 'runner'] },
      },
      screen: [/thrown in a timer of a switch/],
    },
  },
  {
    name: 'ends-the-process',
    broken: "The lab's own switch ends its process with success when it closes for the second time.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(`on: async () => { if (++switched > 2) process.exit(0); await set(true); },`),
    right: { exit: 2, scenarios: { boots: notOfTheProduct, next: { ...notOfTheProduct, verdict: ['error', 'not-run', 'passed'] } } },
  },
  {
    name: 'never-answers',
    broken: "The lab's own switch never ends its call to on.",
    suite: boots,
    lab: ownSwitch(`on: () => new Promise(() => {}),`),
    right: { exit: 2, scenarios: { boots: notOfTheProduct } },
  },
  {
    name: 'spins',
    broken: "The lab's own switch holds the processor for three seconds each time that it is asked for its state.",
    suite: `${boots}\n${next}`,
    lab: ownSwitch(
      `state: async () => { const until = performance.now() + 3000; while (performance.now() < until); return (await plug('Switch.GetStatus')).output ? 'on' : 'off'; },`,
    ),
    right: {
      exit: [0, 2],
      scenarios: {
        boots: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
        next: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' },
      },
    },
  },
  {
    name: 'disposes-badly',
    broken: "The lab's own switch throws when it is closed down.",
    suite: boots,
    lab: ownSwitch(`[Symbol.asyncDispose]: async () => { throw new Error('cannot be closed down'); },`),
    right: { exit: [0, 2], scenarios: { boots: passed }, screen: [/cannot be closed down/] },
  },
  {
    name: 'inverted',
    broken: "The lab's own switch has its contacts the other way round and says what it was told.",
    suite: boots,
    lab: ownSwitch(
      `on: async () => { await set(false); }, off: async () => { await set(true); }, state: async () => ((await plug('Switch.GetStatus')).output ? 'off' : 'on'),`,
    ),
    right: { exit: 2, scenarios: { boots: labError(/power|relay|off|switch/i) }, isPowered: true },
  },
  {
    name: 'timer-in-the-lab-file',
    broken: 'The lab file starts a timer that nobody ends.',
    suite: next,
    lab: { before: 'setInterval(() => {}, 1000);' },
    right: { exit: 0, scenarios: { next: passed } },
  },
  {
    name: 'report-throws',
    broken: "A report of the lab's own throws a text.",
    suite: next,
    lab: {
      more: 'reports: { write: [summary(), junit(), runJson(), { name: "own.txt", write: async () => { throw "no room for words"; } }] },',
    },
    right: { exit: 2, scenarios: { next: passed }, screen: [/own\.txt/, /no room for words/] },
  },
  {
    name: 'report-never-ends',
    broken: "A report of the lab's own never ends.",
    suite: next,
    lab: { more: 'reports: { write: [summary(), junit(), runJson(), { name: "own.txt", write: () => new Promise(() => {}) }] },' },
    right: { exit: 2, scenarios: { next: passed }, screen: [/own\.txt/] },
  },
  {
    name: 'report-ends-the-process',
    broken: "A report of the lab's own ends its process with success, and the product has failed.",
    suite: `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`,
    lab: { more: 'reports: { write: [summary(), junit(), runJson(), { name: "own.txt", write: async () => { process.exit(0); } }] },' },
    right: { exit: [1, 2], scenarios: { fails: { verdict: 'failed', fault: 'dut' } } },
  },
  {
    name: 'rule-that-hangs',
    broken: "A rule of the lab's own takes for ever on a line that the board prints.",
    suite: next,
    lab: {
      more: `detector: { rules: [{ kind: 'harness', severity: 'error', endsScenario: true, headline: /^(?:[^x]+)+x$/, title: 'never', frame: 'none', from: 'program', test: 'aax' }] },`,
    },
    right: { exit: 3, scenarios: {}, screen: [/detector\.rules\.0\.headline: .*tries for ever/] },
  },
  {
    name: 'rule-that-hangs-at-last',
    broken: "A rule of the lab's own takes for ever on a line that nobody could think of before.",
    suite: `scenario('hangs', { timeout: '2h' }, async ({ board }) => { await strike('now'); await board.linux.run('sleep 60', { timeout: '1h' }); });`,
    wires: { a53: [{ injects: '\r\nzork forty-two\r\n', from: 'now' }] },
    lab: {
      before:
        'class Slow extends RegExp { test(text) { return this.exec(text) !== null; } exec(text) { while (text.includes("forty-two")); return super.exec(text); } }',
      more: `detector: { rules: [{ kind: 'harness', severity: 'error', endsScenario: true, headline: new Slow('^zork a+$'), words: ['zork'], title: 'zork', frame: 'none', from: 'program', test: 'zork aaa' }] },`,
    },
    right: { exit: 2, scenarios: { hangs: labError(/a detector rule, a driver or another part of the lab's own goes on for ever/) } },
  },
];
