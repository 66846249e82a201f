import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdinImx8mp } from '../src/board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Rig } from '../src/core/driver.ts';
import type { EventBody } from '../src/core/event.ts';
import { monotonicMs } from '../src/core/time.ts';
import { virtualBoard } from '../src/drivers/rig/virtual-board.ts';

// One virtual board, booted in turns by nothing but two sockets and by the live board: what capture, detection and proof cost. Goal: below 5 %.

const rounds = 5;
const speed = 10;
const goalPercent = 5;

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;

const stateDir = mkdtempSync(join(tmpdir(), 'hil-overhead-'));
const rig = await virtualBoard({ speed }).start({ board: 'bench', stateDir: tmpdir(), signal: AbortSignal.timeout(20_000) });
const { host: relayAddress } = rig.power.settings as { readonly host: string };
const a53 = rig.consoles.a53!.settings as Endpoint;

const relay = (on: boolean): Promise<unknown> =>
  fetch(`http://${relayAddress}/rpc/Switch.Set?id=0&on=${on}`).then((response) => response.text());

/** From asking the relay for on to the last byte of `login:`. */
const bareBoot = async (): Promise<number> => {
  await relay(false);
  const socket = connect({ ...a53, noDelay: true });
  const prompt = new Promise<number>((resolve) => {
    let text = '';
    socket.on('data', (bytes) => {
      text = (text + bytes.toString('latin1')).slice(-200);
      if (text.includes(' login:')) resolve(monotonicMs());
    });
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const begin = monotonicMs();
  await relay(true);
  const took = (await prompt) - begin;
  await relay(false);
  await new Promise((resolve) => socket.once('close', resolve).destroy());
  return took;
};

interface LiveBoot {
  readonly prompt: number;
  readonly proven: number;
}

/** The same, as the live board's own events tell it, and on to the new boot id over SSH. */
const liveBoot = async (): Promise<LiveBoot> => {
  const { power, consoles, ssh, login }: Rig = rig;
  const at = new Map<string, number>();
  const closing = new AbortController();
  const board = await verdinImx8mp({ power, consoles, ssh: ssh!, login, speed }).open({
    name: 'bench',
    stateDir,
    firmware: {},
    signal: closing.signal,
    emit: (event: EventBody) => {
      if (event.type === 'power.switched') at.set(event.state, monotonicMs());
      if (event.type === 'stage.entered') at.set(event.entry.stage, monotonicMs());
    },
    log: () => {},
  });
  await board.handle(closing.signal).coldBoot();
  const proven = monotonicMs();
  await board.end('off');
  await board[Symbol.asyncDispose]();
  closing.abort();
  const begin = at.get('on')!;
  return { prompt: at.get('login')! - begin, proven: proven - begin };
};

try {
  await bareBoot();
  await liveBoot();
  const bare: number[] = [];
  const live: LiveBoot[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareBoot());
    live.push(await liveBoot());
  }
  const bareMs = median(bare);
  const promptMs = median(live.map(({ prompt }) => prompt));
  const provenMs = median(live.map(({ proven }) => proven));
  const percent = (ms: number): string => `${((ms / bareMs - 1) * 100).toFixed(1)} %`;
  console.log(`boot of a virtual board at speed ${speed}, host time, median of ${rounds}:`);
  console.log(`  bare, two sockets, to the login prompt: ${seconds(bareMs)}`);
  console.log(`  live board, to the login prompt:        ${seconds(promptMs)} (${percent(promptMs)} more, goal: below ${goalPercent} %)`);
  console.log(`  live board, new boot id proven by SSH:  ${seconds(provenMs)} (${percent(provenMs)} more, goal: below ${goalPercent} %)`);
} finally {
  await rig[Symbol.asyncDispose]();
  rmSync(stateDir, { recursive: true, force: true });
}
