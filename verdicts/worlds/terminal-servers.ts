import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;

/** Terminal servers that lose connections, hold bytes back and say what was said before. */
export const terminalServers: readonly World[] = [
  {
    name: 'backlog-as-proof',
    broken: 'The terminal server of the M7 console reconnects and repeats old ticks of an M7 that says nothing more.',
    suite: `
      scenario('first', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); await m7.stop(); });
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => {
        await strike('quiet');
        const start = m7.start('tcm-hello');
        await hostTime(700);
        await strike('reset');
        await start;
      });`,
    wires: {
      m7: [
        { rewrites: /^.*\r?\n/, as: '', from: 'quiet' },
        { resets: true, from: 'reset' },
        { replays: 4000, from: 'reset' },
      ],
    },
    lab: { reconnects: true },
    right: {
      exit: [1, 2],
      scenarios: { first: passed, starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /mute|stale|m7/ } },
    },
  },
  {
    name: 'backlog-as-text',
    broken: 'The terminal server reconnects and repeats a text that came before the scenario began.',
    suite: `
      scenario('first', {}, async ({ board }) => { await board.serial.run('echo application is ready'); });
      scenario('second', { follows: true }, async ({ board }) => {
        const waiting = board.console.expect('application is ready', { within: '60s' });
        await hostTime(200);
        await strike('reset');
        await waiting;
      });`,
    wires: {
      a53: [
        { resets: true, from: 'reset' },
        { replays: 4000, from: 'reset' },
      ],
    },
    lab: { reconnects: true },
    right: {
      exit: [1, 2],
      scenarios: { first: passed, second: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /application is ready|a53/ } },
    },
  },
  {
    name: 'backlog-as-panic',
    broken: 'The terminal server reconnects and repeats the panic that a scenario before expected, and the board is well.',
    suite: `
      scenario('panics', { incidents: ['panic'] }, async ({ board }) => {
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
        await hostTime(1500);
      });
      scenario('runs', {}, async ({ board }) => {
        await board.linux.run('true');
        await strike('reset');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 1');
      });`,
    wires: {
      a53: [
        { resets: true, from: 'reset' },
        { replays: 60_000, from: 'reset' },
      ],
    },
    lab: { reconnects: true },
    right: { exit: [0, 2], scenarios: { panics: passed, runs: { verdict: ['passed', 'error'], fault: 'lab' } } },
  },
  {
    name: 'backlog-as-boot',
    broken: 'The terminal server reconnects and repeats the whole boot, and the board is well.',
    suite: `
      scenario('runs', { boot: 'cold' }, async ({ board }) => {
        await board.linux.run('true');
        await strike('reset');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 1');
      });
      ${next}`,
    wires: {
      a53: [
        { resets: true, from: 'reset' },
        { replays: 60_000, from: 'reset' },
      ],
    },
    lab: { reconnects: true },
    right: { exit: [0, 2], scenarios: { runs: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'reconnects',
    broken: 'The terminal server resets the connection once and takes it again, and the board is well.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('reset');
        for (let i = 0; i < 10; i++) await board.linux.run('sleep 1');
      });
      ${next}`,
    wires: { a53: [{ resets: true, from: 'reset' }] },
    lab: { reconnects: true },
    right: { exit: [0, 2], scenarios: { runs: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'reconnects-in-a-boot',
    broken: 'The terminal server resets the connection while the kernel starts.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    signs: [{ line: /Starting kernel/, nth: 2, strikes: 'reset' }],
    wires: { a53: [{ resets: true, from: 'reset' }] },
    lab: { reconnects: true },
    right: { exit: [0, 2], scenarios: { boots: { verdict: ['passed', 'error'], fault: 'lab' } } },
  },
  {
    name: 'reconnects-in-a-serial-command',
    broken: 'The terminal server resets the connection in the middle of a command on the console.',
    suite: `
      scenario('talks', {}, async ({ board }) => {
        const running = board.serial.run('echo before; sleep 20; echo after', { timeout: '60s' });
        await hostTime(50);
        await strike('reset');
        expect((await running).stdout).toBe('before\\nafter\\n');
      });
      ${next}`,
    wires: { a53: [{ resets: true, from: 'reset' }] },
    lab: { reconnects: true },
    right: { exit: [0, 2], scenarios: { talks: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'holds-a-boot',
    broken: 'The network holds back for ever what the console says from the middle of a boot on.',
    suite: `scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });\n${next}`,
    signs: [{ line: /Starting kernel/, nth: 2, strikes: 'hold' }],
    wires: { a53: [{ holds: true, from: 'hold' }] },
    right: {
      exit: [0, 2],
      scenarios: { boots: { verdict: ['passed', 'error'], fault: 'lab' }, next: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'holds-the-m7',
    broken: 'The network holds back what the M7 says from its start on until the next scenario.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await strike('hold'); await m7.start('tcm-hello'); });
      scenario('next', {}, async ({ board }) => { await strike('let go'); await board.linux.run('true'); });`,
    wires: { m7: [{ holds: true, from: 'hold', until: 'let go' }] },
    // On a console that was proven, silence is the M7's, as far as anybody can tell.
    right: {
      exit: [1, 2],
      scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /mute|console/ }, next: passed },
    },
  },
  {
    name: 'proof-of-before-arrives-late',
    broken: 'The network holds back the ticks of the first start until the second one, whose M7 says nothing.',
    suite: `
      scenario('restarts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => {
        expect(await m7.start('tcm-hello')).toBeOutcome('alive');
        await strike('hold');
        await hostTime(500);
        await m7.stop();
        await strike('quiet');
        const start = m7.start('tcm-hello');
        await hostTime(700);
        await strike('let go');
        await start;
      });`,
    wires: {
      m7: [
        { holds: true, from: 'hold', until: 'let go' },
        { rewrites: /^.*\r?\n/, as: '', from: 'quiet' },
      ],
    },
    right: {
      exit: [1, 2],
      scenarios: { restarts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /mute|stale|console m7 has died/ } },
    },
  },
  {
    name: 'both-consoles-dead-later',
    broken: 'Both consoles fall silent in the middle of a scenario, SSH works, and the board is well.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('silent');
        for (let i = 0; i < 5; i++) await board.linux.run('sleep 30', { timeout: '60s' });
      });
      scenario('waits', {}, async ({ board }) => { await board.console.expect('application is ready', { within: '5s' }); });`,
    wires: { a53: [{ silent: true, from: 'silent' }], m7: [{ silent: true, from: 'silent' }] },
    right: {
      exit: 2,
      scenarios: { runs: { verdict: ['passed', 'error'], fault: 'lab' }, waits: { verdict: ['error', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'console-dead-before-a-boot',
    broken: 'The console of the A53 falls silent for ever before a scenario that needs a cold boot.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('silent'); });
      scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { a53: [{ silent: true, from: 'silent' }] },
    right: { exit: 2, scenarios: { runs: passed, boots: { verdict: ['error', 'not-run'], fault: 'lab', says: /console|a53|silent/i } } },
  },
  {
    name: 'everything-dead',
    broken: 'Consoles, SSH and network fall silent at once while a scenario runs, as when a switch loses its power.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await board.linux.run('true');
        await strike('silent');
        await board.linux.run('sleep 5', { timeout: '60s' });
      });`,
    wires: {
      a53: [{ silent: true, from: 'silent' }],
      m7: [{ silent: true, from: 'silent' }],
      ssh: [
        { silent: true, from: 'silent' },
        { refuses: true, from: 'silent' },
      ],
    },
    right: { exit: [1, 2], scenarios: { runs: { verdict: ['failed', 'error'], fault: ['dut', 'lab'] } } },
  },
  {
    name: 'consoles-of-both-boards',
    broken: 'From a moment on the board next to it talks on the A53 console as well, and panics there.',
    suite: `
      scenario('runs', {}, async ({ board }) => { await strike('now'); for (let i = 0; i < 10; i++) await board.linux.run('sleep 1'); });`,
    wires: { a53: [{ injects: '\r\n\r\nU-Boot SPL 2022.04-6.4.0+git.4b3ca6d (Jan 01 2024 - 00:00:00 +0000)\r\n', from: 'now' }] },
    // Nobody can tell it from a reset of this board but Linux itself, whose boot id is the same.
    right: { exit: [0, 1, 2], scenarios: { runs: { verdict: ['passed', 'error', 'failed'], fault: ['lab', 'dut'], says: /reset|boot/ } } },
  },
  {
    name: 'echo-of-the-a53-on-the-m7',
    broken: 'What the A53 prints comes over the M7 console as well, the command line of the start among it.',
    suite: starts,
    wires: { m7: [{ leadsTo: 'a53' }] },
    right: { exit: 2, scenarios: { starts: { verdict: ['error', 'not-run'], fault: 'lab', says: /console|m7/i } } },
  },
  {
    name: 'swapped-lines-of-product',
    broken: 'The M7 of the product fails behind a wire that doubles every line.',
    suite: `scenario('starts', { expect: 'alive' }, async ({ m7 }) => { await m7.start({ absent: 'nowhere.elf' }); });`,
    wires: { a53: [{ doubles: /./, from: 'never' }], m7: [{ doubles: /./ }] },
    right: { exit: 1, scenarios: { starts: failed(/refused/) } },
  },
];
