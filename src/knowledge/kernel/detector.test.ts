import { describe, expect, test } from 'vitest';
import type { Channel, KernelIncident } from '../../core/incident.ts';
import { createDetector, type Detector } from './detector.ts';

interface Watched {
  readonly detector: Detector;
  readonly opened: KernelIncident[];
  readonly closed: KernelIncident[];
  say(text: string, channel?: Channel, at?: number): void;
}

const watch = (options: Partial<Parameters<typeof createDetector>[0]> = {}): Watched => {
  const opened: KernelIncident[] = [];
  const closed: KernelIncident[] = [];
  const detector = createDetector({ ...options, onIncident: (phase, incident) => (phase === 'opened' ? opened : closed).push(incident) });
  return { detector, opened, closed, say: (text, channel = 'a53', at = 0) => detector.feed(channel, Buffer.from(text), at) };
};

const stall = [
  '[  169.645816] rcu: INFO: rcu_preempt self-detected stall on CPU',
  '[  169.646100] rcu: \t0-....: (5250 ticks this GP) idle=acdc/1/0x4000000000000000 softirq=269/269 fqs=515',
  '[  169.646200] CPU: 0 UID: 0 PID: 0 Comm: swapper/0 Not tainted 6.6.54-7.1.0 #1',
  '[  169.646300] pc : __delay_cycles+0x20/0x5c',
  '[  169.646400] Call trace:',
  '[  169.646500]  imx_uart_txint+0x20/0x5c',
  '[  169.646600]  imx_uart_int+0x7c/0xc0',
  '[  169.646700]  __handle_irq_event_percpu+0x28/0x30',
  '',
].join('\r\n');

test('an RCU stall is told with its headline and named when it is over', () => {
  const { say, opened, closed, detector } = watch();
  say(stall.slice(0, stall.indexOf('\n') + 1), 'a53', 5);
  expect(opened).toMatchObject([{ kind: 'rcu-stall', severity: 'fatal', endsScenario: true, at: 5, kernelTime: 169.645816 }]);
  say(stall.slice(stall.indexOf('\n') + 1), 'a53', 6);
  detector.idle(100);
  expect(closed).toEqual([]);
  detector.idle(2006);
  expect(closed).toMatchObject([
    { id: opened[0]!.id, title: 'rcu-stall in imx_uart_int', signature: 'rcu-stall:imx_uart_int', cpu: 0, task: 'swapper/0' },
  ]);
});

test('the idle loop of another CPU, printed between the lines of a stack, does not end it', () => {
  const { say, closed, detector } = watch();
  const frames = ['_raw_spin_lock+0x44/0x50', 'shrink_dcache_parent+0xd7/0x130', 'do_idle+0x10/0x200', 'do_rmdir+0x304/0x3b0'];
  const under = ['invoke_syscall+0x48/0x114', 'el0_svc+0x40/0x110', 'do_idle+0x10/0x200', 'cpu_startup_entry+0x34/0x40'];
  const lines = ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'Call trace:', ...[...frames, ...under].map((name) => ` ${name}`)];
  say(lines.map((line, index) => `[  539.96${100 + index}0] ${line}\n`).join(''));
  detector.end();
  expect(closed).toMatchObject([{ title: 'rcu-stall in do_rmdir' }]);
});

test('the panic behind a stall is a consequence, and so is the reset behind the panic', () => {
  const { say, opened, closed, detector } = watch();
  say(stall);
  say('[  170.100000] Kernel panic - not syncing: softlockup: hung tasks\n[  175.100000] Rebooting in 5 seconds..\n');
  say('\n\nU-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)\nReset cause: WDOG\n');
  detector.end();
  expect(opened).toHaveLength(1);
  expect(closed).toMatchObject([{ kind: 'rcu-stall', consequences: ['panic'] }]);
});

