import { expect, test } from 'vitest';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { KernelIncident } from '../../core/incident.ts';
import { diagnose } from './diagnose.ts';
import { factsFromEvents } from './facts.ts';
import { cases } from './testing/cases.ts';

const journal = (...bodies: readonly (readonly [number, EventBody])[]): LabEvent[] =>
  bodies.map(([at, body], seq) => ({ seq, at, board: 'one', ...body }));
const received = (text: string, name: 'a53' | 'm7' = 'a53'): EventBody => ({
  type: 'console.received',
  console: name,
  bytes: Buffer.from(text).toString('base64'),
});
const ran = (command: string, stdout: string, stderr = '', durationMs = 10): EventBody => ({
  type: 'command.finished',
  via: 'ssh',
  command,
  output: { exitCode: stderr === '' ? 0 : 1, stdout, stderr, durationMs },
});
const power = (state: 'on' | 'off'): EventBody => ({ type: 'power.switched', state, driver: 'relay' });
const rowsOf = (events: readonly LabEvent[]): number[] => diagnose(factsFromEvents(events)).causes.map(({ row }) => row);

test('bytes cut anywhere become lines with their channel and time', () => {
  const { lines } = factsFromEvents(
    journal(
      [1000, received('U-Boot SPL 2022.04\r\n[    1.5000')],
      [2000, received('00] remoteproc remoteproc0: imx-rproc is available\r\nroot@v:~# ')],
    ),
  );

  expect(lines.map(({ channel, at, text, kernelTime }) => [channel, at, text, kernelTime])).toEqual([
    ['a53', 1000, 'U-Boot SPL 2022.04', undefined],
    ['a53', 2000, 'remoteproc remoteproc0: imx-rproc is available', 1.5],
    ['a53', 2000, 'root@v:~#', undefined],
  ]);
});

test('what the console and the kernel log both say counts once', () => {
  const { kicks } = factsFromEvents(
    journal(
      [1000, received('[   10.000001] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)\r\n')],
      [1001, { type: 'kmsg.received', line: '3,812,10000001,-;imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)' }],
    ),
  );

  expect(kicks).toHaveLength(1);
});

test('a command stands where it began: before what the kernel printed meanwhile', () => {
  const { lines } = factsFromEvents(
    journal(
      [0, { type: 'board.opened', model: 'verdin-imx8mp', speed: 10, simulated: true }],
      [1050, received('[   10.000001] remoteproc remoteproc0: powering up imx-rproc\r\n')],
      [1100, ran('echo start > /sys/class/remoteproc/remoteproc0/state', '', '', 800)],
    ),
  );

  expect(lines.map(({ command, text }) => command ?? text)).toEqual([
    'echo start > /sys/class/remoteproc/remoteproc0/state',
    'remoteproc remoteproc0: powering up imx-rproc',
  ]);
});

test('a refused write is found with its answer', () => {
  const write = ran(
    "echo 'hil state 0a' > /dev/kmsg\necho stop > /sys/class/remoteproc/remoteproc0/state\nexit $status",
    '',
    'sh: write error: Invalid argument',
  );

  expect(rowsOf(journal([5, write], [9, ran('cat /sys/class/remoteproc/remoteproc0/state', 'offline\n')]))).toEqual([20]);
});

test('a board that says nothing for ten seconds of power', () => {
  expect(rowsOf(journal([0, power('on')], [12_000, power('off')]))).toEqual([34]);
  expect(rowsOf(journal([0, power('on')], [400, received('U-Boot SPL 2022.04\r\n')], [12_000, power('off')]))).toEqual([]);
});

const countdown = 'Hit any key to stop autoboot:  1 \b\b\b 0 \r\nVerdin iMX8MP # ';

test('a prompt of U-Boot is nobody’s fault when the runner sent keys', () => {
  expect(rowsOf(journal([0, power('on')], [900, received(countdown)]))).toEqual([32]);
  const asked: EventBody = { type: 'console.sent', console: 'a53', bytes: Buffer.from(' ').toString('base64') };
  expect(rowsOf(journal([0, power('on')], [300, asked], [900, received(countdown)]))).toEqual([]);
});

const booting = [0, power('on')] as const;
const chatter = Array.from({ length: 20 }, (_, index) => [100 + 16 * index, received(`line ${index}\r\n`)] as const);
const begins = [1000, received('Hit any key to stop autoboot:  1 ')] as const;
const ends = (at: number, text = '\b\b\b 0 '): readonly [number, EventBody] => [at, received(`${text}\r\nVerdin iMX8MP # `)];
const typed: EventBody = { type: 'console.sent', console: 'a53', bytes: Buffer.from('boot\n').toString('base64') };

