import { expect, test } from 'vitest';
import { checkArguments } from './call-arguments.ts';

const check = (name: string, ...args: readonly unknown[]): void => checkArguments(name.split('.'), args);

test.each([
  [
    'console.expect',
    [/login:/],
    "board.console.expect() cannot be called so: its second argument: expected how long to wait, such as { within: '10s' }",
  ],
  ['m7.console.expect', ['tick', {}], 'second argument: within: expected a duration'],
  ['m7.console.expect', ['tick', { within: '10 sec' }], 'second argument: within: expected a duration'],
  ['console.expect', ['tick', { within: '10s', sinse: 3 }], "did you mean 'since'?"],
  ['console.expect', [undefined, { within: '10s' }], 'first argument: expected a text or a regular expression'],
  ['linux.run', [['ls', '-l']], 'first argument: expected a command'],
  ['linux.run', ['ls', { timout: '3s' }], "did you mean 'timeout'?"],
  ['m7.start', [undefined], 'first argument: expected a firmware of the lab file'],
  ['reach', ['loginn'], 'first argument:'],
  ['waitForReset', [], "expected how long to wait, such as { within: '2min' }"],
  ['provision', [{ mcoreBoted: false }], "did you mean 'mcoreBooted'?"],
  ['provision', [{ overlay: 'hmpp' }], 'first argument: overlay: '],
  ['provision', [undefined], 'expected what the board shall hold'],
  ['coldBoot', [{ offFor: 3 }], 'offFor: expected a duration'],
  ['m7.stop', ['tcm-hello'], 'board.m7.stop() takes no argument, and is given 1'],
  ['reach', ['login', { within: '5s' }], 'board.reach() takes one argument, and is given 2'],
  ['linux.rnu', ['ls'], 'board.linux.rnu is not something a board can do; did you mean board.linux.run()?'],
  ['constructor', [], 'board.constructor is not something a board can do'],
  ['linux.run', ['ls', null, { timeout: '3s' }], 'board.linux.run() takes 2 arguments, and is given 3'],
] as const)('%s%j is a mistake of the suite', (name, args, says) => {
  expect(() => check(name, ...args)).toThrow(expect.objectContaining({ fault: 'suite', message: expect.stringContaining(says) }));
});

test.each([
  ['console.expect', [/login:/, { within: '2min' }]],
  ['m7.console.expect', ['tick', { within: '0.5s', since: 12 }]],
  ['linux.run', ['ls', { timeout: '3s', reject: false, asRoot: true, maxBytes: 10, toFile: 'x' }]],
  ['linux.run', ['ls']],
  ['linux.run', ['ls', null]],
  ['m7.start', [{ absent: 'gone.elf' }, { proofWithin: '3s' }]],
  ['m7.start', [{ name: 'ddr', grownTo: 262_144 }]],
  ['provision', [{ mcoreBooted: false, preload: null, overlay: { files: ['mine'] }, firmwareIn: { folder: '/var/fw' } }]],
  ['coldBoot', []],
  ['coldBoot', [{ until: 'u-boot' }]],
  ['stage', []],
  ['m7.stop', [undefined, null]],
])('%s%j is none', (name, args) => expect(() => check(name, ...args)).not.toThrow());

test('what is there under another name is listed', () => {
  expect(() => check('linux.serial.run', 'ls')).toThrow(expect.objectContaining({ remedy: 'there is linux.run, serial.run, uboot.run' }));
});
