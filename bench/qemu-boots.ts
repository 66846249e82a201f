import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verdinImx8mp } from '../src/board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Board } from '../src/core/board.ts';
import type { Rig } from '../src/core/driver.ts';
import { toErrorReport } from '../src/core/errors.ts';
import type { EventBody } from '../src/core/event.ts';
import { monotonicMs } from '../src/core/time.ts';
import { tcpConsole } from '../src/drivers/console/tcp-port.ts';
import { ConsoleTap } from './peers/console-tap.ts';
import { consoleOf, startQemu } from './peers/qemu-rig.ts';

// Cold boots of a QEMU board in a row through the live board. A tap on the console stamps what passes: how much later the runner knows is its overhead.
// Goals: no fault of the runner, overhead below 5 % of the bare boot.

const { values } = parseArgs({ options: { count: { type: 'string', default: '20' } } });
const count = Number(values.count);
const goalPercent = 5;

/** Milliseconds since the relay was asked for power. */
interface Boot {
  readonly banner: number;
  readonly kernel: number;
  readonly login: number;
  /** When the live board called it login. */
  readonly noticed: number;
  /** When another boot id was proven over SSH. */
  readonly ssh: number;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;
const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

const stateDir = mkdtempSync(join(tmpdir(), 'hil-boots-'));
const faults: string[] = [];

const openBoard = async (
  { power, ssh, login, lacks }: Rig,
  tap: ConsoleTap,
  emit: (event: EventBody) => void,
  signal: AbortSignal,
): Promise<Board> =>
  verdinImx8mp({
    power,
    consoles: { a53: tcpConsole({ host: '127.0.0.1', port: tap.port }) },
    ssh: ssh!,
    login,
    ...(lacks ? { lacks } : {}),
  }).open({ name: 'bench', stateDir, firmware: {}, signal, emit, log: () => {} });

const boot = async (board: Board, tap: ConsoleTap, at: Map<string, number>, signal: AbortSignal): Promise<Boot> => {
  const from = tap.passed.length;
  at.clear();
  await board.handle(signal).coldBoot();
  const ssh = monotonicMs();
  const begin = at.get('on')!;
  const raw = (text: string): number => (tap.timeOf(text, from) ?? Number.NaN) - begin;
  return {
    banner: raw('U-Boot 20'),
    kernel: raw('Booting Linux on'),
    login: raw(' login:'),
    noticed: at.get('login')! - begin,
    ssh: ssh - begin,
  };
};

const bootAll = async (rig: Rig, tap: ConsoleTap): Promise<readonly Boot[]> => {
  const at = new Map<string, number>();
  const closing = new AbortController();
  const emit = (event: EventBody): void => {
    if (event.type === 'power.switched') at.set(event.state, monotonicMs());
    if (event.type === 'stage.entered') at.set(event.entry.stage, monotonicMs());
  };
  const board = await openBoard(rig, tap, emit, closing.signal);
  board.onIncident((phase, { title }) => phase === 'opened' && faults.push(`incident: ${title}`));
  const boots: Boot[] = [];
  for (let number = 1; number <= count; number++) {
    try {
      const times = await boot(board, tap, at, closing.signal);
      boots.push(times);
      console.log(row(String(number), times));
    } catch (cause) {
      const { fault, message } = toErrorReport(cause);
      faults.push(`boot ${number} (${fault}): ${message}`);
    }
  }
  await board.end('off');
  await board[Symbol.asyncDispose]();
  closing.abort();
  return boots;
};

const overhead = ({ login, noticed }: Boot): number => (noticed / login - 1) * 100;

const row = (name: string, times: Boot): string =>
  `${name.padStart(8)} ${[times.banner, times.kernel, times.login, times.ssh].map(seconds).join(' ')} ${overhead(times).toFixed(2).padStart(8)} %`;

const report = (boots: readonly Boot[]): void => {
  const of = (pick: (values: readonly number[]) => number): Boot => {
    const one = (name: keyof Boot): number => pick(boots.map((times) => times[name]));
    return { banner: one('banner'), kernel: one('kernel'), login: one('login'), noticed: one('noticed'), ssh: one('ssh') };
  };
  console.log(row('median', of(median)));
  console.log(
    row(
      'slowest',
      of((values) => Math.max(...values)),
    ),
  );
  const worst = Math.max(...boots.map(overhead));
  console.log(`\n${boots.length} of ${count} cold boots, ${faults.length} faults${faults.map((fault) => `\n  ${fault}`).join('')}`);
  console.log(
    `runner over the bare boot, to the login prompt: median ${median(boots.map(overhead)).toFixed(2)} %, at most ${worst.toFixed(2)} % (goal: below ${goalPercent} %)`,
  );
  if (boots.length < count || faults.length > 0 || !(worst < goalPercent)) process.exitCode = 1;
};

const rig = await startQemu();
if (typeof rig === 'string') console.log(`skipped: ${rig}`);
else {
  const tap = await ConsoleTap.open(consoleOf(rig));
  try {
    console.log(`${count} cold boots of a QEMU board, seconds since the relay was asked for power:`);
    console.log('    boot   banner   kernel    login      ssh   overhead');
    report(await bootAll(rig, tap));
  } finally {
    await tap[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
