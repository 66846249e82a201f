import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const cold = `scenario('boots', { firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => { await board.coldBoot(); await m7.start('tcm-hello'); });`;
const notOfTheProduct = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const readsState = /cat \S*remoteproc0\/state/;

/** What answers for the board, and not as it is now: a cache, a file of before, a copy that is not the one that was sent. */
export const staleAnswers: readonly World[] = [
  {
    name: 'ssh-from-a-cache',
    broken: 'A gateway in front of sshd answers a command that it knows with what it said the first time.',
    suite: `${cold}\n${next}`,
    wires: { ssh: [{ caches: /./ }] },
    right: { exit: [0, 2], scenarios: { boots: notOfTheProduct, next: notOfTheProduct } },
  },
  {
    name: 'ssh-from-a-cache-later',
    broken: 'From the first scenario on a gateway in front of sshd answers a command that it knows with what it said the first time.',
    suite: `${next}\nscenario('caches', {}, async ({ board }) => { await board.linux.run('true'); await strike('now'); });\n${cold}`,
    wires: { ssh: [{ caches: /./, from: 'now' }] },
    right: { exit: [0, 2], scenarios: { next: passed, caches: notOfTheProduct, boots: notOfTheProduct } },
  },
  {
    name: 'boot-id-of-before',
    broken: 'The boot id that Linux gives over SSH is for ever that of the first boot.',
    suite: `${cold}\n${next}`,
    wires: { ssh: [{ caches: /boot_id/ }] },
    right: { exit: 2, scenarios: { boots: { verdict: ['error', 'not-run'], fault: 'lab' }, next: notOfTheProduct } },
  },
  {
    name: 'state-always-running',
    broken: 'Linux says for ever that the M7 is running.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ answers: 'running\n', of: readsState }] },
    // The kernel of the product would be wrong, or what answers for it.
    right: {
      exit: [1, 2],
      scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /running|offline|refused/ }, next: passed },
    },
  },
  {
    name: 'state-always-offline',
    broken: 'Linux says for ever that the M7 is offline, which it is not.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ answers: 'offline\n', of: readsState }] },
    right: { exit: [0, 1, 2], scenarios: { starts: { verdict: ['passed', 'failed', 'error'], fault: ['dut', 'lab'] }, next: passed } },
  },
  {
    name: 'kernel-log-of-before',
    broken: 'The kernel log that commands print is for ever what it was at first.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ caches: /dmesg/ }] },
    right: { exit: [0, 2], scenarios: { starts: notOfTheProduct, next: passed } },
  },
  {
    name: 'files-of-nothing',
    broken: 'Files arrive empty, and every write is confirmed.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ filesOf: 0 }] },
    right: {
      exit: 2,
      scenarios: { starts: { verdict: ['error', 'not-run'], fault: 'lab' }, next: { verdict: ['passed', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'files-of-other-bytes',
    broken: 'A firmware arrives with its name and its length, and with other bytes.',
    suite: `${starts}\n${next}`,
    wires: { ssh: [{ spoilsFiles: true }] },
    right: {
      exit: 2,
      scenarios: { starts: { verdict: ['error', 'not-run'], fault: 'lab' }, next: { verdict: ['passed', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'files-of-other-bytes-later',
    broken: 'From the second scenario on a firmware arrives with its name and its length, and with other bytes.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('now'); });\n${starts}\n${next}`,
    wires: { ssh: [{ spoilsFiles: true, from: 'now' }] },
    right: { exit: 2, scenarios: { runs: passed, starts: { verdict: ['error', 'not-run'], fault: 'lab' }, next: passed } },
  },
];
