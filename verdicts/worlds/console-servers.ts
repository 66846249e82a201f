import { passed, type World } from '../world.ts';

const next = `scenario('next', {}, async ({ board }) => { await board.linux.run('true'); });`;
const boots = `scenario('boots', { timeout: '2h' }, async ({ board }) => { await board.coldBoot(); await board.linux.run('true'); });`;
const serial = `scenario('serial', { timeout: '2h' }, async ({ board }) => {
  expect((await board.serial.run('echo a; uname -m', { timeout: '5min' })).stdout).toBe('a\\naarch64\\n');
  expect((await board.serial.run('for i in $(seq 1 40); do echo "line $i of forty lines that are long enough to be broken"; done', { timeout: '5min' })).stdout.trim().split('\\n')).toHaveLength(40);
  await expect(board.serial.run('exit 7', { timeout: '5min' })).rejects.toThrow(/7/);
});`;
const uboot = `scenario('prompt', { timeout: '2h' }, async ({ board }) => {
  await board.coldBoot({ until: 'u-boot' });
  expect((await board.uboot.run('echo abc')).stdout.trim()).toBe('abc');
});`;
const m7 = `scenario('starts', { firmware: 'tcm-hello', expect: 'alive', timeout: '2h' }, async ({ m7 }) => { await m7.start('tcm-hello'); });`;
const all = `${boots}\n${serial}\n${uboot}\n${m7}\n${next}`;
const passesOrLab = { verdict: ['passed', 'error', 'not-run'], fault: 'lab' } as const;
const every = (what: typeof passesOrLab | typeof passed) => ({ boots: what, serial: what, prompt: what, starts: what, next: what });

const sprinkled = (what: string, each: number) => () => {
  let count = 0;
  return (text: string) => [...text].map((char) => (++count % each === 0 ? char + what : char)).join('');
};
const stamped = () => {
  let atStart = true;
  return (text: string) => {
    let out = '';
    for (const char of text) {
      if (atStart && char !== '\r' && char !== '\n') {
        out += '[2026-11-28 10:15:01] ';
        atStart = false;
      }
      if (char === '\n') atStart = true;
      out += char;
    }
    return out;
  };
};
const both = (changes: () => (text: string) => string): NonNullable<World['wires']> => ({ a53: [{ changes }], m7: [{ changes }] });

/** What servers of consoles make of what they carry. */
export const consoleServers: readonly World[] = [
  {
    name: 'flow-control-bytes',
    broken: 'Nothing is broken: the bytes of software flow control, XON and XOFF, stand in what both consoles carry.',
    suite: all,
    wires: both(sprinkled('\x13\x11', 50)),
    right: { exit: 0, scenarios: every(passed) },
  },
  {
    name: 'nul-bytes',
    broken: 'Nothing is broken: NUL bytes stand in what both consoles carry.',
    suite: all,
    wires: both(sprinkled('\0', 37)),
    right: { exit: 0, scenarios: every(passed) },
  },
  {
    name: 'time-before-each-line',
    broken: 'The server of both consoles writes the time in front of each line.',
    suite: all,
    wires: both(stamped),
    right: { exit: [0, 2], scenarios: every(passesOrLab) },
  },
];
