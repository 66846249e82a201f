import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdinImx8mp } from '../src/board/verdin-imx8mp.ts';
import { virtualBoard } from '../src/board/virtual-board.ts';
import type { BoardContext } from '../src/core/board.ts';
import { monotonicMs } from '../src/core/time.ts';

// The bare boot of the virtual board, as raw sockets see it, against a cold boot by the runner on the same board. Goal: under 5 % more.

const rounds = 5;
const speed = 10;
const signal = new AbortController().signal;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const rig = await virtualBoard({ speed }).start({ board: 'bench', signal });
const { host: relayHost } = rig.power.settings as { readonly host: string };
const uart = rig.consoles.a53!.settings as { readonly host: string; readonly port: number };

const relay = async (on: boolean): Promise<void> => {
  await (await fetch(`http://${relayHost}/rpc/Switch.Set?id=0&on=${on}`)).text();
};

/** Host milliseconds from asking the relay for power to the login prompt on the wire. */
const bareBoot = async (): Promise<number> => {
  await relay(false);
  const socket = connect(uart.port, uart.host);
  let text = '';
  const seen = new Promise<number>((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (text.includes('login: ')) resolve(monotonicMs());
    });
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const begin = monotonicMs();
  await relay(true);
  const took = (await seen) - begin;
  socket.destroy();
  await new Promise((resolve) => socket.once('close', resolve));
  return took;
};

const stateDir = mkdtempSync(join(tmpdir(), 'hil-bench-'));
const events: { readonly type: string; readonly at: number; readonly state?: string; readonly stage?: string }[] = [];
const context: BoardContext = {
  name: 'bench',
  signal,
  stateDir,
  firmware: {},
  emit: (event) =>
    events.push({
      type: event.type,
      at: monotonicMs(),
      ...(event.type === 'power.switched' ? { state: event.state } : {}),
      ...(event.type === 'stage.entered' ? { stage: event.entry.stage } : {}),
    }),
  log: () => {},
};

/** Host milliseconds from asking the relay for power to the login prompt being known, and to the proof of a new boot over SSH. */
const runnerBoots = async (): Promise<{ known: number[]; proven: number[] }> => {
  await using board = await verdinImx8mp(rig).open(context);
  const handle = board.handle(signal);
  const known: number[] = [];
  const proven: number[] = [];
  for (let round = 0; round < rounds; round++) {
    events.length = 0;
    await handle.coldBoot();
    const on = events.find(({ type, state }) => type === 'power.switched' && state === 'on')!.at;
    known.push(events.find(({ stage }) => stage === 'login')!.at - on);
    proven.push(monotonicMs() - on);
  }
  return { known, proven };
};

const bare: number[] = [];
for (let round = 0; round < rounds; round++) bare.push(await bareBoot());
const { known, proven } = await runnerBoots();
await rig[Symbol.asyncDispose]();
rmSync(stateDir, { recursive: true, force: true });

const over = (values: readonly number[]): string => `${((median(values) / median(bare) - 1) * 100).toFixed(1)} %`;
console.log(`boot of the virtual board at ${speed} times real speed, median of ${rounds}, from asking for power`);
console.log(`  login prompt on the wire, raw sockets   ${median(bare).toFixed(0)} ms`);
console.log(`  login prompt known to the runner        ${median(known).toFixed(0)} ms, ${over(known)} more (goal < 5 %)`);
console.log(`  new boot id proven over SSH             ${median(proven).toFixed(0)} ms, ${over(proven)} more`);
process.exit(0);
