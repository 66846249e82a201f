import type { UartFault } from '../wires/uart-fault.ts';
import { failed, labError, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const fine = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const isSaid = `await board.linux.run('echo hello there > /dev/ttymxc2', { asRoot: true }); await board.console.expect('hello there', { within: '10s' });`;
const waits = `scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => { await strike('bad'); await hostTime(200); ${isSaid} });`;
const wantsSilence = `scenario('wants silence', { boot: 'running', timeout: '2h' }, async ({ board }) => {
    await strike('bad');
    await board.linux.run('echo ERROR > /dev/ttymxc2', { asRoot: true });
    await expect(board.console.expect('ERROR', { within: '5s' })).rejects.toThrow();
  });`;
const types = `scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => {
    await strike('bad');
    await board.console.send('somebody\\n');
    await board.console.expect('Password: ', { within: '10s' });
  });`;

const fromTheBoard = /none of 16 lines that Linux wrote to ttymxc2.*the wire from the board is bad/;
const toTheBoard = /what is typed on the a53 console does not reach the board unharmed: its UART ttymxc2 counted 0 of 16 bytes/;
const turns = (name: string, broken: string, fault: UartFault, says = fromTheBoard, suite = waits): World => ({
  name,
  broken: `${broken} from the middle of a scenario on, long after the board was checked.`,
  suite: `${suite}\n${next}`,
  wires: { a53: [{ ...fault, from: 'bad' }] },
  right: {
    exit: 2,
    scenarios: { [suite === wantsSilence ? 'wants silence' : 'waits']: labError(says), next: fine },
    never: [/the product failed/],
  },
});
const each = (change: (char: string) => string) => () => (text: string) => [...text].map(change).join('');

const asks = (name: string, body: string): World => ({
  name,
  broken: 'The adapter of the console has another baud rate from the middle of a scenario on, which asks the board there.',
  suite: `scenario('asks', { timeout: '2h' }, async ({ board }) => { ${body} });\n${next}`,
  wires: { a53: [{ rubbish: true, from: 'bad' }] },
  right: { exit: 2, scenarios: { asks: labError(/a53|console|wire/), next: fine }, never: [/the product failed/] },
});

/** The wire of the A53's console is good while the board is checked, and then it is not; and consoles that say little on good wires. */
export const consoleTurnsBad: readonly World[] = [
  turns('eighth-bit', 'The console sets the highest bit of every byte', {
    changes: each((char) => String.fromCharCode(char.charCodeAt(0) | 0x80)),
  }),
  turns('zeros', 'The console gives a zero for every byte', { changes: each(() => '\0') }),
  turns('wrong-rate', 'The adapter of the console has another baud rate', { rubbish: true }),
  turns('capitals', 'The console gives capitals for small letters', { changes: () => (text) => text.toUpperCase() }),
  turns('line-ends', 'The console gives nothing but line ends', { changes: () => (text) => text.replace(/[^\r\n]/g, '') }),
  turns('silent', 'Nothing comes over the console', { silent: true }),
  turns('silence-is-wanted', 'The adapter of the console has another baud rate', { rubbish: true }, fromTheBoard, wantsSilence),
  turns('deaf-board', 'Nothing that is typed arrives', { silent: true, toBoard: true }, toTheBoard, types),
  asks(
    'wrong-rate-at-uboot',
    `await board.uboot.run('echo on'); await strike('bad'); expect((await board.uboot.run('echo on')).stdout.trim()).toBe('on');`,
  ),
  asks('wrong-rate-on-the-way-to-uboot', `await strike('bad'); await board.coldBoot({ until: 'u-boot' });`),
  asks('wrong-rate-of-the-serial-shell', `await strike('bad'); expect((await board.serial.run('echo on')).stdout.trim()).toBe('on');`),
  {
    name: 'without-a-getty',
    broken: 'The product stops the login on its console and does not say what it should; the wire is good.',
    suite: `scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => {
        await board.linux.run('systemctl stop serial-getty@ttymxc2', { asRoot: true });
        await board.console.expect('hello there', { within: '10s' });
      });`,
    right: {
      exit: 1,
      scenarios: { waits: failed(/"hello there" did not come on the a53 console/) },
      never: [/the wire from the board is bad/],
    },
  },
  {
    name: 'quiet-kernel',
    broken: 'The product keeps its kernel off the console, stops the login there, and does not say what it should; the wire is good.',
    suite: `scenario('waits', { boot: 'running', timeout: '2h' }, async ({ board }) => {
        await board.linux.run('dmesg -n 1; systemctl stop serial-getty@ttymxc2', { asRoot: true });
        await board.linux.run('echo hello there > /dev/kmsg', { asRoot: true });
        await board.console.expect('hello there', { within: '10s' });
      });`,
    right: {
      exit: 1,
      scenarios: { waits: failed(/"hello there" did not come on the a53 console/) },
      never: [/the wire from the board is bad/],
    },
  },
];
