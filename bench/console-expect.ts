import Table from 'cli-table3';
import { ConsoleSession } from '../src/console/console-session.ts';
import { boardClock } from '../src/core/time.ts';
import { MemoryStream } from '../src/drivers/testing/memory-stream.ts';

// What an FTDI adapter hands over at 115200 baud when its latency timer of 16 ms is lowered: 62 bytes a USB packet.
const chunkBytes = 62;
// The prompts of a login, of U-Boot and of a shell, and an error: none of them comes.
const patterns = [/verdin-imx8mp-\d+ login: $/, /Verdin iMX8MP # $/, /root@[\w-]+:~# $/, /Kernel panic - not syncing: (?<reason>.*)$/m];
const kib = 1024;
const mib = 1024 * kib;

const kernelLog = (bytes: number): Buffer => {
  const lines: string[] = [];
  let length = 0;
  for (let index = 0; length < bytes; index++) {
    const line = `[${(index / 1000).toFixed(6).padStart(12)}] imx-sdma 30bd0000.dma-controller: channel ${index % 32} ready\r\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Milliseconds to take in the record. With `turns` every chunk comes in a turn of the event loop of its own, as from a slow UART. */
const feedOurs = async (record: Buffer, turns: boolean): Promise<number> => {
  const { near } = MemoryStream.pair();
  const session = new ConsoleSession({ name: 'a53', stream: near, clock: boardClock() });
  const over = new AbortController();
  const waits = patterns.map((pattern) => session.expect(pattern, { within: '1h', signal: over.signal }).catch(() => {}));
  await turn();
  const startedAt = performance.now();
  for (let from = 0; from < record.length; from += chunkBytes) {
    near.receive(record.subarray(from, from + chunkBytes));
    if (turns) await turn();
  }
  session.tail(1);
  const tookMs = performance.now() - startedAt;
  over.abort();
  await Promise.all(waits);
  await session[Symbol.asyncDispose]();
  return tookMs;
};

/** As pexpect does: the buffer of everything unmatched grows, and each pattern is looked for in all of it after each chunk. */
const feedFullRescan = (record: Buffer): number => {
  let buffer = '';
  const startedAt = performance.now();
  for (let from = 0; from < record.length; from += chunkBytes) {
    buffer += record.toString('latin1', from, from + chunkBytes);
    for (const pattern of patterns) if (pattern.test(buffer)) throw new Error('a pattern matched');
  }
  return performance.now() - startedAt;
};

const row = (way: string, bytes: number, tookMs: number): string[] => [
  way,
  bytes < mib ? `${bytes / kib} KiB` : `${bytes / mib} MiB`,
  `${tookMs.toFixed(1)} ms`,
  `${((tookMs * 1e6) / bytes).toFixed(1)} ns`,
  `${(bytes / 1e6 / (tookMs / 1000)).toFixed(1)} MB/s`,
];

/** The median of enough runs to be more than noise. */
const median = async (bytes: number, feed: (record: Buffer) => number | Promise<number>): Promise<number> => {
  const record = kernelLog(bytes);
  const runs = Math.min(15, Math.max(3, Math.ceil((16 * mib) / bytes)));
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await feed(record));
  return times.sort((a, b) => a - b)[runs >> 1]!;
};

const table = new Table({ head: ['way', 'record', 'time', 'per byte', 'rate'], style: { head: [], border: [] } });
await feedOurs(kernelLog(16 * mib), false);
await feedOurs(kernelLog(mib), true);
const add = async (way: string, bytes: number, feed: (record: Buffer) => number | Promise<number>): Promise<void> => {
  table.push(row(way, bytes, await median(bytes, feed)));
};
for (const bytes of [64 * kib, mib, 16 * mib, 64 * mib])
  await add('console, chunks back to back', bytes, (record) => feedOurs(record, false));
for (const bytes of [64 * kib, mib, 4 * mib]) await add('console, one chunk a turn', bytes, (record) => feedOurs(record, true));
for (const bytes of [64 * kib, 256 * kib]) await add('full rescan, as pexpect does', bytes, feedFullRescan);
console.log(
  `62-byte chunks, ${patterns.length} patterns waiting that do not come; a UART at 115200 baud gives 0.0115 MB/s\n${table.toString()}`,
);