test('an unannounced reset of a running Linux is an incident with the lines before it', () => {
  const { say, closed, detector } = watch();
  say('[   42.000000] imx-rproc imx8mp-cm7: something harmless\n\nU-Boot SPL 2022.04 (Jan 01 1970)\n');
  detector.end();
  // In a finished log it may have been a hand at the switch.
  expect(closed).toMatchObject([{ kind: 'unexpected-reset', severity: 'warning', endsScenario: false }]);
  expect(closed[0]!.lines.join('\n')).toContain('something harmless');
});

test.each([
  ['by the runner', (watched: Watched) => watched.detector.announceReset()],
  ['by reboot(8)', (watched: Watched) => watched.say('[   43.000000] reboot: Restarting system\n')],
  ['by the relay', (watched: Watched) => watched.detector.powerOff()],
])('a reset asked for %s is none', (_, ask) => {
  const watched = watch();
  watched.say('[   42.000000] systemd[1]: Reached target\n');
  ask(watched);
  watched.say('\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: WDOG\n');
  watched.detector.end();
  expect(watched.closed).toEqual([]);
});

describe('where only the runner may ask for a reset', () => {
  const running = '[   42.000000] systemd[1]: Reached target\n';
  const reset = '\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: WDOG\n';
  const strict = (): Watched => {
    const watched = watch({ trustsSystem: false });
    watched.say(running);
    return watched;
  };

  test.each([
    ['reboot(8)', '[   43.000000] reboot: Restarting system\n', true],
    ['systemd', '[   43.000000] systemd-shutdown[1]: Rebooting.\n', true],
    ['sysrq', '[   43.000000] sysrq: Resetting\n', true],
    ['nobody', '', false],
  ])('what the board says of it explains nothing: %s', (_, words, orderly) => {
    const { say, closed, detector } = strict();
    say(words + reset);
    detector.end();
    expect(closed).toMatchObject([{ kind: orderly ? 'unexpected-reset' : 'watchdog-reset', endsScenario: true }]);
    expect(closed[0]!.orderly).toBe(orderly ? true : undefined);
    expect(closed[0]!.lines.join('\n')).toContain(words.trim());
  });

  test('one that the runner announced is none, once', () => {
    const { say, closed, detector } = strict();
    detector.announceReset();
    say(
      `[   43.000000] reboot: Restarting system\n${reset}[    0.000000] Linux version 6.1.1\n[   40.000000] systemd[1]: Reached target\n`,
    );
    expect(closed).toEqual([]);
    say(reset);
    detector.end();
    expect(closed).toHaveLength(1);
  });

  test('one that was announced and retracted is one', () => {
    const { say, closed, detector } = strict();
    detector.announceReset();
    detector.retractReset();
    say(reset);
    detector.end();
    expect(closed).toMatchObject([{ kind: 'watchdog-reset' }]);
  });

  test('one behind a stall is an incident of its own, behind a panic none', () => {
    const stalled = strict();
    stalled.say(stall + reset);
    stalled.detector.end();
    expect(stalled.closed.map(({ kind }) => kind)).toEqual(['rcu-stall', 'watchdog-reset']);
    const panicked = strict();
    panicked.say(`[   50.000000] Kernel panic - not syncing: Attempted to kill init!\n${reset}`);
    panicked.detector.end();
    expect(panicked.closed.map(({ kind }) => kind)).toEqual(['panic']);
  });

  test('one of U-Boot is one, and its version command is none', () => {
    const { say, closed, detector } = watch({ trustsSystem: false });
    say(
      `U-Boot SPL 2022.04 (Jan 01 1970)\nU-Boot 2022.04 (Jan 01 1970)\n${'Verdin iMX8MP # version\n'.repeat(50)}U-Boot 2022.04 (Jan 01 1970)\n`,
    );
    expect(closed).toEqual([]);
    say('Verdin iMX8MP # \nU-Boot SPL 2022.04 (Jan 01 1970)\n');
    detector.end();
    expect(closed).toMatchObject([{ kind: 'unexpected-reset' }]);
  });

  test('a power-down by Linux is an incident unless it was announced, and the boot behind it is none', () => {
    const down = '[   44.000000] reboot: Power down\n';
    const surprising = strict();
    surprising.say(down + reset);
    surprising.detector.end();
    expect(surprising.closed).toMatchObject([{ kind: 'power-down', endsScenario: true, orderly: true }]);
    const asked = strict();
    asked.detector.announceReset('power-down');
    asked.say(down + reset);
    asked.detector.end();
    expect(asked.closed).toEqual([]);
    const other = strict();
    other.detector.announceReset('reset');
    other.say(down);
    other.detector.end();
    expect(other.closed).toMatchObject([{ kind: 'power-down' }]);
  });
});

