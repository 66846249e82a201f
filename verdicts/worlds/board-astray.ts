import { failed, labError, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); await strike('now'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const cold = `scenario('boots', { boot: 'cold', timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); });`;
const armed = (
  kind: 'soft-lockup' | 'hung-task' | 'brown-out',
  at: 'm7-start' | 'u-boot' | 'kernel',
): Pick<World, 'board' | 'strikes'> => ({
  board: { speed: 100, faults: [{ name: 'trouble', kind, at }] },
  strikes: { now: [{ arms: 'trouble' }] },
});
const arms = `await strike('now');`;
const path = '/sys/module/firmware_class/parameters/path';

/** Boards that reset, lose their supply or are changed where nobody looks for it. */
export const boardAstray: readonly World[] = [
  {
    name: 'soft-lockup-at-the-start',
    broken: 'Linux locks up softly when it starts the M7.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { ${arms} await m7.start('tcm-hello'); });\n${next}`,
    ...armed('soft-lockup', 'm7-start'),
    right: { exit: 1, scenarios: { starts: failed(/lockup/i), next: passed } },
  },
  {
    name: 'hung-task-at-the-start',
    broken: 'A task hangs for ever once the M7 has started, of which the kernel tells two minutes later.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { ${arms} await m7.start('tcm-hello'); });\nscenario('next', {}, async ({ board }) => { await board.linux.run('sleep 300', { timeout: '10min' }); });`,
    ...armed('hung-task', 'm7-start'),
    right: {
      exit: 1,
      scenarios: {
        starts: { verdict: ['passed', 'failed'], fault: 'dut', says: /hung-task/ },
        next: { verdict: ['passed', 'failed'], fault: 'dut', says: /hung-task/ },
      },
      summary: [/hung-task/],
    },
  },
  {
    name: 'brown-out-at-the-start',
    broken: 'The board loses its supply for a moment when it starts the M7, and the relay stays closed.',
    suite: `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { ${arms} await m7.start('tcm-hello'); });\n${next}`,
    ...armed('brown-out', 'm7-start'),
    right: {
      exit: [1, 2],
      scenarios: { starts: { verdict: ['failed', 'error'], fault: ['dut', 'lab'], says: /reset|frozen|silent|power/i }, next: passed },
    },
  },
  {
    name: 'brown-out-in-u-boot',
    broken: 'The board loses its supply once while U-Boot counts down, and boots behind it.',
    suite: `${first}\n${cold}\n${next}`,
    ...armed('brown-out', 'u-boot'),
    right: {
      exit: [0, 1, 2],
      scenarios: {
        first: passed,
        boots: { verdict: ['passed', 'failed', 'error', 'not-run'], fault: ['dut', 'lab'], says: /reset|power|boot/i },
        next: passed,
      },
    },
  },
  {
    name: 'panics-at-every-boot',
    broken: 'The kernel panics at every boot and resets: the board never gets to a login.',
    suite: `${cold}`,
    board: { speed: 100, faults: [{ kind: 'panic', at: 'userspace' }] },
    right: { exit: [1, 2], scenarios: { boots: { verdict: ['failed', 'error', 'not-run'], fault: ['dut', 'lab'], says: /panic|reset/i } } },
  },
  {
    name: 'cut-between-scenarios',
    broken: 'Somebody takes the power behind the last command of a scenario.',
    suite: `scenario('leaves', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); await strike('cut'); });\n${next}`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { leaves: labError(/power|relay/i), next: passed } },
  },
  {
    name: 'cut-in-a-hook',
    broken: 'Somebody takes the power while a hook after the scenario waits, and gives it back.',
    suite: `afterEach(async () => { await strike('cut'); await hostTime(500); await strike('back'); });\nscenario('leaves', { timeout: '2h' }, async ({ board }) => { await board.linux.run('true'); });\n${next}`,
    strikes: { cut: [{ cutsPower: true }], back: [{ restoresPower: true }] },
    right: {
      exit: [1, 2],
      scenarios: { leaves: { verdict: ['failed', 'error'], fault: ['lab', 'dut'], says: /power|relay|reset/i }, next: passed },
    },
  },
  {
    name: 'cut-in-u-boot',
    broken: 'Somebody takes the power while U-Boot counts down in the second boot.',
    suite: `${cold}\n${next}`,
    signs: [{ line: /U-Boot 20\d\d/, nth: 4, strikes: 'cut' }],
    strikes: { cut: [{ cutsPower: true }] },
    right: {
      exit: [0, 2],
      scenarios: { boots: { verdict: ['error', 'passed', 'not-run'], fault: 'lab', says: /power|relay/i }, next: passed },
    },
  },
  {
    name: 'relay-with-a-timer',
    broken: 'Somebody has set a timer in the relay: half a second after it has closed it opens by itself.',
    suite: `scenario('runs', { timeout: '2h' }, async ({ board }) => { await board.linux.run('sleep 100', { timeout: '5min' }); });`,
    wires: { relay: [{ revertsFrom: 'on', afterMs: 500 }] },
    right: { exit: 2, scenarios: { runs: { verdict: ['error', 'not-run'], fault: 'lab', says: /power|relay/i } } },
  },
  {
    name: 'relay-with-a-timer-at-the-end',
    broken: 'Somebody has set a timer in the relay: a moment after it has opened it closes by itself.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('end'); });`,
    wires: { relay: [{ revertsFrom: 'off', afterMs: 50, from: 'end' }] },
    right: { exit: 2, scenarios: { runs: passed }, isPowered: true, screen: [/power/i] },
  },
  {
    name: 'relay-of-no-boolean',
    broken: 'The relay says what no relay says: its output is a text.',
    suite: next,
    wires: { relay: [{ states: { output: 'true', apower: 'much' } }] },
    right: { exit: 2, scenarios: { next: { verdict: ['error', 'not-run'], fault: 'lab', says: /shelly|relay|output/i } } },
  },
  {
    name: 'relay-that-asks-for-a-password',
    broken: 'Somebody sets a password in the relay in the middle of a run, so that it refuses everybody.',
    suite: `scenario('runs', {}, async ({ board }) => { await board.linux.run('true'); await strike('now'); });\n${cold}`,
    wires: { relay: [{ answers: 401, from: 'now' }] },
    right: {
      exit: 2,
      scenarios: { runs: passed, boots: { verdict: ['error', 'not-run'], fault: 'lab', says: /password|401|refuse/i } },
      isPowered: true,
      screen: [/power/i],
    },
  },
  {
    name: 'without-the-overlay',
    broken: 'The overlay that brings the M7 to Linux is not among those of the board.',
    suite: `${starts}\n${next}`,
    board: { speed: 100, hmpOverlay: false },
    right: {
      exit: [0, 1, 2],
      scenarios: { starts: { verdict: ['passed', 'failed', 'error'], fault: ['dut', 'lab'], says: /remoteproc|overlay/ }, next: passed },
    },
  },
  {
    name: 'dsp-is-first',
    broken: 'Nothing is broken: Linux has a driver for the DSP as well, which is remoteproc0, and the M7 is remoteproc1.',
    suite: `${starts}\n${next}`,
    board: { speed: 100, dsp: true },
    right: { exit: 0, scenarios: { starts: passed, next: passed } },
  },
  {
    name: 'argument-twice',
    broken: 'What U-Boot passes on holds the argument of the clock driver twice, and the two contradict each other.',
    suite: `
      scenario('writes', {}, async ({ board }) => { await board.linux.run("fw_setenv tdxargs 'clk-imx8mp.mcore_booted=1 clk-imx8mp.mcore_booted=0'", { asRoot: true }); });
      scenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7, board }) => {
        expect((await board.linux.run('cat /proc/cmdline')).stdout.match(/mcore_booted\\S*/g)).toHaveLength(1);
        await m7.start('tcm-hello');
      });`,
    right: { exit: 0, scenarios: { writes: passed, starts: passed } },
  },
  {
    name: 'firmware-path-elsewhere',
    broken: 'Somebody on the board lets the kernel look for firmware in a folder that is not there.',
    suite: `scenario('moves', {}, async ({ board }) => { expect(await board.linux.run('echo /nowhere/at/all > ${path}', { asRoot: true, reject: false })).toBeDefined(); });\n${starts}\n${next}`,
    right: { exit: [0, 2], scenarios: { moves: passed, starts: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'files-removed',
    broken: 'A scenario removes everything that the runner has put on the board.',
    suite: `
      ${starts}
      scenario('removes', {}, async ({ board }) => { expect(await board.linux.run('rm -rf "$(cat ${path})"/* /tmp/* /var/tmp/*', { asRoot: true, reject: false })).toBeDefined(); });
      scenario('starts again', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
      ${next}`,
    right: { exit: 0, scenarios: { starts: passed, removes: passed, 'starts again': passed, next: passed } },
  },
  {
    name: 'password-changed',
    broken: 'A scenario changes the password of the user that the runner logs in as, and the next one needs a boot.',
    suite: `scenario('changes', {}, async ({ board }) => { expect(await board.linux.run("echo 'torizon:other-words' | chpasswd", { asRoot: true, reject: false })).toBeDefined(); });\n${cold}`,
    board: { speed: 100, seed: 79 },
    right: {
      exit: [0, 2],
      scenarios: { changes: passed, boots: { verdict: ['passed', 'error', 'not-run'], fault: 'lab', says: /password|log/i } },
    },
  },
  {
    name: 'getty-gone',
    broken: 'A scenario ends the login on the serial console, and SSH is well.',
    suite: `scenario('ends', {}, async ({ board }) => { expect(await board.linux.run('systemctl stop serial-getty@ttymxc2', { asRoot: true, reject: false })).toBeDefined(); });\n${next}`,
    right: {
      exit: [0, 2],
      scenarios: { ends: { verdict: ['passed', 'error'], fault: 'lab' }, next: { verdict: ['passed', 'error'], fault: 'lab' } },
    },
  },
];
