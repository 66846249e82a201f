import { createDetector } from '../src/knowledge/kernel/detector.ts';
import { LogScan } from '../src/knowledge/kernel/log-scan.ts';
import { builtInRules } from '../src/knowledge/kernel/rules/index.ts';
import { grep } from './detector-grep.ts';
import { seeded } from './detector-perturb.ts';
import { show } from './detector-table.ts';

/** Megabytes a second of CPU, which other work on the machine does not lengthen as it lengthens the clock's seconds. */
export const throughput = (clean: readonly string[], crashes: readonly string[]): void => {
  const quiet = Array.from(
    { length: 400_000 },
    (_, index) => `[${(index / 1000).toFixed(6).padStart(12)}] usb 1-1: new high-speed USB device number ${index} using xhci-hcd\r\n`,
  );
  const rows = [['made-up clean boot', ...rates([quiet.join('')])]];
  if (clean.length > 0)
    rows.push(['clean boots', ...rates(repeat(clean, 30))], ['syz-report, one detector a log', ...rates(repeat(crashes, 8))]);
  rows.push(['garbage', ...rates([garbage(32)])], ['near misses of every headline', ...rates([nearMisses()])]);
  show(['text', 'MB/s of CPU', 'grep, all lines', 'grep, to its first line'], rows);
  state();
};

const repeat = (texts: readonly string[], times: number): string[] => Array.from({ length: times }, () => texts).flat();

const scan = (logs: readonly Buffer[]): void => {
  for (const log of logs) {
    const detector = createDetector({ onIncident: () => {} });
    for (let at = 0; at < log.length; at += 65_536) detector.feed('a53', log.subarray(at, at + 65_536), 0);
    detector.end();
  }
};

const rates = (texts: readonly string[]): string[] => {
  const logs = texts.map((text) => Buffer.from(text, 'latin1'));
  const bytes = logs.reduce((sum, log) => sum + log.length, 0);
  // Once before, as a scan of many logs has its code compiled after the first.
  scan(logs.slice(0, Math.ceil(logs.length / 4)));
  const start = process.cpuUsage();
  scan(logs);
  const { user, system } = process.cpuUsage(start);
  const [all, first] = [false, true].map((stop) => grep(texts, stop).seconds * 1e6);
  return [user + system, all!, first!].map((microseconds) => (bytes / microseconds).toFixed(0));
};

/** What a detector holds after a gigabyte of garbage, and after as much of reports that never end. */
const state = (): void => {
  const endless = Buffer.from(
    `[   20.000000] BUG: KASAN: use-after-free in a+0x1/0x2\n${'[   20.000001]  fn+0x1/0x2 and so on\n'.repeat(80_000)}`,
  );
  const rows = [Buffer.from(garbage(32), 'latin1'), endless].map((piece, index) => {
    const detector = createDetector({ onIncident: () => {} });
    const before = heap();
    for (let fed = 0; fed < (index === 0 ? 1e9 : 1e8); fed += piece.length) detector.feed('a53', piece, 0);
    const held = heap() - before;
    detector.end();
    return [index === 0 ? '1 GB of garbage' : '100 MB of one report', Math.max(0, held / 1024).toFixed(0)];
  });
  show(['text', 'KiB held'], [...rows, ['1,000,000 incidents of `hil scan`', incidents(1_000_000)]]);
};

/** How much more is held after many incidents, no two of them alike, than after the first tenth of them. */
const incidents = (count: number): string => {
  let told = 0;
  let first = 0;
  const scan = new LogScan({ tell: () => told++ });
  for (let number = 0; number < count; number += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) => incident(number + index));
    scan.feed(Buffer.from(lines.join('')));
    if (number === count / 10) first = heap();
  }
  const held = heap() - first;
  scan.end();
  return told === count ? Math.max(0, held / 1024).toFixed(0) : `${told} of ${count} told`;
};

const incident = (number: number): string =>
  `[${(10 * number).toFixed(6).padStart(12)}] BUG: KASAN: use-after-free in fn_${number}+0x1/0x2\n`;

/** Every headline with three characters lost, each before a line that only a report has. */
const nearMisses = (): string =>
  builtInRules
    .map(
      ({ test }) =>
        `[   20.000000] ${test.slice(0, 5)}${test.slice(6, 9)}${test.slice(10, 13)}${test.slice(14)}\n[   20.000001] Call trace:\n`,
    )
    .join('')
    .repeat(100);

const heap = (): number => {
  global.gc?.();
  return process.memoryUsage().heapUsed;
};

const garbage = (megabytes: number): string => {
  const random = seeded(7);
  return Buffer.from(Array.from({ length: megabytes * 1_000_000 }, () => random() * 256)).toString('latin1');
};