test('a fault dump on the UART of the M7 is one incident, and no line of the M7 is a boot of the A53', () => {
  const { say, closed, detector } = watch({ trustsSystem: false });
  say('[   42.000000] systemd[1]: Reached target\n');
  say('[   10.0] up\n[    0.1] again\n[    0.2] again\nHardFault_Handler: CFSR=0x00008200\n  PC: 0x1ffe0412\n  CFSR: 0x00008200\n', 'm7');
  detector.end();
  expect(closed).toMatchObject([{ kind: 'm7-fault', channels: ['m7'], endsScenario: true }]);
});

test('an M7 that falls silent is an incident with its last lines', () => {
  const { closed, detector } = watch();
  detector.m7Silence({ tick: 7, image: 'tcm-hello' }, ['hil-m7 tcm-hello tick=7 nonce=1234abcd'], 5);
  detector.end();
  expect(closed).toMatchObject([
    { kind: 'm7-silent', title: 'm7-silent: the M7 stopped counting after tick 7 of tcm-hello', endsScenario: true },
  ]);
});

test('what an incident consists of is told with the title of each report', () => {
  const { say, closed, detector } = watch();
  say(stall);
  say('[  170.100000] Kernel panic - not syncing: softlockup: hung tasks\n');
  detector.end();
  expect(closed[0]!.reports).toMatchObject([
    { kind: 'rcu-stall', endsScenario: true },
    { kind: 'panic', title: expect.stringContaining('softlockup'), endsScenario: true },
  ]);
});

const letGo = '[  412.551230] watchdog: watchdog0: watchdog did not stop!\n';

test.each([
  ['behind it', `${letGo}[  412.820114] reboot: Restarting system\n`],
  ['seconds behind it', `${letGo}[  413.100000] imx-sdma 30bd0000.dma-controller: off\n[  419.820114] reboot: Restarting system\n`],
  ['in front of it', `[  412.400000] systemd-shutdown[1]: Rebooting.\n${letGo}[  412.820114] reboot: Restarting system\n`],
])('a watchdog that goes on into a reboot announced %s is no incident', (_, log) => {
  const { say, opened, closed, detector } = watch();
  say(`[  400.000000] systemd[1]: Reached target\n${log}`, 'a53', 1000);
  say(letGo, 'kmsg', 1200);
  detector.idle(3000);
  say('\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: POR\n', 'a53', 4000);
  detector.end();
  expect([...opened, ...closed]).toEqual([]);
});

test('a watchdog that nobody feeds any more is told once no reboot was announced', () => {
  const { say, opened, closed, detector } = watch();
  say(`[  400.000000] systemd[1]: Reached target\n${letGo}`, 'a53', 1000);
  detector.idle(9000);
  expect(opened).toEqual([]);
  detector.idle(11_500);
  expect([opened, closed]).toMatchObject([[{ kind: 'watchdog-reset' }], [{ kind: 'watchdog-reset', severity: 'warning' }]]);
  say('\nU-Boot SPL 2022.04 (Jan 01 1970)\nReset cause: WDOG\n', 'a53', 72_000);
  detector.end();
  expect(closed.map(({ kind, endsScenario }) => [kind, endsScenario])).toEqual([
    ['watchdog-reset', false],
    ['watchdog-reset', true],
  ]);
});

