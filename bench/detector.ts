import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import Table from 'cli-table3';
import type { KernelIncident } from '../src/core/incident.ts';
import { createDetector } from '../src/knowledge/kernel/detector.ts';
import { scanText } from '../src/knowledge/kernel/scan.ts';
import { perturbations, seeded } from './detector-perturb.ts';
import { transports } from './detector-transports.ts';

const corpus = new URL('../../shared/corpus/kernel-logs.dev.jsonl.gz', import.meta.url);

interface Labelled {
  readonly corpus: string;
  readonly id: string;
  readonly log: string;
  readonly expect: { readonly crash: boolean; readonly kind: string; readonly corrupted?: boolean };
}

/** The corpus writes two kinds with shorter names, and holds markers for boots that hung without a word. */
const kinds: Readonly<Record<string, string>> = { firmware: 'firmware-abort', reboot: 'unexpected-reset' };
const kindOf = ({ expect }: Labelled): string => kinds[expect.kind] ?? expect.kind;

const main = (): void => {
  if (!existsSync(corpus)) {
    console.log(
      'The development corpus is absent: ../shared/corpus/kernel-logs.dev.jsonl.gz. Only throughput on made-up text is measured.',
    );
    throughput([]);
    return;
  }
  const logs = gunzipSync(readFileSync(corpus))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
  const labelled = logs.filter(({ expect }) => expect.kind !== 'early-hang');
  const found = new Map(labelled.map((log) => [log, scanText(log.log)]));
  bySource(labelled, found);
  byKind(labelled, found);
  byPerturbation(labelled, found);
  byTransport(labelled, found);
  throughput(labelled);
};

type Found = ReadonlyMap<Labelled, readonly KernelIncident[]>;

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1));
const show = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  console.log(table.toString());
};

const summary = (logs: readonly Labelled[], found: Found): (string | number)[] => {
  const crashes = logs.filter(({ expect }) => expect.crash);
  const seen = crashes.filter((log) => found.get(log)!.length > 0);
  const right = seen.filter((log) => found.get(log)![0]!.kind === kindOf(log));
  const false_ = logs.filter(({ expect }) => !expect.crash).reduce((sum, log) => sum + found.get(log)!.length, 0);
  return [
    crashes.length,
    percent(seen.length, crashes.length),
    percent(right.length, crashes.length),
    logs.length - crashes.length,
    false_,
  ];
};

const bySource = (logs: readonly Labelled[], found: Found): void => {
  const sources = [...new Set(logs.map(({ corpus }) => corpus))];
  const rows = sources.map((source) => [
    source,
    ...summary(
      logs.filter(({ corpus }) => corpus === source),
      found,
    ),
  ]);
  const others = logs.filter(({ corpus }) => corpus !== 'syz-report');
  show(
    ['source', 'crashes', 'recall %', 'kind right %', 'harmless', 'false alarms'],
    [...rows, ['all but syz-report', ...summary(others, found)]],
  );
};

const byKind = (logs: readonly Labelled[], found: Found): void => {
  const names = [...new Set(logs.filter(({ expect }) => expect.crash).map(kindOf))].sort();
  show(
    ['kind', 'crashes', 'recall %', 'kind right %'],
    names.map((kind) => [
      kind,
      ...summary(
        logs.filter((log) => log.expect.crash && kindOf(log) === kind),
        found,
      ).slice(0, 3),
    ]),
  );
};

const byPerturbation = (logs: readonly Labelled[], found: Found): void => {
  const crashes = logs.filter(({ corpus, expect }) => corpus === 'syz-report' && expect.crash && !expect.corrupted);
  const harmless = logs.filter(({ expect }) => !expect.crash && expect.kind === 'none');
  const rows = perturbations.map(({ name, lossFree, change }) => {
    const random = seeded(20_241_123);
    let seen = 0;
    let kept = 0;
    for (const log of crashes) {
      const incidents = scanText(change(log.log, random));
      if (incidents.length > 0) seen++;
      if (incidents[0]?.title === found.get(log)![0]?.title) kept++;
    }
    const extra = harmless.reduce((sum, log) => sum + scanText(change(log.log, random)).length - found.get(log)!.length, 0);
    return [name, lossFree ? 'yes' : 'no', percent(seen, crashes.length), percent(kept, crashes.length), extra];
  });
  show(['perturbation', 'loss-free', 'recall %', 'title kept %', 'new false alarms'], rows);
};

const byTransport = (logs: readonly Labelled[], found: Found): void => {
  const crashes = logs.filter(({ corpus, expect }) => corpus === 'syz-report' && expect.crash && !expect.corrupted);
  const rows = transports.map(({ name, isReal, change }) => {
    const scanned = crashes.map((log) => ({ log, first: scanText(change(log.log))[0] }));
    const seen = scanned.filter(({ first }) => first !== undefined).length;
    const kept = scanned.filter(({ log, first }) => first?.title === found.get(log)![0]?.title).length;
    return [name, isReal ? 'the tool' : 'its format', percent(seen, crashes.length), percent(kept, crashes.length)];
  });
  show(['transport', 'made by', 'recall %', 'title kept %'], rows);
};

const throughput = (logs: readonly Labelled[]): void => {
  const quiet = Array.from(
    { length: 400_000 },
    (_, index) => `[${(index / 1000).toFixed(6).padStart(12)}] usb 1-1: new high-speed USB device number ${index} using xhci-hcd\r\n`,
  );
  const clean = logs.filter(({ corpus }) => corpus === 'neg-clean').map(({ log }) => log);
  const crashes = logs.filter(({ corpus }) => corpus === 'syz-report').map(({ log }) => log);
  const rows = [['made-up clean boot', rate([quiet.join('')])]];
  if (clean.length > 0) rows.push(['clean boots', rate(repeat(clean, 30))], ['syz-report, one detector a log', rate(repeat(crashes, 4))]);
  rows.push(['garbage', rate([garbage(32)])]);
  show(['text', 'MB/s of CPU'], rows);
  state();
};

const repeat = (texts: readonly string[], times: number): string[] => Array.from({ length: times }, () => texts).flat();

const rate = (texts: readonly string[]): string => {
  const logs = texts.map((text) => Buffer.from(text, 'latin1'));
  const bytes = logs.reduce((sum, log) => sum + log.length, 0);
  const start = process.cpuUsage();
  for (const log of logs) {
    const detector = createDetector({ onIncident: () => {} });
    for (let at = 0; at < log.length; at += 65_536) detector.feed('a53', log.subarray(at, at + 65_536), 0);
    detector.end();
  }
  return (bytes / ofCpu(start)).toFixed(0);
};

/** Microseconds of CPU, which other work on the machine does not lengthen. */
const ofCpu = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return user + system;
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
  show(['text', 'KiB held'], rows);
};

const heap = (): number => {
  global.gc?.();
  return process.memoryUsage().heapUsed;
};

const garbage = (megabytes: number): string => {
  const random = seeded(7);
  return Buffer.from(Array.from({ length: megabytes * 1_000_000 }, () => random() * 256)).toString('latin1');
};

main();