test.each<readonly [string, readonly (readonly [number, EventBody])[], readonly (readonly [number, string])[]]>([
  [
    'a whole second',
    [booting, ...chatter, begins, ends(2004)],
    [
      [90, 'likely'],
      [32, 'possible'],
    ],
  ],
  ['a third of a second', [booting, ...chatter, begins, ends(1340)], [[32, 'likely']]],
  ['a key that waited', [booting, ...chatter, begins, ends(1000, '\b\b\b 0')], [[32, 'certain']]],
  ['no second', [booting, [900, received('Hit any key to stop autoboot:  0 \r\nVerdin iMX8MP # ')]], [[90, 'certain']]],
  [
    'a boot command that comes back once more',
    [
      booting,
      [900, received(countdown)],
      [1000, typed],
      [1001, received('boot; echo hil-status=$?=$?\r\nhil-status=1=1\r\nVerdin iMX8MP # ')],
    ],
    [[90, 'certain']],
  ],
  [
    'a boot command that boots when it is given again',
    [
      booting,
      [900, received(countdown)],
      [1000, typed],
      [1001, received('boot; echo hil-status=$?=$?\r\nLoading\r\nStarting kernel ...\r\n')],
    ],
    [[32, 'certain']],
  ],
])('whose a prompt below the countdown is: %s', (_, events, causes) => {
  const found = diagnose(factsFromEvents(journal(...events))).causes;
  expect(found.map(({ row, confidence }) => [row, confidence])).toEqual(causes);
});

test('a reset that the runner asked for is none of the causes', () => {
  const events = journal([0, power('on')], [900, received('[   44.000100] some line\r\nU-Boot SPL 2022.04\r\nReset cause: POR\r\n')]);

  expect(rowsOf(events)).toEqual([]);
});

const unexpectedReset = (at: number): EventBody => {
  const incident: KernelIncident = {
    id: '1',
    kind: 'unexpected-reset',
    severity: 'fatal',
    endsScenario: true,
    title: 'unexpected-reset',
    signature: 'unexpected-reset',
    stage: 'spl',
    at,
    channels: ['a53'],
    lines: [],
    consequences: [],
  };
  return { type: 'incident.opened', incident, expected: false };
};

test('a reset that the runner did not ask for', () => {
  const reset = received('[   44.000100] some line\r\nU-Boot SPL 2022.04\r\nReset cause: POR\r\n');

  expect(
    rowsOf(journal([700, power('on')], [800, received('[    1.000100] some line\r\n')], [900, reset], [901, unexpectedReset(900)])),
  ).toEqual([38]);
});

test.each([
  ['sooner than a watchdog would, with power-on for a cause', 1000, 'POR', [38]],
  ['after the silence of a watchdog, with power-on for a cause', 40_000, 'POR', [24, 38]],
  ['sooner than a watchdog of half a minute, and the watchdog says so', 1000, 'WDOG', [24]],
] as const)('a reset behind a start of the M7, %s', (_, silence, cause, rows) => {
  const started = [
    '[   40.000100] remoteproc remoteproc0: powering up imx-rproc',
    '[   40.000200] remoteproc remoteproc0: Booting fw image hello.elf, size 300000',
    '[   40.500100] remoteproc remoteproc0: remote processor imx-rproc is now up',
    '',
  ].join('\r\n');
  const at = 41_000 + silence;
  const reset = received(`U-Boot SPL 2022.04\r\nReset cause: ${cause}\r\n`);
  expect(rowsOf(journal([0, power('on')], [41_000, received(started)], [at, reset], [at + 1, unexpectedReset(at)]))).toEqual(rows);
});

const stamped = cases.filter(
  ({ texts, row }) => row !== 24 && texts.every(({ text }) => text.split('\n').every((line) => /^\[ /.test(line))),
);

test.each(stamped)('over the console of a journal: $name', ({ texts, row }) => {
  expect(rowsOf(journal(...texts.map(({ text }, at) => [at, received(`${text}\n`)] as const)))[0]).toBe(row);
});

test('a command on the console between a command over SSH and its answer ends no answer', () => {
  const events = journal(
    [105, received('root@verdin-imx8mp:~# cat /proc/sys/kernel/random/boot_id\r\n')],
    [110, ran('echo stop > /sys/class/remoteproc/remoteproc0/state', '', 'sh: write error: Invalid argument')],
  );
  expect(rowsOf(events)).toEqual([20]);
});
