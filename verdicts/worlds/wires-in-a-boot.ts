import type { UartFault } from '../wires/uart-fault.ts';
import { failed, labError, type World } from '../world.ts';

const fine = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const coldBoot = `await strike('armed'); await board.coldBoot();`;
const atUBoot = `await board.uboot.run('echo on'); await strike('bad'); await board.uboot.run('echo on');`;
const printsMuch = `await strike('armed');
  expect((await board.serial.run('for i in $(seq 300); do echo line $i of much; done; echo over', { timeout: '60s' })).stdout).toContain('over');`;
const amidOutput = /line 20 of/;

const silent: UartFault = { silent: true };
const onlyEnds: UartFault = { changes: () => (text) => text.replace(/[^\r\n]/g, '') };
const each = (change: (char: string) => string): UartFault => ({ changes: () => (text) => [...text].map(change).join('') });
const nth = (every: number, change: (char: string) => string): UartFault => ({
  changes: () => {
    let at = 0;
    return (text) => [...text].map((char) => (/\w/.test(char) && at++ % every === 0 ? change(char) : char)).join('');
  },
});
/** From here on this is all that the board says, up to its next boot. */
const stands = (behind: string, said: string): UartFault => ({
  changes: () => {
    let isThere = false;
    return (text) => {
      const anew = text.indexOf('U-Boot SPL');
      if (isThere && anew < 0) return '';
      isThere = false;
      const at = text.indexOf(behind);
      if (at < 0) return text;
      isThere = true;
      return `${text.slice(Math.max(0, anew), at + behind.length)}${said}`;
    };
  },
});

interface Wire {
  readonly fault: UartFault;
  readonly body: string;
  readonly sign?: RegExp;
  readonly says?: RegExp;
}

const wire = (name: string, broken: string, { fault, body, sign, says = /a53|console|wire|U-Boot/ }: Wire): World => ({
  name,
  broken,
  suite: `scenario('first', { boot: 'running', timeout: '10min' }, async ({ board }) => { ${body} });\n${next}`,
  wires: { a53: [{ ...fault, from: 'bad' }] },
  ...(sign ? { signs: [{ line: sign, after: 'armed', strikes: 'bad' }] } : {}),
  right: { exit: 2, scenarios: { first: labError(says), next: fine }, never: [/the product failed/] },
});

/** What arrived spoilt is asked for again: the scenario passes, or the wire is told. */
const orAskedAgain = ({ right, ...world }: World): World => ({
  ...world,
  right: { ...right, exit: [0, 2], scenarios: { first: fine, next: fine } },
});

/** The board stands somewhere, and nobody answers over SSH. */
const board = (name: string, broken: string, fault: UartFault, says: RegExp): World => ({
  name,
  broken,
  suite: `scenario('first', { boot: 'running', timeout: '20min' }, async ({ board }) => { await strike('bad'); await board.coldBoot(); });`,
  wires: { a53: [{ ...fault, from: 'bad' }], ssh: [{ closes: true, from: 'bad' }] },
  right: { exit: 1, scenarios: { first: failed(says) } },
});

