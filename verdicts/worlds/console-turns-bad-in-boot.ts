import type { UartFault } from '../wires/uart-fault.ts';
import { labError, type World } from '../world.ts';

const fine = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;

const rate: UartFault = { rubbish: true };
const capitals: UartFault = { changes: () => (text) => text.toUpperCase() };
const silent: UartFault = { silent: true };

const boots = (name: string, broken: string, fault: UartFault, body: string, sign?: RegExp): World => ({
  name,
  broken,
  suite: `scenario('boots', { boot: 'running', timeout: '10min' }, async ({ board }) => { ${body} });
scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
  wires: { a53: [{ ...fault, from: 'bad' }] },
  ...(sign ? { signs: [{ line: sign, after: 'armed', strikes: 'bad' }] } : {}),
  right: {
    exit: 2,
    scenarios: {
      boots: labError(/none of 16 lines that Linux wrote|console a53 does not show that Linux is up|carries no text/),
      next: fine,
    },
    never: [/the product failed/],
  },
});
const reboots = `await strike('bad'); await board.warmBoot();`;

/** The wire of the A53's console turns bad before or while the board boots, so that the console does not show that Linux comes up. */
export const consoleTurnsBadInBoot: readonly World[] = [
  boots(
    'wrong-rate-before-a-reboot',
    'The adapter of the console has another baud rate before the scenario reboots the board.',
    rate,
    reboots,
  ),
  boots(
    'capitals-before-a-reboot',
    'The console gives capitals for small letters before the scenario reboots the board.',
    capitals,
    reboots,
  ),
  boots('silent-before-a-reboot', 'Nothing comes over the console before the scenario reboots the board.', silent, reboots),
  boots(
    'wrong-rate-at-u-boot',
    'The adapter of the console has another baud rate from U-Boot’s banner on.',
    rate,
    `await strike('armed'); await board.coldBoot();`,
    /U-Boot 20\d\d/,
  ),
  boots(
    'wrong-rate-at-the-kernel',
    'The adapter of the console has another baud rate from the start of the kernel on.',
    rate,
    `await strike('armed'); await board.coldBoot();`,
    /Starting kernel/,
  ),
];
