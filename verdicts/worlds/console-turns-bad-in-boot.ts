import { standsStill } from '../wires/stands-still.ts';
import type { UartFault } from '../wires/uart-fault.ts';
import { failed, labError, passed, type World } from '../world.ts';

const fine = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;

const rate: UartFault = { rubbish: true };
const capitals: UartFault = { changes: () => (text) => text.toUpperCase() };
const silent: UartFault = { silent: true };

const unseen = /none of 16 lines that Linux wrote|console a53 does not show that Linux is up|carries no text/;
const changed = /but the wire is bad.*what is typed on console a53 comes back as something else/;
const boots = (
  name: string,
  broken: string,
  fault: UartFault,
  body: string,
  { sign, says = unseen }: { readonly sign?: RegExp; readonly says?: RegExp } = {},
): World => ({
  name,
  broken,
  suite: `scenario('boots', { boot: 'running', timeout: '10min' }, async ({ board }) => { ${body} });
scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
  wires: { a53: [{ ...fault, from: 'bad' }] },
  ...(sign ? { signs: [{ line: sign, after: 'armed', strikes: 'bad' }] } : {}),
  right: {
    exit: 2,
    scenarios: {
      boots: labError(says),
      next: fine,
    },
    never: [/the product failed/],
  },
});
const reboots = `await strike('bad'); await board.warmBoot();`;

const asksTwice = `await board.uboot.run('echo on'); await strike('bad'); await board.uboot.run('echo on');`;
const nothingCame = /none of 16 lines that Linux wrote|nothing can be read on the a53 console at the next boot either/;
const everyNth = (nth: number, change: (char: string) => string): UartFault => ({
  changes: () => {
    let at = 0;
    return (text) => [...text].map((char) => (/[\w#]/.test(char) && at++ % nth === 0 ? change(char) : char)).join('');
  },
});

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
    { sign: /U-Boot 20\d\d/ },
  ),
  boots(
    'wrong-rate-at-the-kernel',
    'The adapter of the console has another baud rate from the start of the kernel on.',
    rate,
    `await strike('armed'); await board.coldBoot();`,
    { sign: /Starting kernel/ },
  ),
  boots(
    'capitals-at-u-boot',
    'The console gives capitals for small letters from the middle of a scenario on, which asks U-Boot something.',
    capitals,
    `await board.uboot.run('echo on'); await strike('bad'); await board.uboot.run('echo on');`,
    { says: changed },
  ),
  boots(
    'capitals-of-an-answer',
    'The console gives capitals for small letters from the middle of a scenario on, which waits for what U-Boot says.',
    capitals,
    `await board.uboot.run('echo on'); await strike('bad'); await board.console.send('version\\n'); await board.console.expect('gcc', { within: '10s' });`,
    { says: changed },
  ),
  boots('silent-at-u-boot', 'Nothing comes over the console from the middle of a scenario on, at U-Boot’s prompt.', silent, asksTwice, {
    says: nothingCame,
  }),
  boots(
    'line-ends-at-u-boot',
    'The console gives nothing but line ends from the middle of a scenario on, at U-Boot’s prompt.',
    { changes: () => (text) => text.replace(/[^\r\n]/g, '') },
    asksTwice,
    { says: nothingCame },
  ),
  boots(
    'loses-letters-at-u-boot',
    'The console loses every fifth letter from the middle of a scenario on, at U-Boot’s prompt.',
    everyNth(5, () => ''),
    asksTwice,
    { says: changed },
  ),
  boots(
    'doubles-letters-at-u-boot',
    'The console doubles every third letter from the middle of a scenario on, at U-Boot’s prompt.',
    everyNth(3, (char) => char + char),
    asksTwice,
    { says: changed },
  ),
  {
    name: 'u-boot-hangs',
    broken: 'U-Boot stops answering in the middle of a scenario; the wire is good.',
    suite: `scenario('boots', { boot: 'running', timeout: '10min' }, async ({ board }) => { ${asksTwice} });
scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`,
    wires: { a53: [{ ...standsStill, from: 'bad' }] },
    right: {
      exit: 1,
      scenarios: { boots: failed(/U-Boot does not show its prompt after Ctrl-C/), next: passed },
      never: [/wire is bad/, /nothing proves/],
    },
  },
  {
    name: 'not-said-at-u-boot',
    broken: 'The product does not say at U-Boot what it should; the wire is good.',
    suite: `scenario('boots', { boot: 'running', timeout: '10min' }, async ({ board }) => {
        await board.uboot.run('echo on');
        await board.console.send('echo loud\\n');
        await board.console.expect('LOUD', { within: '10s' });
      });`,
    right: { exit: 1, scenarios: { boots: failed(/"LOUD" did not come on the a53 console/) }, never: [/the wire is bad/] },
  },
];