/** Wires of the A53's console that turn bad at a stage of the boot, in the middle of an output and around the power; and boards that stand somewhere. */
export const wiresInABoot: readonly World[] = [
  wire('silent-from-spl', 'Nothing comes over the console from the banner of the SPL on.', {
    fault: silent,
    body: coldBoot,
    sign: /U-Boot SPL/,
  }),
  wire('line-ends-from-tf-a', 'The console gives nothing but line ends from TF-A on.', {
    fault: onlyEnds,
    body: coldBoot,
    sign: /NOTICE: +BL31/,
  }),
  wire('loses-from-spl', 'The console loses every third letter from the SPL on.', {
    fault: nth(3, () => ''),
    body: coldBoot,
    sign: /U-Boot SPL/,
  }),
  wire('doubles-from-spl', 'The console doubles every second letter from the SPL on.', {
    fault: nth(2, (char) => char + char),
    body: coldBoot,
    sign: /U-Boot SPL/,
  }),
  wire('eighth-bit-at-u-boot', 'The console sets the highest bit of every byte at U-Boot’s prompt.', {
    fault: each((char) => String.fromCharCode(char.charCodeAt(0) | 0x80)),
    body: atUBoot,
  }),
  wire('zeros-at-u-boot', 'The console gives a zero for every byte at U-Boot’s prompt.', { fault: each(() => '\0'), body: atUBoot }),
  wire('deaf-at-u-boot', 'Nothing that is typed reaches U-Boot.', { fault: { ...silent, toBoard: true }, body: atUBoot }),
  wire('loses-to-u-boot', 'One letter of four that are typed to U-Boot is lost.', {
    fault: { drops: 0.25, toBoard: true },
    body: atUBoot,
  }),
  wire('closed-at-u-boot', 'The terminal server closes the console at U-Boot’s prompt.', { fault: { closes: true }, body: atUBoot }),
  wire('flow-control-at-u-boot', 'Flow control stops what is typed at U-Boot’s prompt.', {
    fault: { stops: true, toBoard: true },
    body: atUBoot,
  }),
  wire('silence-is-wanted-at-u-boot', 'Nothing comes over the console of a scenario that wants U-Boot to be silent.', {
    fault: silent,
    body: `await board.uboot.run('echo on'); await strike('bad'); await expect(board.console.expect('ERROR', { within: '5s' })).rejects.toThrow();`,
  }),
  wire('silent-behind-boot', 'Nothing comes over the console once U-Boot is told to boot.', {
    fault: silent,
    body: `await board.uboot.run('echo on'); await strike('bad'); await board.reach('login');`,
  }),
  wire('loses-from-the-kernel', 'The console loses every third letter from the start of the kernel on.', {
    fault: nth(3, () => ''),
    body: coldBoot,
    sign: /Starting kernel/,
  }),
  wire('another-login', 'The console shows another sign behind the login prompt’s name.', {
    fault: each((char) => (char === ':' ? ';' : char)),
    body: coldBoot,
    sign: /Starting kernel/,
  }),
  wire('silent-for-the-serial-shell', 'Nothing comes over the console when its shell is asked.', {
    fault: silent,
    body: `await strike('bad'); await board.serial.run('true');`,
  }),
  wire('closed-amid-output', 'The terminal server closes the console in the middle of what a command prints there.', {
    fault: { closes: true },
    body: printsMuch,
    sign: amidOutput,
  }),
  orAskedAgain(
    wire('doubled-amid-output', 'Lines come twice in the middle of what a command prints there.', {
      fault: { doubles: /line \d+ of/ },
      body: printsMuch,
      sign: amidOutput,
    }),
  ),
  wire('silent-when-off', 'Nothing comes over the console from a power-off in a scenario on.', {
    fault: silent,
    body: `await board.power.off(); await strike('bad'); await board.coldBoot();`,
  }),
  wire('silent-at-an-announced-reset', 'Nothing comes over the console when the board is reset as the scenario has announced.', {
    fault: silent,
    body: `await board.expectReset(); await strike('bad'); await board.linux.run('reboot', { asRoot: true, reject: false }).catch(() => undefined); await hostTime(3000);`,
  }),
  board(
    'initramfs-shell',
    'The system finds no root file system and stands in its initramfs.',
    stands(
      'Starting kernel ...',
      '\r\n[    0.000000] Booting Linux on physical CPU 0x0\r\n[    3.1] Gave up waiting for root file system device.\r\n(initramfs) ',
    ),
    /shell of its initramfs/,
  ),
  board(
    'emergency-mode',
    'The system stands in its emergency mode.',
    stands(
      'Starting kernel ...',
      '\r\n[    0.000000] Booting Linux on physical CPU 0x0\r\nYou are in emergency mode.\r\nPress Enter for maintenance\r\n(or press Control-D to continue): ',
    ),
    /emergency (?:or rescue )?mode/,
  ),
  board(
    'kernel-hangs',
    'The kernel says nothing behind its first line.',
    stands('Starting kernel ...', '\r\n[    0.000000] Booting Linux on physical CPU 0x0\r\n'),
    /did not reach 'login'/,
  ),
  board(
    'grub-rescue',
    'GRUB finds nothing to boot.',
    stands('Hit any key', '\r\nerror: unknown filesystem.\r\ngrub rescue> '),
    /GRUB's prompt|nothing that boots/,
  ),
];