test('without an announced reboot, reset cause WDOG is the watchdog', () => {
  const { say, closed, detector } = watch();
  say('[   42.000000] imx2-wdt 30280000.watchdog: ok\n\nU-Boot SPL 2022.04 (Jan 01 1970)\nNormal Boot\nReset cause: WDOG\n');
  detector.end();
  expect(closed).toMatchObject([{ kind: 'watchdog-reset' }]);
});

test('the same report on the console and over SSH is one incident', () => {
  const { say, opened, closed, detector } = watch();
  say(stall, 'a53', 10);
  say(stall.replaceAll('\r\n', '\n'), 'kmsg', 400);
  detector.end();
  expect(opened).toHaveLength(1);
  expect(closed).toMatchObject([{ channels: ['a53', 'kmsg'] }]);
});

describe('one record on two channels', () => {
  const crash = 'remoteproc remoteproc0: crash detected in imx-rproc: type watchdog\n';
  const count = ({ opened }: Watched): number => new Set(opened.map(({ id }) => id)).size;

  // journald may be late by its own delay.
  test.each([
    ['  100.000000', 1],
    ['  102.000000', 1],
    ['  102.000100', 2],
    ['  150.000000', 2],
  ])('of 100.000000 and of %s', (time, incidents) => {
    const watched = watch();
    watched.say(`[  100.000000] ${crash}`, 'a53');
    watched.say(`[${time}] ${crash}`, 'kmsg');
    watched.detector.end();
    expect(count(watched)).toBe(incidents);
  });

  test.each([
    [30_000, 1],
    [30_001, 2],
  ])('without a stamp, %d ms apart', (ms, incidents) => {
    const watched = watch();
    watched.say(crash, 'a53', 1000);
    watched.say(crash, 'kmsg', 1000 + ms);
    watched.detector.end();
    expect(count(watched)).toBe(incidents);
  });
});

describe('a line without a stamp', () => {
  const stamped = (count: number): string =>
    Array.from({ length: count }, (_, index) => `[   4${index}.000000] something of the kernel\n`).join('');

  test.each([
    [0, 1],
    [3, 1],
    [4, 0],
    [9, 0],
  ])('after %d lines with one opens %d incidents on a living board, and in a log one that is unverified', (count, incidents) => {
    for (const trustsSystem of [false, true]) {
      const { say, opened, detector } = watch({ trustsSystem });
      say(stamped(count));
      say('Kernel panic - not syncing: what somebody typed\n');
      detector.end();
      expect(opened.filter(({ unverified }) => !unverified)).toHaveLength(incidents);
      expect(opened).toHaveLength(trustsSystem ? 1 : incidents);
    }
  });

  test("of somebody else's is no part of a report of the kernel, and one of the kernel's is", () => {
    const { say, closed, detector } = watch();
    say(stamped(4));
    say(stall.split('\r\n').slice(0, 5).join('\r\n'));
    say('\r\nmy application is busy\r\n');
    say(stall.split('\r\n').slice(5).join('\r\n'));
    detector.end();
    expect(closed[0]!.lines.join('\n')).toContain('imx_uart_txint');
    expect(closed[0]!.lines.join('\n')).not.toContain('my application');
  });

  test('begins the count again with the next boot', () => {
    const { say, opened, detector } = watch();
    say(stamped(9));
    say('reboot: Restarting system\n\nU-Boot SPL 2022.04 (Jan 01 1970)\n');
    const before = opened.length;
    say('Kernel panic - not syncing: No working init found.\n');
    detector.end();
    expect(opened.slice(before).map(({ kind }) => kind)).toEqual(['panic']);
  });
});

