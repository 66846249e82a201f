import { failed, labError, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: 'lab' } as const;
const wires = { a53: [{ silent: true, from: 'gone' }], ssh: [{ silent: true, from: 'gone' }] } as const;

const panics = (name: string, announced: number, times: number): string =>
  `scenario('${name}', { timeout: '20min' }, async ({ board, expectIncident }) => {
    for (let left = ${announced}; left > 0; left--) await expectIncident('panic', { title: /sysrq/ });
    for (let left = ${times}; left > 0; left--) {
      await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '20s' }).catch(() => {});
      await board.waitForReset({ within: '3min' });
    }
  });`;

/** Scenarios that want a failure of the product, and get one of the lab in its place, or fewer than they want: nobody has seen what they want. */
export const wantedFailures: readonly World[] = [
  {
    name: 'announced-twice',
    broken: 'Scenarios announce two panics each, of which one scenario gets one.',
    suite: `${panics('one', 2, 1)}\n${panics('two', 2, 2)}\n${next}`,
    arguments: ['--in-order'],
    right: { exit: 1, scenarios: { one: failed(/did not come: another panic/), two: passed, next: passed } },
  },
  {
    name: 'nothing-heard-on-a-dead-console',
    broken: 'A scenario wants that a text does not come, and the console has died without a word.',
    suite: `
      scenario('hears nothing', {}, async ({ board }) => {
        await board.linux.run('true');
        await strike('dead');
        await expect(board.console.expect('a word of alarm', { within: '20s' })).rejects.toThrow();
      });
      ${next}`,
    wires: { a53: [{ silent: true, from: 'dead' }] },
    right: {
      exit: 2,
      scenarios: { 'hears nothing': labError(/console/i), next: { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'failure-wanted-and-the-network-fails',
    broken: 'A scenario wants that a command fails, and the network breaks in its place.',
    suite: `
      scenario('wants a failure', { timeout: '2h' }, async ({ board }) => {
        const running = board.linux.run('sleep 3000; exit 7', { timeout: '2h' });
        await strike('cut');
        await expect(running).rejects.toThrow();
      });
      ${next}`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    right: { exit: 2, scenarios: { 'wants a failure': labError(/SSH|ssh|connection/), next: passed } },
  },
  {
    name: 'lab-error-caught',
    broken: 'A scenario catches whatever a call throws, and the network breaks in that call.',
    suite: `
      scenario('catches', { timeout: '2h' }, async ({ board }) => {
        const running = board.linux.run('sleep 3000', { timeout: '2h' });
        await strike('cut');
        try { await running; } catch {}
      });
      ${next}`,
    wires: { ssh: [{ cuts: true, from: 'cut' }] },
    right: { exit: 2, scenarios: { catches: labError(/SSH|ssh|connection/), next: passed } },
  },
  {
    name: 'freeze-by-a-power-cut',
    broken: 'A scenario wants that the M7 freezes the board, and somebody takes the power.',
    suite: `scenario('freezes', { firmware: 'tcm-hello', expect: 'frozen', timeout: '2h' }, async ({ m7 }) => { await strike('cut'); await m7.start('tcm-hello'); });\n${next}`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { freezes: labError(/power|relay/i), next: passed } },
  },
  {
    name: 'freeze-by-dead-wires',
    broken: 'A scenario wants that the M7 freezes the board, and console and network fall silent as when a switch loses its power.',
    suite: `scenario('freezes', { firmware: 'tcm-hello', expect: 'frozen', timeout: '2h' }, async ({ m7 }) => { await strike('gone'); await m7.start('tcm-hello'); });\n${next}`,
    wires,
    // From here nobody can tell it from a board that freezes, until it is to boot.
    right: {
      exit: [1, 2],
      scenarios: { freezes: { verdict: ['error', 'failed', 'passed'], fault: ['lab', 'dut'] }, next: notOfTheProduct },
    },
  },
  {
    name: 'mute-on-a-dead-console',
    broken: 'A scenario wants that its image says nothing, and the console of the M7 has died without a word.',
    suite: `scenario('is mute', { firmware: 'tcm-hello', expect: 'mute' }, async ({ m7 }) => { await strike('dead'); await m7.start('tcm-hello'); });\n${next}`,
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { 'is mute': labError(/console|UART/i), next: passed } },
  },
  {
    name: 'known-mute-on-a-dead-console',
    broken: 'It is known that an image says nothing, and the console of the M7 has died without a word.',
    suite: `scenario('is mute', { firmware: 'tcm-hello', known: { link: 'https://example.com/1', outcome: 'mute' } }, async ({ m7 }) => { await strike('dead'); await m7.start('tcm-hello'); });\n${next}`,
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { 'is mute': labError(/console|UART/i), next: passed } },
  },
  {
    name: 'silence-on-a-dead-console',
    broken: 'A scenario wants that its M7 falls silent, and the console of the M7 dies without a word.',
    suite: `
      scenario('falls silent', { firmware: 'tcm-hello', incidents: ['m7-silent'], timeout: '2h' }, async ({ m7, board }) => { await m7.start('tcm-hello'); await strike('dead'); await board.linux.run('sleep 60', { timeout: '5min' }); });\n${next}`,
    wires: { m7: [{ silent: true, from: 'dead' }] },
    right: { exit: 2, scenarios: { 'falls silent': labError(/console|UART/i), next: passed } },
  },
  {
    name: 'reset-by-a-power-cut',
    broken: 'A scenario wants that the board resets, and somebody takes the power for a moment.',
    suite: `
      scenario('resets', { timeout: '2h' }, async ({ board }) => {
        await board.expectReset();
        await strike('cut');
        await hostTime(500);
        await strike('back');
        await board.waitForReset({ within: '5min' });
      });
      ${next}`,
    strikes: { cut: [{ cutsPower: true }], back: [{ restoresPower: true }] },
    // Behind it a relay tells nothing of it any more.
    right: { exit: [0, 2], scenarios: { resets: { verdict: ['passed', 'error'], fault: 'lab' }, next: passed } },
  },
  {
    name: 'reset-by-a-power-cut-that-lasts',
    broken:
      'A scenario wants that the board resets by itself and catches that it does not come up again, since somebody has taken the power.',
    suite: `
      scenario('resets', { timeout: '2h' }, async ({ board }) => {
        await board.expectReset();
        await strike('cut');
        await expect(board.waitForReset({ within: '2min' })).rejects.toThrow();
      });
      ${next}`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { resets: labError(/power|relay/i), next: passed } },
  },
  {
    name: 'power-down-by-a-power-cut',
    broken: 'A scenario wants that Linux powers down, and somebody takes the power first.',
    suite: `
      scenario('goes down', { timeout: '2h' }, async ({ board }) => {
        await board.expectPowerDown();
        await strike('cut');
        await board.linux.run('poweroff', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {});
      });
      ${next}`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { 'goes down': labError(/power|relay/i), next: passed } },
  },
  {
    name: 'command-fails-by-a-power-cut',
    broken: 'A scenario wants that a command fails, and somebody takes the power.',
    suite: `
      scenario('fails', { timeout: '2h' }, async ({ board }) => {
        await strike('cut');
        await expect(board.linux.run('exit 7', { timeout: '60s' })).rejects.toThrow();
      });
      ${next}`,
    strikes: { cut: [{ cutsPower: true }] },
    right: { exit: 2, scenarios: { fails: labError(/power|relay/i), next: passed } },
  },
  {
    name: 'boot-fails-by-a-stuck-relay',
    broken: 'A scenario wants that a boot fails, and the relay does not switch.',
    suite: `
      scenario('fails', { timeout: '2h' }, async ({ board }) => { await strike('stuck'); await expect(board.coldBoot()).rejects.toThrow(); });`,
    wires: { relay: [{ answers: 500, from: 'stuck', until: 'never' }] },
    right: { exit: 2, scenarios: { fails: labError(/relay|shelly|500/i) }, isPowered: true, screen: [/power/i] },
  },
  {
    name: 'panic-of-the-neighbour',
    broken: 'A scenario wants that the M7 makes the kernel panic, and what comes is the panic of the board next to it on the same wire.',
    suite: `scenario('crashes', { firmware: 'tcm-hello', expect: 'crashed', timeout: '2h' }, async ({ m7 }) => { await strike('panic'); await m7.start('tcm-hello'); });\n${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  812.100200] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\r\n[  812.100210] CPU: 0 PID: 1 Comm: systemd Not tainted 6.6.54 #1\r\n[  812.100220] ---[ end Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b ]---\r\n',
          from: 'panic',
        },
      ],
    },
    right: {
      exit: [1, 2],
      scenarios: {
        crashes: { verdict: ['failed', 'error'], fault: ['dut', 'lab'] },
        next: { verdict: ['passed', 'not-run'], fault: 'lab' },
      },
    },
  },
];
