import { failed, labError, passed, type World } from '../world.ts';

const starts = `scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const lab = { verdict: ['error', 'not-run'], fault: 'lab', says: /console|M7|proven/i } as const;

/** A mute M7 on a console that nobody has proven says nothing about the M7; one that fell silent on a proven console does. */
export const m7Console: readonly World[] = [
  {
    name: 'dead',
    broken: 'The M7 console is not connected.',
    suite: `${starts}\n${next}`,
    wires: { m7: [{ silent: true }] },
    right: { exit: 2, scenarios: { starts: lab, next: { verdict: ['passed', 'not-run'], fault: 'lab' } } },
  },
  {
    name: 'holds-text-back',
    broken: 'From the start on what the M7 says comes ten seconds late.',
    suite: `
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await strike('lags'); await m7.start('tcm-hello'); });
      ${next}`,
    wires: { m7: [{ delaysMs: 10_000, from: 'lags' }] },
    right: {
      exit: 2,
      scenarios: { starts: labError(/console m7 holds text back/), next: { verdict: ['passed', 'not-run'], fault: 'lab' } },
      never: [/has died/],
    },
  },
  {
    name: 'away-for-a-while',
    broken: 'The M7 console is silent after a proof of life, until U-Boot writes there once more.',
    suite: `
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7, board }) => {
        await m7.start('tcm-hello');
        await strike('away');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 60', { timeout: '10min' });
      });
      ${next}`,
    signs: [{ line: /mw\.l/, after: 'away', nth: 3, strikes: 'back' }],
    wires: { m7: [{ silent: true, from: 'away', until: 'back' }] },
    right: { exit: 2, scenarios: { starts: labError(/console m7 was away for a while/), next: passed }, never: [/has died/] },
  },
  {
    name: 'another-baud-rate',
    broken: 'The M7 console is read at another baud rate: rubbish comes.',
    suite: starts,
    wires: { m7: [{ rubbish: true }] },
    right: { exit: 2, scenarios: { starts: lab } },
  },
  {
    name: 'of-another-board',
    broken: 'The M7 console is plugged into the board next to it.',
    suite: starts,
    wires: { m7: [{ leadsTo: 'm7', ofNeighbour: true }] },
    right: { exit: 2, scenarios: { starts: lab } },
  },
  {
    name: 'both-swapped',
    broken: 'The two consoles are plugged in crosswise.',
    suite: starts,
    wires: { m7: [{ leadsTo: 'a53' }], a53: [{ leadsTo: 'm7' }] },
    right: { exit: 2, scenarios: { starts: { verdict: ['error', 'not-run'], fault: 'lab', says: /console/i } } },
  },
  {
    name: 'none',
    broken: 'The lab file names no M7 console.',
    suite: starts,
    lab: { m7: false },
    right: { exit: 2, scenarios: { starts: { verdict: ['error', 'skipped'], fault: ['lab', 'suite'], says: /console/i } } },
  },
  {
    name: 'silent-after-its-proof',
    broken: 'The M7 falls silent after it has proven its life.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello' }, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('silent');
        await hostTime(6000);
      });
      ${next}`,
    wires: { m7: [{ rewrites: /^.*tick=\d+.*\r?\n/, as: '', from: 'silent' }] },
    right: { exit: 1, scenarios: { starts: failed(/m7-silent|silent/i), next: passed } },
  },
  {
    name: 'dies-between-scenarios',
    broken: 'The console of the M7 dies without a word while a hook between two scenarios waits.',
    suite: `
      describe('group', () => {
        afterAll(async () => { await strike('dead'); await hostTime(8000); });
        scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
      });
      ${next}`,
    arguments: ['--in-order'],
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { 'group > starts': labError(/console m7 has died/), next: passed } },
  },
  {
    name: 'dies-where-another-scenario-is-to-look',
    broken: 'The console of the M7 dies without a word in a scenario of which the next one is to see what it left.',
    suite: `
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7, board }) => {
        await m7.start('tcm-hello');
        await strike('dead');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 60', { timeout: '10min' });
      });
      scenario('looks', { follows: true }, async ({ board }) => { await board.linux.run('true'); });
      ${next}`,
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { starts: labError(/console m7 has died/), looks: passed, next: passed } },
  },
  {
    name: 'fault-after-its-proof',
    broken: 'The M7 takes a HardFault after it has proven its life, and says so on its own console alone.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello' }, async ({ m7, board }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('fault');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 2');
      });
      ${next}`,
    wires: { m7: [{ rewrites: /tick=\d+/, as: 'fault', from: 'fault' }] },
    right: { exit: 1, scenarios: { starts: failed(/fault/i), next: passed } },
  },
  {
    name: 'dump-of-another-system',
    broken: "The M7's firmware prints the fault dump of Zephyr after it has proven its life.",
    suite: `
      scenario('starts', { firmware: 'tcm-hello' }, async ({ m7, board }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('fault');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 2');
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
    right: { exit: 1, scenarios: { starts: failed(/fault/i), next: passed } },
  },
];
