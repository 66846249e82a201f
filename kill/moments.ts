import type { Moment } from './moment.ts';

const reached = [{ appears: /^reached$/ }];

/** Before anything is switched. */
const beginning: readonly Moment[] = [
  { name: 'the lab file is loaded', suite: 'brief', holds: 'loading the lab file', signs: reached },
  { name: "the run's folder appears", suite: 'brief', signs: [{ appears: /^reports\/\d[^/]*$/ }] },
  { name: 'the board process loads the lab file', suite: 'brief', holds: 'loading the lab file again', signs: reached },
  { name: 'suites are collected', isHurried: true, suite: 'collected', holds: 'collecting', signs: reached },
  { name: 'a suite that loads for ever', suite: 'collected', holds: 'collecting', staysHeld: true, signs: reached },
  { name: 'a lease is taken', suite: 'brief', signs: [{ appears: /^leases\/[\da-f]+\.\d+$/ }] },
  { name: 'all is collected', suite: 'brief', signs: [{ event: 'run.started' }] },
];

/** The stages of the first boot, in the preparation of the first scenario. */
const booting: readonly Moment[] = [
  { name: 'the relay is asked for off', suite: 'plain', signs: [{ relay: 'off' }] },
  { name: 'the relay is off', suite: 'plain', signs: [{ relay: 'off', at: 'answered' }] },
  { name: 'the relay is asked for on', suite: 'plain', signs: [{ relay: 'on' }] },
  { name: 'the relay is on', isHurried: true, suite: 'plain', signs: [{ relay: 'on', at: 'answered' }] },
  { name: 'SPL', suite: 'plain', signs: [{ line: /^U-Boot SPL/ }] },
  { name: 'TF-A', suite: 'plain', signs: [{ line: /NOTICE: {2}BL31/ }] },
  { name: 'U-Boot', suite: 'plain', signs: [{ line: /^U-Boot 20/ }] },
  { name: 'the countdown', suite: 'plain', signs: [{ line: /Hit any key/ }] },
  { name: 'the boot script', suite: 'plain', signs: [{ line: /Executing script/ }] },
  { name: 'the kernel', suite: 'plain', signs: [{ line: /Starting kernel/ }] },
  { name: 'userspace', suite: 'plain', signs: [{ line: /TorizonCore/ }] },
  { name: 'the login prompt', suite: 'plain', signs: [{ line: / login:/ }] },
  { name: 'the board is found healthy', suite: 'plain', isSlow: true, signs: [{ event: 'health.checked' }] },
  { name: 'SSH answers', suite: 'plain', isSlow: true, signs: [{ event: 'command.finished' }] },
];

/** The boot that brings what a scenario needs, while its test process waits for it. */
const bootingAgain: readonly Moment[] = [
  { name: 'SPL once more', suite: 'plain', signs: [{ line: /^U-Boot SPL/, nth: 2 }] },
  { name: 'U-Boot once more', suite: 'plain', signs: [{ line: /Hit any key/, nth: 2 }] },
  { name: 'the kernel once more', suite: 'plain', signs: [{ line: /Starting kernel/, nth: 2 }] },
  { name: 'the login prompt once more', suite: 'plain', signs: [{ line: / login:/, nth: 2 }] },
];

const slow = { suite: 'provisioned', isSlow: true } as const;