test('a headline without a newline is told after a quarter of a second, once', () => {
  const { say, opened, detector } = watch();
  say('[    5.541296] Unable to handle kernel NULL pointer dereference at virtual addr', 'a53', 1000);
  detector.idle(1100);
  expect(opened).toEqual([]);
  detector.idle(1260);
  expect(opened).toMatchObject([{ kind: 'oops' }]);
  say('ess 0000000000000000\n', 'a53', 1300);
  detector.end();
  expect(opened).toHaveLength(1);
});

test('silence is an incident with the last lines of every channel', () => {
  const { closed, detector } = watch();
  detector.stage('login');
  detector.silence({ a53: ['# echo start > state'], m7: ['Hello'] }, 9000);
  detector.end();
  expect(closed).toMatchObject([{ kind: 'silent-freeze', stage: 'login', lines: ['a53: # echo start > state', 'm7: Hello'] }]);
});

test('known issues mark and never hide; an expired one says so', () => {
  const knownIssues = [{ signature: 'rcu-stall:imx_uart_int', link: 'https://example.org/7', owner: 'kim', until: '2020-01-01' }] as const;
  const { say, closed, detector } = watch({ knownIssues });
  say(stall);
  detector.end();
  expect(closed).toMatchObject([{ knownIssue: 'https://example.org/7 (kim), expired on 2020-01-01' }]);
});

test('echoed text and an old log that a command prints are no incidents', () => {
  const { say, opened, detector } = watch();
  say('[   42.000000] systemd[1]: Reached target\n');
  say('root@verdin:~# echo "Kernel panic - not syncing"\r\nKernel panic - not syncing\r\n');
  say('root@verdin:~# dmesg | grep BUG:\r\n[    7.000000] BUG: sleeping function called from invalid context\r\nroot@verdin:~# ');
  detector.end();
  expect(opened).toEqual([]);
});

test("the M7 UART has no kernel: its text is only the lab rules' business", () => {
  const { say, opened, detector } = watch({
    rules: [
      {
        kind: 'harness',
        severity: 'error',
        endsScenario: true,
        headline: /^HardFault/,
        title: 'M7 hard fault',
        frame: 'none',
        from: 'program',
        test: 'HardFault',
      },
    ],
  });
  say('BUG: soft lockup detected on CPU#0\nHardFault at 0x1234\n', 'm7');
  detector.end();
  expect(opened).toMatchObject([{ kind: 'harness', title: 'M7 hard fault' }]);
});

const bootLines =
  '[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\n[    0.000000] Linux version 6.6.54\n[    0.010000] x\n[    0.020000] y\n';
const warned = (flags: string, time = '   20.000000'): string =>
  [
    '------------[ cut here ]------------',
    'WARNING: CPU: 1 PID: 77 at drivers/tty/serial/imx.c:2000 imx_uart_txint+0x1c/0x200',
    `CPU: 1 PID: 77 Comm: kworker ${flags} 6.6.54-7.1.0 #1`,
    'pc : imx_uart_txint+0x1c/0x200',
    '---[ end trace 0000000000000000 ]---',
  ]
    .map((text) => `[${time}] ${text}\n`)
    .join('');

test('a taint flag that no report explains is a report that was missed', () => {
  const { say, closed, detector } = watch();
  say(bootLines + warned('Tainted: G      D W         '));
  detector.end();
  expect(closed.map(({ kind, title }) => [kind, title])).toContainEqual(['missed-report', 'missed-report: an oops (taint flag D)']);
});

test.each([
  ['an explained one', bootLines + warned('Not tainted') + warned('Tainted: G        W         ', '   30.000000')],
  ['one from before the watch began', warned('Tainted: G      D W         ')],
])('a taint flag is no finding: %s', (_, text) => {
  const { say, closed, detector } = watch();
  say(text);
  detector.end();
  expect(closed.filter(({ kind }) => kind === 'missed-report')).toEqual([]);
});

test('the second oops without the first is a report that was missed', () => {
  const { say, closed, detector } = watch();
  say(`${bootLines}[   20.000000] Internal error: Oops: 0000000096000006 [#2] PREEMPT SMP\n`);
  detector.end();
  expect(closed.map(({ title }) => title)).toContain('missed-report: oops 1 of 2');
});

