import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openParts } from '../src/board/open-parts.ts';
import type { BoardContext } from '../src/core/board.ts';
import { type ConsoleName, consoleNames } from '../src/core/console.ts';
import type { Rig } from '../src/core/driver.ts';
import { boardClock, monotonicMs } from '../src/core/time.ts';
import { tcpConsole } from '../src/drivers/console/tcp-port.ts';
import { manualSwitch } from '../src/drivers/power/manual-switch.ts';
import { JournalWriter } from '../src/journal/journal-writer.ts';
import { partOf } from '../src/journal/parts.ts';
import { segmentsBelow, streamJournal } from '../src/journal/read-journal.ts';
import type { Sent } from './talking-ports.ts';

// Both consoles at a full 921600 baud, and at ten times that, through ports, record, detector and journal onto the disk.
// npm run bench:capture-rate -- --minutes 5 --times 1

// 8N1: ten bits a byte.
const fullRate = 921_600 / 10;
const mib = 1024 * 1024;
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '0.2' }, times: { type: 'string', multiple: true, default: ['1', '10'] } },
});

const message = async (child: ChildProcess, name: string): Promise<Record<string, unknown>> => {
  for (;;) {
    const [found] = (await once(child, 'message')) as [Record<string, Record<string, unknown>>];
    if (found[name]) return found[name];
  }
};

const rss = (): number => process.memoryUsage().rss;
const inMib = (bytes: number): string => `${(bytes / mib).toFixed(1)} MiB`;

const logHash = async (dir: string, console: ConsoleName): Promise<string> => {
  const hash = createHash('sha256');
  const parts = readdirSync(dir).filter((name) => partOf(name).first === `${console}.log`);
  for (const part of parts.sort((a, b) => partOf(a).part - partOf(b).part)) {
    for await (const chunk of createReadStream(join(dir, part))) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
};

interface Capture {
  readonly tookS: number;
  readonly cpuPercent: number;
  readonly sent: Sent;
  readonly received: Readonly<Record<ConsoleName, number>>;
  readonly memory: { readonly isFull: boolean; readonly first: number; readonly last: number; readonly most: number };
}

/** Through everything that stands between a port and the disk. */
const capture = async (dir: string, times: number, minutes: number): Promise<Capture> => {
  const child = fork(fileURLToPath(new URL('./talking-ports.ts', import.meta.url)), [String(fullRate * times)], {
    execArgv: ['--import', 'tsx'],
  });
  const ports = (await message(child, 'ports')) as Record<ConsoleName, number>;
  await using journal = new JournalWriter({
    dir,
    name: 'events',
    board: 'bench',
    onTrouble: (text) => process.stdout.write(`  ${text}\n`),
  });
  await using parts = await openParts(rigOf(ports), contextOf(dir, journal), () => {});
  const begin = monotonicMs();
  const cpu = process.cpuUsage();
  const memory = await watchMemory(minutes * 60_000, () => Math.min(...parts.channels.all.map(({ bytesReceived }) => bytesReceived)));
  const gone = Promise.all(parts.channels.all.map((session) => new Promise<void>((resolve) => session.onLost(() => resolve()))));
  child.send('stop');
  const sent = (await message(child, 'sent')) as unknown as Sent;
  await gone;
  const tookS = (monotonicMs() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const [a53, m7] = parts.channels.all.map(({ bytesReceived }) => bytesReceived);
  return { tookS, cpuPercent: (user + system) / 1e4 / tookS, sent, received: { a53: a53!, m7: m7! }, memory };
};

const rigOf = (ports: Readonly<Record<ConsoleName, number>>): Rig => {
  const port = (name: ConsoleName) => tcpConsole({ host: '127.0.0.1', port: ports[name] });
  return { power: manualSwitch(), consoles: { a53: port('a53'), m7: port('m7') }, login: { user: 'nobody' } };
};

const contextOf = (dir: string, journal: JournalWriter): BoardContext => ({
  name: 'bench',
  signal: new AbortController().signal,
  stateDir: dir,
  firmware: {},
  emit: (event) => journal.append(event),
  log: () => {},
});

// What a console keeps of itself for searches; until it is full, memory has to grow.
const keptBytes = 9 * mib;

const watchMemory = async (forMs: number, received: () => number): Promise<Capture['memory']> => {
  const clock = boardClock();
  const begin = monotonicMs();
  const passed = (): number => monotonicMs() - begin;
  while (received() < keptBytes && passed() < forMs / 2) await clock.sleep(500);
  const isFull = received() >= keptBytes;
  const first = rss();
  let most = first;
  while (passed() < forMs) {
    await clock.sleep(500);
    most = Math.max(most, rss());
  }
  return { isFull, first, last: rss(), most };
};

/** True when nothing was lost. */
const tell = async (dir: string, times: number, { tookS, cpuPercent, sent, received, memory }: Capture): Promise<boolean> => {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(`${times} x 921600 baud on both consoles for ${tookS.toFixed(0)} s`);
  for (const name of consoleNames) {
    const rate = received[name] / tookS / 1000;
    say(
      `  ${name.padEnd(4)} ${rate.toFixed(1)} kB/s of ${((fullRate * times) / 1000).toFixed(1)}, ${sent.bytes[name] - received[name]} bytes lost`,
    );
  }
  const hashes = await Promise.all(consoleNames.map(async (console) => (await logHash(dir, console)) === sent.sha256[console]));
  say(`  raw logs ${hashes.every(Boolean) ? 'hold' : 'DO NOT hold'} exactly what was sent`);
  const when = memory.isFull ? 'with full records' : 'halfway, with records that still fill';
  say(`  memory ${inMib(memory.first)} ${when}, ${inMib(memory.last)} at the end, ${inMib(memory.most)} at most`);
  say(`  processor ${cpuPercent.toFixed(0)} % of one core`);
  const segments = segmentsBelow(dir);
  const size = segments.reduce((sum, path) => sum + statSync(path).size, 0);
  const perDay = (bytes: number): number => (bytes / tookS) * 86_400;
  const raw = perDay(received.a53 + received.m7);
  say(
    `  journal ${inMib(size)} in ${segments.length} parts; a day: ${gb(perDay(size))} of journal in ${Math.ceil(perDay(size) / (128 * mib))} parts, ${gb(raw)} of raw logs`,
  );
  await readBack(dir, size);
  return hashes.every(Boolean) && consoleNames.every((name) => sent.bytes[name] === received[name]);
};

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** As the search for causes reads it: every byte, one event at a time. */
const readBack = async (dir: string, size: number): Promise<void> => {
  const begin = monotonicMs();
  const first = rss();
  let most = first;
  let count = 0;
  for await (const _ of streamJournal(dir, { consoles: true })) if (count++ % 1000 === 0) most = Math.max(most, rss());
  const tookS = (monotonicMs() - begin) / 1000;
  process.stdout.write(`  read back at ${(size / mib / tookS).toFixed(0)} MiB/s, memory ${inMib(first)} before, ${inMib(most)} at most\n`);
};

let isKept = true;
for (const times of values.times) {
  const dir = mkdtempSync(join(tmpdir(), 'hil-capture-'));
  try {
    isKept = (await tell(dir, Number(times), await capture(dir, Number(times), Number(values.minutes)))) && isKept;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
process.exit(isKept ? 0 : 1);
