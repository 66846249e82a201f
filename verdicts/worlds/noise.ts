import type { Expected, World } from '../world.ts';
import { passed } from '../world.ts';

const suite = `
  scenario('boots', { boot: 'cold' }, async ({ board }) => { await board.linux.run('true'); });
  scenario('talks', {}, async ({ board }) => {
    for (let i = 0; i < 10; i++) expect((await board.serial.run('echo text-' + i + '; cat /proc/version')).stdout).toMatch(new RegExp('^text-' + i + '\\\\nLinux version .*\\\\n$'));
  });
  scenario('starts', { firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
/** The wire may be good enough, or the lab is told that it is not; the product is never blamed. */
const neverTheProduct: Expected = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' };
const right = { exit: [0, 2], scenarios: { boots: neverTheProduct, talks: neverTheProduct, starts: neverTheProduct } } as const;

/** Noise on a UART never blames the product. */
export const noise: readonly World[] = [
  {
    name: 'one-byte-in-a-hundred-lost',
    broken: 'One byte in a hundred is lost on the console.',
    suite,
    wires: { a53: [{ drops: 0.01 }] },
    right,
  },
  {
    name: 'one-bit-in-a-thousand-bytes',
    broken: 'One byte in a thousand has a wrong bit on the console.',
    suite,
    wires: { a53: [{ flips: 0.001 }] },
    right,
  },
  {
    name: 'towards-the-board',
    broken: 'One byte in fifty is lost on its way to the board.',
    suite,
    wires: { a53: [{ drops: 0.02, toBoard: true }] },
    right,
  },
  {
    name: 'on-the-m7-console',
    broken: 'One byte in a hundred is lost on the console of the M7.',
    suite,
    wires: { m7: [{ drops: 0.01 }] },
    right,
  },
  {
    name: 'later',
    broken: 'The console is good while the board is checked, and bad from the first scenario on.',
    suite: suite.replace("await board.linux.run('true');", "await board.linux.run('true'); await strike('noise');"),
    wires: {
      a53: [
        { drops: 0.02, from: 'noise' },
        { flips: 0.002, from: 'noise' },
      ],
    },
    right,
  },
  {
    name: 'kernel-line-in-an-answer',
    broken: 'The kernel prints a line into the answer of a command on the serial console.',
    suite: `
      scenario('talks', {}, async ({ board }) => {
        const running = board.serial.run('echo before; sleep 3; echo after');
        await hostTime(20);
        await strike('line');
        expect((await running).stdout).toBe('before\\nafter\\n');
      });`,
    wires: { a53: [{ injects: '\r\n[  400.000001] usb 1-1: new high-speed USB device number 2 using xhci-hcd\r\n', from: 'line' }] },
    right: { exit: [0, 2], scenarios: { talks: { verdict: ['passed', 'error'], fault: 'lab' } } },
  },
  {
    name: 'console-dead',
    broken: 'Nothing comes over the console of the A53.',
    suite,
    wires: { a53: [{ silent: true }] },
    right: {
      exit: 2,
      scenarios: {
        boots: { verdict: ['error', 'not-run'], fault: 'lab', says: /console|a53|silent/i },
        talks: neverTheProduct,
        starts: neverTheProduct,
      },
    },
  },
  {
    name: 'console-closes',
    broken: 'The terminal server closes the console in the middle of a scenario.',
    suite: `
      scenario('talks', {}, async ({ board }) => { await strike('close'); await board.serial.run('sleep 20', { timeout: '60s' }); });
      scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { a53: [{ closes: true, from: 'close' }] },
    right: {
      exit: 2,
      scenarios: { talks: { verdict: 'error', fault: 'lab', says: /console|a53/i }, next: { verdict: ['error', 'not-run'], fault: 'lab' } },
    },
  },
  {
    name: 'deaf-board',
    broken: 'Nothing that is sent to the board arrives, so U-Boot boots by itself while its prompt is awaited.',
    suite: `scenario('stops U-Boot', {}, async ({ board }) => { await board.reach('u-boot'); });`,
    wires: { a53: [{ silent: true, toBoard: true }] },
    right: {
      exit: [1, 2],
      scenarios: {
        'stops U-Boot': { verdict: ['error', 'not-run', 'failed'], fault: ['lab', 'dut'], says: /U-Boot|prompt|console|countdown/i },
      },
    },
  },
  {
    name: 'damaged-prompt-of-u-boot',
    broken: 'The prompt of U-Boot is damaged each time, and the board is well.',
    suite: `scenario('asks U-Boot', { boot: 'cold' }, async ({ board }) => { await board.reach('u-boot'); expect((await board.uboot.run('echo on')).stdout.trim()).toBe('on'); });`,
    wires: { a53: [{ rewrites: /Verdin iMX8MP #/, as: 'Ver}in iMX8MP #' }] },
    right: { exit: 2, scenarios: { 'asks U-Boot': { verdict: ['error', 'not-run'], fault: 'lab', says: /console|U-Boot|prompt/i } } },
  },
  {
    name: 'slow-wire',
    broken: 'Nothing is broken: every byte of the console comes a tenth of a second late.',
    suite: `scenario('talks', {}, async ({ board }) => { expect((await board.serial.run('echo late')).stdout).toBe('late\\n'); });`,
    wires: { a53: [{ delaysMs: 100 }] },
    right: { exit: 0, scenarios: { talks: passed } },
  },
];
