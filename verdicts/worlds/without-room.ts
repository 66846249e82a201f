import { failed, labError, passed, type World } from '../world.ts';

const first = `scenario('first', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fails = `scenario('fails', {}, async ({ board }) => { expect((await board.linux.run('uname -m')).stdout.trim()).toBe('sparc'); });`;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const starts = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
/** From here on the log of the kernel cannot be asked for what the console says. */
const unasked = `await board.linux.run('rm /dev/kmsg', { asRoot: true });`;
const stops = (before = ''): string => `
  scenario('stops', { firmware: 'tcm-hello', timeout: '2h' }, async ({ board, m7 }) => {
    expect(await m7.start('tcm-hello')).toBeOutcome('alive');
    ${before}
    await strike('fault');
    await m7.stop();
    await board.linux.run('true');
  });
  ${next}`;
const fs = `import { mkdirSync, rmSync, statfsSync } from 'node:fs';
  const fill = (dir) => { mkdirSync(dir, { recursive: true }); const { bavail, bsize } = statfsSync(dir); try { writeFileSync(dir + '/filler', Buffer.alloc(bavail * bsize)); } catch {} try { writeFileSync(dir + '/filler-2', Buffer.alloc(bsize * 4)); } catch {} };`;
const lab = ['lab', 'runner'] as const;

/** Disks of the host and of the board that are full or may not be written, and remote cores that are not what they were. */
export const withoutRoom: readonly World[] = [
  {
    name: 'temporary-folder-full-at-the-start',
    broken: 'The temporary folder of the host is full when a run begins.',
    suite: first,
    room: { temporaryKiB: 4 },
    right: {
      exit: [0, 2],
      scenarios: { first: { verdict: ['passed', 'error', 'not-run'], fault: lab, mayBeAbsent: true } },
      never: [/product (?:has )?failed/],
    },
  },
  {
    name: 'temporary-folder-full-later',
    broken: 'The temporary folder of the host becomes full in a scenario, and the product fails in the next one.',
    suite: `${fs}\nscenario('fills', {}, async ({ board }) => { await board.linux.run('true'); fill(process.env.TMPDIR + '/tsx-' + process.getuid()); });\n${fails}`,
    files: {
      'suites/zz.ts': `import { scenario } from '#lab';\nscenario('last', {}, async ({ board }) => { await board.linux.run('true'); });\n`,
    },
    arguments: ['--in-order'],
    room: { temporaryKiB: 20_000 },
    right: {
      exit: 1,
      scenarios: { fills: passed, fails: failed(/sparc/), last: { verdict: ['passed', 'error', 'not-run'], fault: lab } },
    },
  },
  {
    name: 'temporary-folder-full-before-a-start',
    broken: 'The temporary folder of the host becomes full before an image is put on the board.',
    suite: `${fs}\nscenario('fills', {}, async ({ board }) => { await board.linux.run('true'); fill(process.env.TMPDIR + '/tsx-' + process.getuid()); });\nscenario('starts', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`,
    arguments: ['--in-order'],
    room: { temporaryKiB: 20_000 },
    right: { exit: [0, 2], scenarios: { fills: passed, starts: { verdict: ['passed', 'error', 'not-run'], fault: lab } } },
  },
  {
    name: 'reports-full-later',
    broken: 'The disk of the reports becomes full in a scenario, and the product fails in the next one.',
    suite: `${fs}\nscenario('fills', {}, async ({ board }) => { await board.linux.run('true'); fill('reports'); });\n${fails}`,
    arguments: ['--in-order'],
    room: { reportsKiB: 2000 },
    right: {
      exit: [1, 2],
      scenarios: {
        fills: { ...passed, mayBeAbsent: true },
        fails: { ...failed(/sparc/), mayBeAbsent: true },
      },
      screen: [/full|no space/i, /FAILED +world > fails/],
    },
  },
  {
    name: 'reports-full-and-room-again',
    broken: 'The disk of the reports becomes full in a scenario and has room again in the next one, and the product fails between the two.',
    suite: `${fs}\nscenario('fills', {}, async ({ board }) => { await board.linux.run('true'); fill('reports'); });\n${fails}\nscenario('makes room', {}, async ({ board }) => { await board.linux.run('true'); rmSync('reports/filler', { force: true }); rmSync('reports/filler-2', { force: true }); await board.linux.run('true'); });`,
    arguments: ['--in-order'],
    room: { reportsKiB: 2000 },
    right: {
      exit: [1, 2],
      scenarios: { fills: passed, fails: failed(/sparc/), 'makes room': passed },
      screen: [/full|no space/i, /FAILED +world > fails/],
    },
  },
  {
    name: 'read-only-root',
    broken: "The board's file system became read-only after an error of its medium, of which only the kernel tells, on the console alone.",
    suite: `
      scenario('hears', {}, async ({ board }) => { ${unasked} await strike('now'); await hostTime(500); await board.linux.run('true'); });
      ${next}`,
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] EXT4-fs error (device mmcblk2p1): ext4_journal_check_start:83: comm systemd-journal: Detected aborted journal\r\n[  400.000002] EXT4-fs (mmcblk2p1): Remounting filesystem read-only\r\n',
          from: 'now',
        },
      ],
    },
    right: { exit: 1, scenarios: { hears: failed(/ext4|read-only|file system/i), next: passed } },
  },
  {
    name: 'read-only-for-uploads',
    broken: 'The file systems of the board may only be read: whatever is put on it is refused.',
    suite: `${starts}\n${next}`,
    wires: {
      ssh: [
        { exits: 1, of: /mkdir|mktemp|install |tee |cat >|cp / },
        { greets: 'Read-only file system\n', on: 'stderr', of: /mkdir|mktemp|install |tee |cat >|cp / },
      ],
    },
    right: {
      exit: 2,
      scenarios: { starts: labError(/Read-only file system/), next: passed },
    },
  },
  {
    name: 'cores-renumbered',
    broken: 'Nothing is broken: after a boot Linux finds the DSP first, so that the M7 has another number than before.',
    suite: `
      ${starts}
      scenario('renumbers', {}, async ({ board }) => {
        expect((await board.linux.run('cat /sys/class/remoteproc/remoteproc0/name')).stdout.trim()).toBe('imx-rproc');
        await board.linux.run("fw_setenv defargs ''", { asRoot: true });
      });
      scenario('starts again', { boot: 'cold', firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
      scenario('in this boot', { firmware: 'tcm-rpmsg', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-rpmsg'); });
      scenario('has another number', {}, async ({ board }) => { expect((await board.linux.run('cat /sys/class/remoteproc/remoteproc0/name')).stdout.trim()).toBe('imx-dsp-rproc'); });`,
    board: { speed: 100, dsp: true, variables: { defargs: 'modprobe.blacklist=imx_dsp_rproc' } },
    right: {
      exit: 0,
      scenarios: { starts: passed, renumbers: passed, 'starts again': passed, 'in this boot': passed, 'has another number': passed },
    },
  },
  {
    name: 'panic-at-the-stop',
    broken: 'Linux panics when the M7 is stopped for the next scenario.',
    suite: `
      scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); await strike('now'); });
      scenario('another', { firmware: 'tcm-rpmsg', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-rpmsg'); });`,
    board: { speed: 100, faults: [{ name: 'trouble', kind: 'panic', at: 'm7-restart' }] },
    strikes: { now: [{ arms: 'trouble' }] },
    right: {
      exit: 1,
      scenarios: {
        starts: { verdict: ['passed', 'failed'], fault: 'dut', says: /panic/i },
        another: { verdict: ['passed', 'failed'], fault: 'dut', says: /panic/i },
      },
      summary: [/panic/i],
    },
  },
  {
    name: 'm7-faults-in-its-own-stop',
    broken:
      'The firmware of the M7 crashes in its stop, which a scenario asks for, and says so on its console before Linux says that it has stopped.',
    suite: stops(),
    wires: {
      m7: [
        {
          injects:
            'E: ***** HARD FAULT *****\r\nE:   Fault escalation (see below)\r\nE: r0/a1:  0x00000000  r1/a2:  0x00000001  r2/a3:  0x00000002\r\nE: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0\r\nE: Halting system\r\n',
          from: 'fault',
        },
      ],
    },
    right: { exit: 1, scenarios: { stops: failed(/fault/i), next: passed } },
  },
  {
    name: 'kernel-tells-a-crash-in-the-stop',
    broken: 'Linux finds in the middle of the stop of the M7 that it has crashed, and its own log cannot be read.',
    suite: stops(unasked),
    wires: {
      a53: [
        {
          injects:
            '\r\n[  400.000001] remoteproc remoteproc0: crash detected in imx-rproc: type fatal error\r\n[  400.000002] remoteproc remoteproc0: handling crash #1 in imx-rproc\r\n',
          from: 'fault',
        },
      ],
    },
    right: { exit: 1, scenarios: { stops: failed(/crash|remoteproc/i), next: passed } },
  },
];
