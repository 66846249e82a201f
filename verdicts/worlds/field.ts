import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', { timeout: '2h' }, async ({ board }) => { await strike('second boot'); await board.coldBoot(); await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: 'lab' } as const;
const passesOrLab = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;

/** What happens to boards and wires in a lab that many people use. */
export const field: readonly World[] = [
  {
    name: 'a53-adapter-moved',
    broken: 'Somebody plugs the serial adapter of the A53 into the board next to it in the middle of a run.',
    suite: `
      scenario('first', {}, async ({ board }) => { await board.serial.run('true'); await strike('moved'); });
      scenario('writes', {}, async ({ board }) => { await board.serial.run('touch /tmp/here'); expect((await board.linux.run('ls /tmp/here')).stdout).toContain('here'); });
      ${boots}`,
    wires: {
      a53: [
        { leadsTo: 'a53', ofNeighbour: true, from: 'moved' },
        { resets: true, from: 'moved' },
      ],
    },
    lab: { reconnects: true },
    right: {
      exit: 2,
      scenarios: { first: { verdict: ['passed', 'error'], fault: 'lab' }, writes: notOfTheProduct, boots: notOfTheProduct },
    },
  },
  {
    name: 'm7-adapter-moved',
    broken: 'Somebody plugs the serial adapter of the M7 into the board next to it in the middle of a run.',
    suite: `
      ${starts}
      scenario('moves', {}, async ({ m7 }) => { await m7.stop(); await strike('moved'); });
      scenario('starts again', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    wires: {
      m7: [
        { leadsTo: 'm7', ofNeighbour: true, from: 'moved' },
        { resets: true, from: 'moved' },
      ],
    },
    lab: { reconnects: true },
    right: { exit: 2, scenarios: { starts: passed, moves: passed, 'starts again': notOfTheProduct } },
  },
  {
    name: 'dropbear',
    broken: 'Nothing is broken: the sshd of the board has no SFTP, and says a lecture before each command on standard error.',
    suite: `${starts}\nscenario('next', {}, async ({ board }) => { expect((await board.linux.run('echo a')).stdout).toBe('a\\n'); });`,
    wires: {
      ssh: [
        { withoutFiles: true },
        { greets: 'We trust you have received the usual lecture from the local System\nAdministrator.\n\n', on: 'stderr' },
      ],
    },
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'every-second-connection-refused',
    broken: 'The sshd of the board refuses every second connection, as by MaxStartups.',
    suite: `${boots}\nscenario('boots again', { timeout: '2h' }, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });\n${next}`,
    wires: { ssh: [{ refuses: true, each: 2 }] },
    right: { exit: 0, scenarios: { boots: passed, 'boots again': passed, next: passed } },
  },
  {
    name: 'lines-with-the-time',
    broken: 'The terminal server writes the time in front of each line.',
    suite: `${boots}\n${starts}\nscenario('serial', {}, async ({ board }) => { expect((await board.serial.run('echo a')).stdout).toBe('a\\n'); });`,
    wires: {
      a53: [{ rewrites: /^(?=.*\n)/, as: '[2026-03-01 10:15:01] ' }],
      m7: [{ rewrites: /^(?=.*\n)/, as: '[2026-03-01 10:15:01] ' }],
    },
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, starts: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'reset-behind-a-dead-console',
    broken: 'The console dies without a word, and then the board resets itself.',
    suite: `
      scenario('resets', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('dead'); await hostTime(1000); });
      scenario('next', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true', { timeout: '5min' }); });`,
    wires: { a53: [{ silent: true, from: 'dead' }] },
    strikes: { dead: [{ runs: 'reboot -f' }] },
    right: {
      exit: [1, 2],
      scenarios: {
        resets: { verdict: ['failed', 'error'], fault: ['dut', 'lab'] },
        next: { verdict: ['error', 'not-run', 'failed'], fault: ['lab', 'dut'] },
      },
    },
  },
  {
    name: 'kdump',
    broken: 'The kernel panics, and another kernel boots behind it without a boot loader.',
    suite: `
      scenario('panics', { timeout: '2h' }, async ({ board }) => {
        await strike('panic');
        await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' });
        await hostTime(2000);
      });
      ${next}`,
    signs: [
      { line: /end Kernel panic/, strikes: 'gone' },
      { line: /Booting Linux on physical CPU/, after: 'gone', strikes: 'kdump' },
    ],
    wires: { a53: [{ silent: true, from: 'gone', until: 'kdump' }] },
    right: { exit: 1, scenarios: { panics: failed(/panic/), next: { verdict: ['passed', 'not-run'], fault: 'lab' } } },
  },
  {
    name: 'emergency-mode',
    broken: 'From the second boot on Linux ends in an emergency shell that wants the password of root.',
    suite: `${next}\n${boots}`,
    signs: [{ line: /Starting kernel/, after: 'second boot', strikes: 'emergency' }],
    wires: {
      a53: [
        { silent: true, from: 'emergency' },
        {
          injects:
            'You are in emergency mode. After logging in, type "journalctl -xb" to view\r\nsystem logs.\r\nGive root password for maintenance\r\n(or press Control-D to continue): ',
          from: 'emergency',
        },
      ],
      ssh: [{ refuses: true, from: 'emergency' }],
    },
    right: {
      exit: [1, 2],
      scenarios: { next: passed, boots: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /login|prompt|emergency/i } },
    },
  },
  {
    name: 'somebody-types',
    broken: 'Somebody else types on the console while commands are given on it.',
    suite: `
      scenario('runs', {}, async ({ board }) => {
        await strike('types');
        for (let i = 0; i < 5; i++) expect((await board.serial.run('echo number ' + i)).stdout).toBe('number ' + i + '\\n');
      });
      ${next}`,
    wires: { a53: [{ types: 'uname -a; echo done\rls', from: 'types' }] },
    right: { exit: [0, 2], scenarios: { runs: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'somebody-types-in-u-boot',
    broken: 'Somebody presses a key while U-Boot counts down, in a boot that goes to Linux.',
    suite: `${next}\n${boots}\n${next.replace('next', 'last')}`,
    signs: [{ line: /Hit any key/, after: 'second boot', strikes: 'key' }],
    wires: { a53: [{ types: 'x', from: 'key' }] },
    right: { exit: [0, 2], scenarios: { next: passed, boots: passesOrLab, last: passed } },
  },
  {
    name: 'ticks-missed',
    broken: 'Nothing is broken: two of three ticks of a sound M7 get lost.',
    suite: `${starts}\nscenario('goes on', {}, async ({ board }) => { await board.linux.run('sleep 30'); });`,
    wires: { m7: [{ rewrites: /^.*tick=\d*(?:[124578])\r?\n/, as: '' }] },
    right: { exit: 0, scenarios: { starts: passed, 'goes on': passed } },
  },
];
