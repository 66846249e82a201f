import { failed, passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', { timeout: '2h' }, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });`;
const serial = `scenario('serial', { timeout: '2h' }, async ({ board }) => {
  expect((await board.serial.run('echo a; uname -m', { timeout: '5min' })).stdout).toBe('a\\naarch64\\n');
  expect((await board.serial.run('for i in $(seq 1 40); do echo "line $i of forty lines that are long enough to be broken"; done', { timeout: '5min' })).stdout.trim().split('\\n')).toHaveLength(40);
  await expect(board.serial.run('exit 7', { timeout: '5min' })).rejects.toThrow(/7/);
});`;
const panics = `scenario('panics', { timeout: '2h' }, async ({ board }) => { await board.linux.run('echo c > /proc/sysrq-trigger', { asRoot: true, reject: false, timeout: '30s' }).catch(() => {}); await hostTime(1500); });`;
const passesOrLab = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const notOfTheProduct = { verdict: ['error', 'not-run'], fault: 'lab' } as const;

/** Each connection counts its own columns; an escape sequence takes none. */
const wrapping = (columns: number, broken: string) => (): ((text: string) => string) => {
  let column = 0;
  let inEscape = false;
  let isShell = false;
  return (text) => {
    // U-Boot breaks nothing.
    if (/Last login|U-Boot SPL/.test(text)) isShell = text.includes('Last login');
    if (!isShell) return text;
    let shown = '';
    for (const char of text) {
      if (char === '\x1b') inEscape = true;
      else if (inEscape) inEscape = !/[A-Za-z78]/.test(char);
      else if (char === '\r' || char === '\n') column = 0;
      else if (++column > columns) {
        shown += broken;
        column = 1;
      }
      shown += char;
    }
    return shown;
  };
};
const replaced = (pattern: RegExp, by: string) => () => (text: string) => text.replace(pattern, by);
const shellPrompt = /\x1b\[1;32m([^\x1b]*)\x1b\[0m:\x1b\[1;34m([^\x1b]*)\x1b\[0m\$ $/;
const habit = (name: string, broken: string, changes: () => (text: string) => string): World => ({
  name,
  broken,
  suite: `${boots}\n${serial}\n${next}`,
  wires: { a53: [{ changes }] },
  right: { exit: 0, scenarios: { boots: passed, serial: passed, next: passed } },
});

/** How consoles of sound boards look in other labs, and what sits in front of them. */
export const consoleHabits: readonly World[] = [
  habit(
    'wraps-what-is-typed',
    'Nothing is broken: the shell on the console breaks what it shows at 80 columns, as bash does with readline.',
    wrapping(80, ' \r'),
  ),
  habit(
    'bracketed-paste',
    'Nothing is broken: the shell on the console says at each prompt that text may be pasted, and takes it back.',
    replaced(shellPrompt, '\x1b[?2004h\x1b[1;32m$1\x1b[0m:\x1b[1;34m$2\x1b[0m$ '),
  ),
  habit(
    'title-in-the-prompt',
    "Nothing is broken: the shell's prompt sets the title of the terminal.",
    replaced(shellPrompt, '\x1b]0;$1: $2\x07$1:$2$$ '),
  ),
  habit(
    'prompt-of-two-lines',
    "Nothing is broken: the shell's prompt has the time, two lines, and no sign that the runner knows.",
    replaced(shellPrompt, '\r\n[10:15:01] $1 $2\r\n\xe2\x9d\xaf '),
  ),
  habit('returns-doubled', 'Nothing is broken: each line on the console ends in two carriage returns.', replaced(/\r\n/g, '\r\r\n')),
  habit('no-returns', 'Nothing is broken: the terminal server takes all carriage returns away.', replaced(/\r/g, '')),
  habit(
    'garbage-at-power-on',
    'Nothing is broken: the open line picks up bytes before each boot loader speaks.',
    replaced(/U-Boot SPL/g, '\x00\xff\xfe\x80\x00\xf8U-Boot SPL'),
  ),
  habit(
    'issue-of-lawyers',
    'Nothing is broken: what stands above the login prompt holds words and signs that prompts have.',
    replaced(
      /(\S+ login: )$/,
      '#####\r\n# Authorized users only. Login: by badge. Password: none is given here $\r\n# Last login: never\r\n#####\r\n$1',
    ),
  ),
  habit(
    'kernel-line-behind-the-login-prompt',
    'Nothing is broken: the kernel logs a line right behind each login prompt.',
    replaced(/(\S+ login: )$/, '$1[   12.345678] random: crng init done\r\n'),
  ),
  habit(
    'another-host-name',
    'Nothing is broken: the board has another name than its system gave it.',
    replaced(/verdin-imx8mp-\d+/g, 'localhost'),
  ),
  habit(
    'kernel-without-stamps',
    'Nothing is broken: the kernel writes no time in front of its lines.',
    replaced(/^\[ *\d+\.\d{6}\] /gm, ''),
  ),
  habit(
    'kernel-with-callers',
    'Nothing is broken: the kernel writes in front of its lines who says them.',
    replaced(/^(\[ *\d+\.\d{6}\]) /gm, '$1[    T1] '),
  ),
  habit(
    'services-in-colours',
    'Nothing is broken: services of the board fail, start again and say so in colours before each login prompt.',
    replaced(
      /(\r\n\S.* ttymxc2\r\n)/,
      '\r\n[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mapp.service\x1b[0m.\r\n[\x1b[0;32m  OK  \x1b[0m] Stopped app.service.\r\n\x1b[K[ \x1b[0;31m*\x1b[0;1;31m*\x1b[0m] A start job is running for x (3s / 90s)\x1b[K\rapp.service: Scheduled restart job, restart counter is at 5.\r\n$1',
    ),
  ),
  {
    name: 'panics-without-stamps',
    broken: 'The kernel panics, and it writes no time in front of its lines.',
    suite: `${panics}\n${next}`,
    wires: { a53: [{ changes: replaced(/^\[ *\d+\.\d{6}\] /gm, '') }] },
    right: { exit: 1, scenarios: { panics: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'panics-with-callers',
    broken: 'The kernel panics, and it writes in front of its lines who says them.',
    suite: `${panics}\n${next}`,
    wires: { a53: [{ changes: replaced(/^(\[ *\d+\.\d{6}\]) /gm, '$1[    C2] ') }] },
    right: { exit: 1, scenarios: { panics: failed(/panic|sysrq/i), next: passed } },
  },
  {
    name: 'parity',
    broken: 'The adapter of the A53 console has a parity bit where the board sends none: the highest bit of every byte is set.',
    suite: `${boots}\n${serial}`,
    wires: { a53: [{ changes: () => (text) => [...text].map((char) => String.fromCharCode(char.charCodeAt(0) | 0x80)).join('') }] },
    right: { exit: 2, scenarios: { boots: notOfTheProduct, serial: notOfTheProduct } },
  },
  {
    name: 'telnet',
    broken: 'What should be a raw port speaks telnet: it begins with negotiations.',
    suite: `${boots}\n${serial}`,
    wires: { a53: [{ injects: '\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfb\x03\xff\xfb\x01' }] },
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, serial: passesOrLab } },
  },
  {
    name: 'banner-of-a-server',
    broken: 'Nothing is broken: the terminal server says who it is on each connection, which are cut in the middle of a run.',
    suite: `${boots}\nscenario('cut', {}, async ({ board }) => { await board.linux.run('true'); await strike('cut'); });\n${serial}`,
    wires: {
      a53: [
        {
          changes: () => {
            let is = false;
            return (text) => {
              const said = is ? '' : 'ser2net port 2000 device /dev/ttyUSB0 [115200N81] (Debian GNU/Linux)\r\n\r\n';
              is = true;
              return said + text;
            };
          },
        },
        { resets: true, from: 'cut' },
      ],
    },
    lab: { reconnects: true },
    right: { exit: 0, scenarios: { boots: passed, cut: passed, serial: passed } },
  },
  {
    name: 'port-in-use',
    broken: 'Somebody else has the console: the terminal server says so and closes each connection.',
    suite: `${boots}\n${serial}`,
    wires: { a53: [{ injects: 'Port already in use\r\n' }, { hangsUp: true }] },
    right: { exit: 2, scenarios: { boots: { ...notOfTheProduct, mayBeAbsent: true }, serial: { ...notOfTheProduct, mayBeAbsent: true } } },
  },
  {
    name: 'flow-control',
    broken: 'From the middle of a run on the adapter of the console waits for a line that never says go: nothing that is typed goes out.',
    suite: `scenario('first', {}, async ({ board }) => { await board.serial.run('true'); await strike('stuck'); });\nscenario('types', { timeout: '2h' }, async ({ board }) => { await board.serial.run('echo a'); });\n${next}`,
    wires: { a53: [{ stops: true, toBoard: true, from: 'stuck' }] },
    right: {
      exit: 2,
      scenarios: { first: { verdict: ['passed', 'error'], fault: 'lab' }, types: notOfTheProduct, next: passesOrLab },
    },
  },
  {
    name: 'flow-control-of-the-board',
    broken: 'From the middle of a run on the board is told to send nothing on its console, and goes on otherwise.',
    suite: `scenario('first', {}, async ({ board }) => { await board.serial.run('true'); await strike('stuck'); });\nscenario('types', { timeout: '2h' }, async ({ board }) => { await board.serial.run('echo a'); });\n${next}`,
    wires: { a53: [{ holds: true, from: 'stuck' }] },
    right: {
      exit: 2,
      scenarios: { first: { verdict: ['passed', 'error'], fault: 'lab' }, types: notOfTheProduct, next: passesOrLab },
    },
  },
  {
    name: 'profile-asks',
    broken: 'A login script of the board asks something before the first prompt and takes whatever is typed.',
    suite: `${boots}\n${serial}\n${next}`,
    wires: { a53: [{ asks: 'Terminal type? [vt100] ', behind: /^Last login: / }] },
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, serial: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'getty-respawns',
    broken:
      'Something on the board starts the login on its console again and again, so that prompts come that nobody asked for, and SSH is well.',
    suite: `scenario('runs', { timeout: '2h' }, async ({ board }) => {
        await board.linux.run("(for i in $(seq 60); do printf '\\\\r\\\\nTorizonCore 6.4.0 verdin ttymxc2\\\\r\\\\n\\\\r\\\\nverdin-imx8mp-06817281 login: ' > /dev/console; sleep 2; done) &", { asRoot: true });
        await board.linux.run('sleep 30', { timeout: '2min' });
      });\n${next}\n${boots}`,
    right: { exit: 0, scenarios: { runs: passed, next: passed, boots: passed } },
  },
  {
    name: 'silent-boot-loader',
    broken: 'The boot loader of the board is set to say nothing.',
    suite: `${boots}\n${serial}\n${next}`,
    signs: Array.from({ length: 3 }, (_, i) => ({ line: /Starting kernel/, nth: i + 1, strikes: `kernel ${i}` })),
    wires: {
      a53: [
        {
          changes: () => {
            let isLoader = false;
            return (text) =>
              text
                .split(/(?<=\n)/)
                .filter((line) => {
                  if (/U-Boot SPL/.test(line)) isLoader = true;
                  if (!/Starting kernel/.test(line)) return !isLoader;
                  isLoader = false;
                  return false;
                })
                .join('');
          },
        },
      ],
    },
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, serial: passesOrLab, next: passesOrLab } },
  },
  {
    name: 'quiet-kernel',
    broken: 'Nothing is broken: the kernel of the board is told to be quiet, and to panic at whatever happens.',
    suite: `${boots}\n${serial}\n${next}`,
    board: { speed: 100, variables: { tdxargs: 'quiet loglevel=3 panic=10 oops=panic softlockup_panic=1' } },
    right: { exit: 0, scenarios: { boots: passed, serial: passed, next: passed } },
  },
  {
    name: 'no-countdown',
    broken: 'Nothing is broken: the boot loader of the board counts no time down.',
    suite: `${boots}\n${serial}\n${next}`,
    board: { speed: 100, variables: { bootdelay: '0' } },
    right: { exit: [0, 2], scenarios: { boots: passesOrLab, serial: passesOrLab, next: passesOrLab } },
  },
];