/** What is changed on the board, and put back. */
const provisioning: readonly Moment[] = [
  { ...slow, name: 'a change is noted', signs: [{ appears: /owed\.json$/ }] },
  { ...slow, name: 'the preload is placed', signs: [{ event: 'file.written', holding: /hil-tcm-hello\.bin/ }] },
  { ...slow, name: 'the first variable is written', isHurried: true, signs: [{ event: 'provision.changed' }] },
  { ...slow, name: 'the last variable is written', signs: [{ event: 'provision.changed', nth: 3 }] },
  { ...slow, name: 'the power cycle after a change', signs: [{ relay: 'off', at: 'answered', nth: 2 }] },
  { ...slow, name: 'U-Boot starts the M7', signs: [{ line: /bootaux|auxiliary core/i }] },
  { ...slow, name: 'the parameter is verified', signs: [{ event: 'command.finished', holding: /"command":"cat \/proc\/cmdline/ }] },
  { ...slow, name: 'the board is identified', signs: [{ event: 'board.identified' }] },
  { ...slow, name: 'the warm boot after a change', signs: [{ line: /Restarting system/ }] },
  { ...slow, name: 'the firmware is uploaded', signs: [{ event: 'file.written', holding: /hil-ddr-plain\.elf/ }] },
];

/** What suites do. */
const scenarios: readonly Moment[] = [
  { name: 'a scenario begins', suite: 'plain', signs: [{ event: 'scenario.started' }] },
  { name: 'a hook before a scenario', suite: 'hooks', holds: 'a hook before', signs: reached },
  { name: 'a scenario waits for a command', isHurried: true, suite: 'plain', signs: [{ event: 'scenario.step', holding: /waits now/ }] },
  {
    name: 'a scenario waits for a line',
    suite: 'waits',
    holds: 'for a line',
    signs: [{ event: 'scenario.step', holding: /waits for a line/ }],
  },
  {
    name: 'a scenario waits for itself',
    suite: 'waits',
    holds: 'for itself',
    signs: [{ event: 'scenario.step', holding: /waits for itself/ }],
  },
  { name: 'a scenario loops', suite: 'waits', holds: 'in a loop', signs: [{ event: 'scenario.step', holding: /loops/ }] },
  { name: 'between two scenarios', suite: 'brief', signs: [{ event: 'scenario.finished' }] },
  { name: 'a hook after a scenario', suite: 'hooks', holds: 'a hook after', signs: reached },
  { name: 'the prompt of U-Boot', suite: 'boots', signs: [{ line: /^Verdin iMX8MP #/ }] },
  { name: 'a command of U-Boot', suite: 'boots', signs: [{ line: /^second/ }] },
  { name: 'a scenario cuts the power', suite: 'boots', signs: [{ event: 'scenario.step', holding: /cuts the power/ }] },
  {
    name: 'a scenario reboots',
    suite: 'boots',
    signs: [{ event: 'scenario.step', holding: /cuts the power/ }, { relay: 'on' }, { line: /Restarting system/ }, { line: /^U-Boot SPL/ }],
  },
  { name: 'the M7 is started', suite: 'provisioned', isSlow: true, signs: [{ event: 'scenario.step', holding: /starts the M7/ }] },
  { name: 'the M7 speaks', suite: 'provisioned', signs: [{ wire: 'm7', line: /tick=/ }] },
  { name: 'the M7 is observed', suite: 'provisioned', isSlow: true, signs: [{ event: 'm7.observed' }] },
  { name: 'a panic', suite: 'broken', arms: 'panic', signs: [{ line: /Kernel panic/ }] },
  { name: 'Linux is frozen', suite: 'broken', arms: 'freeze', signs: [{ event: 'scenario.step', holding: /panics soon/ }] },
  {
    name: 'the next scenario recovers the board',
    suite: 'broken',
    arms: 'panic',
    signs: [{ relay: 'off', nth: 2 }, { line: /^U-Boot SPL/ }],
  },
  { name: 'another attempt', suite: 'retried', signs: [{ event: 'scenario.step', holding: /is tried again/ }] },
];

/** From the last verdict to the last line on the screen. */
const ending: readonly Moment[] = [
  { name: 'the last hook', suite: 'hooks', holds: 'the last hook', signs: reached },
  { ...slow, name: 'restoring begins', signs: [{ event: 'scenario.finished', nth: 2 }] },
  { ...slow, name: 'a variable is put back', isHurried: true, signs: [{ event: 'provision.restored' }] },
  { ...slow, name: 'a file is removed', signs: [{ event: 'provision.restored', holding: /\.bin"/ }] },
  {
    name: 'nothing is owed any more',
    suite: 'provisioned',
    signs: [{ appears: /owed\.json$/ }, { event: 'scenario.finished', nth: 2 }, { vanishes: /owed\.json$/ }],
  },
  { name: 'the end asks for off', suite: 'hooks', signs: [{ relay: 'off', nth: 2 }] },
  { name: 'the end has switched off', suite: 'hooks', signs: [{ relay: 'off', at: 'answered', nth: 2 }] },
  { name: 'the board is closed', suite: 'brief', signs: [{ event: 'board.closed' }] },
  { name: 'a failure is diagnosed', suite: 'broken', arms: 'panic', signs: [{ event: 'scenario.diagnosed' }] },
  { name: 'the run is finished', suite: 'brief', signs: [{ event: 'run.finished' }] },
  { name: 'before the summary', suite: 'brief', holds: 'before the summary', signs: reached },
  { name: 'before junit.xml', isHurried: true, suite: 'brief', holds: 'before junit.xml', signs: reached },
  { name: 'before run.json', suite: 'brief', holds: 'before run.json', signs: reached },
  { name: 'after the reports', suite: 'brief', holds: 'after the reports', signs: reached },
  { name: 'the board stays on', suite: 'plain', endState: 'keep', signs: [{ event: 'scenario.step', holding: /waits now/ }] },
];

/** Everything that a run does, in the order in which it does it. */
export const moments: readonly Moment[] = [...beginning, ...booting, ...bootingAgain, ...provisioning, ...scenarios, ...ending];
