import { failed, labError, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;

/** An sshd that lets everybody in, and does not do what it says. */
export const sshd: readonly World[] = [
  {
    name: 'sound',
    broken: 'Nothing is broken: another sshd passes on whatever is asked of it.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ greets: '', from: 'never' }] },
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'no-exit-status',
    broken: 'The channel of a command ends without an exit status.',
    suite: `scenario('runs', {}, async ({ board }) => { await strike('now'); await board.linux.run('echo on'); });\n${next}`,
    wires: { ssh: [{ exits: 'without', of: /echo on/, from: 'now' }] },
    right: { exit: 2, scenarios: { runs: labError(/exit status|SSH/), next: passed } },
  },
  {
    name: 'always-success',
    broken: 'Every command ends with success, whatever it does.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('exit 7'); });`,
    wires: { ssh: [{ exits: 0, of: /./ }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /exit status/ } } },
  },
  {
    name: 'always-failure',
    broken: 'Every command ends with exit status 1, whatever it does.',
    suite: next,
    wires: { ssh: [{ exits: 1, of: /./ }] },
    right: { exit: 2, scenarios: { next: { verdict: ['error', 'not-run'], fault: 'lab' } } },
  },
  {
    name: 'failure-later',
    broken: 'From the middle of a scenario on every command ends with exit status 1, whatever it does.',
    suite: `scenario('runs', {}, async ({ board }) => { await strike('now'); await board.linux.run('true'); });`,
    wires: { ssh: [{ exits: 1, of: /./, from: 'now' }] },
    right: { exit: 2, scenarios: { runs: labError(/exit status/) } },
  },
  {
    name: 'greets',
    broken: 'A login script prints a line before the output of every command.',
    suite: `scenario('runs', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('aarch64'); });`,
    wires: { ssh: [{ greets: 'Welcome to the board\n' }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /prints|output|SSH/ } } },
  },
  {
    name: 'loses-output',
    broken: 'Standard output stops after 64 bytes from the first scenario on.',
    suite: `scenario('runs', {}, async ({ board }) => { await strike('now'); expect((await board.linux.run('seq 1 100')).stdout.split('\\n').length).toBe(101); });`,
    wires: { ssh: [{ keepsBytes: 64, of: /./, from: 'now' }] },
    right: { exit: 2, scenarios: { runs: { verdict: 'error', fault: 'lab' } } },
  },
  {
    name: 'hangs-in-a-command',
    broken: 'A command runs to its end, and its channel stays open for ever.',
    suite: `scenario('runs', {}, async ({ board }) => { await strike('now'); await board.linux.run('echo on', { timeout: '10s' }); });\n${next}`,
    wires: { ssh: [{ neverEnds: /echo on/, from: 'now' }] },
    // Nobody can tell it from a command that goes on.
    right: {
      exit: [1, 2],
      scenarios: { runs: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /did not end within 10s/ }, next: passed },
    },
  },
  {
    name: 'hangs-in-every-command',
    broken: 'From the middle of a scenario on no channel of a command ends.',
    suite: `scenario('runs', {}, async ({ board }) => { await strike('now'); await board.linux.run('echo on', { timeout: '10s' }); });`,
    wires: { ssh: [{ neverEnds: /./, from: 'now' }] },
    right: { exit: 2, scenarios: { runs: labError(/answers nothing else either/) } },
  },
  {
    name: 'shortens-files',
    broken: 'Files are cut off after 512 bytes, and every write is confirmed.',
    suite: starts,
    wires: { ssh: [{ filesOf: 512 }] },
    right: { exit: 2, scenarios: { starts: { verdict: ['error', 'not-run'], fault: 'lab', says: /not written as sent|SHA-256/ } } },
  },
  {
    name: 'command-fails',
    broken: 'The product fails a command, behind an sshd in front that passes everything on.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('exit 7'); });`,
    wires: { ssh: [{ greets: '', from: 'never' }] },
    right: { exit: 1, scenarios: { runs: failed(/7/) } },
  },
];