test('a stall on a console that prints as fast as it can says so', () => {
  const { say, closed, detector } = watch();
  for (let at = 0; at < 3000; at += 100) say(`[   50.000000] ${'a busy console '.repeat(80)}\n`, 'a53', at);
  say(stall, 'a53', 3000);
  detector.end();
  expect(closed[0]!.notes?.[0]).toContain('saturated');
});

test('a stall on a quiet console does not', () => {
  const { say, closed, detector } = watch();
  say(stall, 'a53', 3000);
  detector.end();
  expect(closed[0]).not.toHaveProperty('notes');
});

test('the same report read again from the ring buffer is not told twice', () => {
  const { say, opened, detector } = watch();
  say(stall, 'kmsg', 0);
  detector.idle(5000);
  say(stall, 'kmsg', 6000);
  detector.end();
  expect(opened).toHaveLength(1);
});

test('with caller ids, two reports at the same time are two incidents with lines of their own', () => {
  const one = ['BUG: KASAN: use-after-free in imx_rproc_kick+0x10/0x80', 'Call trace:', ' imx_rproc_kick+0x10/0x80'];
  const other = ['BUG: sleeping function called from invalid context at a.c:1', 'Call trace:', ' fec_enet_open+0x10/0x80'];
  const { say, closed, detector } = watch();
  for (const [at, text] of one.entries()) say(`[   20.00000${at}][   T12] ${text}\n[   20.00000${at}][  T345] ${other[at]}\n`);
  detector.end();
  expect(closed.map(({ title }) => title).sort()).toEqual([
    'KASAN: use-after-free in imx_rproc_kick',
    'atomic-sleep: sleeping function called from invalid context in fec_enet_open',
  ]);
});

test('a consequence that is worse is told again with the same id', () => {
  const { say, opened, detector } = watch();
  say(`${warned('Not tainted')}[   20.000000] Kernel panic - not syncing: kernel: panic_on_warn set ...\n`);
  detector.end();
  expect(opened.map(({ id, severity, endsScenario }) => [id, severity, endsScenario])).toEqual([
    ['incident-1', 'warning', false],
    ['incident-1', 'fatal', true],
  ]);
});

test("words that this program itself typed are not the kernel's, whoever prints them, unless the kernel stamped them", () => {
  const { say, opened, detector } = watch({ trustsSystem: false });
  const words = 'Kernel panic - not syncing: only words';
  detector.sent('a53', `HIL='echo ${words}'\r`);
  detector.sent('a53', 'HILC=$(printf %b "$HIL" | cksum)\r');
  say(`=> HIL='echo ${words}'\r\n=> HILC=$(printf %b "$HIL" | cksum)\r\n${words}\r\n`);
  detector.idle(1000);
  expect(opened).toEqual([]);
  say(`[   20.000000] ${words}\r\n`);
  expect(opened).toMatchObject([{ kind: 'panic' }]);
});

test('one damaged time stamp is no reset', () => {
  const { say, opened, detector } = watch();
  say('[  127.344368] a\n[  127.344400] b\n[    1.34440] c\n[    1.344400] d\n[  127.344500] e\n[    1.344600] f\n');
  detector.end();
  expect(opened).toEqual([]);
});

test('a headline that lost characters is found by its body', () => {
  const { say, closed, detector } = watch();
  say(
    '[   20.000000] rcu: INFO: rcu_preempt self-detectd stll on CPU\n[   20.000100] Call trace:\n[   20.000200]  imx_uart_int+0x7c/0xc0\n',
  );
  say('[   20.000300]  __handle_irq_event_percpu+0x28/0x30\n');
  detector.end();
  expect(closed).toMatchObject([{ kind: 'rcu-stall', title: 'rcu-stall in imx_uart_int' }]);
});
