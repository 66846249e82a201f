import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { KernelIncident } from '../src/core/incident.ts';
import { scanText } from '../src/knowledge/kernel/log-scan.ts';
import { grep, grepPatterns } from './detector-grep.ts';
import { perturbations, seeded } from './detector-perturb.ts';
import { reasons } from './detector-reasons.ts';
import { throughput } from './detector-speed.ts';
import { show, type Table } from './detector-table.ts';
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

/** Words on the command line pick rows of the perturbations and transports, and leave out the rest. */
const picked = process.argv.slice(2).join(' ');

const main = (): void => {
  if (!existsSync(corpus)) {
    console.log(
      'The development corpus is absent: ../shared/corpus/kernel-logs.dev.jsonl.gz. Only throughput on made-up text is measured.',
    );
    throughput([], []);
    return;
  }
  const logs = gunzipSync(readFileSync(corpus))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
  const labelled = logs.filter(({ expect }) => expect.kind !== 'early-hang');
  const found = new Map(labelled.map((log) => [log, scanText(log.log)]));
  if (picked === '') bySource(labelled, found);
  if (picked === '') byKind(labelled, found);
  if (picked === '') reasons(labelled.map((log) => ({ log: log.log, incidents: found.get(log)! })));
  byPerturbation(labelled, found);
  byTransport(labelled, found);
  if (picked === '') throughput(textsOf(labelled, 'neg-clean'), textsOf(labelled, 'syz-report'));
};

type Found = ReadonlyMap<Labelled, readonly KernelIncident[]>;

const textsOf = (logs: readonly Labelled[], source: string): string[] =>
  logs.filter(({ corpus }) => corpus === source).map(({ log }) => log);
const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1));
const count = (answers: readonly boolean[]): number => answers.filter(Boolean).length;

const summary = (logs: readonly Labelled[], found: Found): Table[number] => {
  const crashes = logs.filter(({ expect }) => expect.crash);
  const harmless = logs.filter(({ expect }) => !expect.crash);
  const seen = crashes.filter((log) => found.get(log)!.length > 0);
  const right = seen.filter((log) => found.get(log)![0]!.kind === kindOf(log));
  const [grepSeen, grepFalse] = [crashes, harmless].map((some) => count(grep(some.map(({ log }) => log)).found));
  return [
    crashes.length,
    percent(seen.length, crashes.length),
    percent(grepSeen!, crashes.length),
    percent(right.length, crashes.length),
    harmless.length,
    harmless.filter((log) => found.get(log)!.length > 0).length,
    grepFalse!,
  ];
};

const bySource = (logs: readonly Labelled[], found: Found): void => {
  const sources = [...new Set(logs.map(({ corpus }) => corpus))].map((name): [string, Labelled[]] => [
    name,
    logs.filter(({ corpus }) => corpus === name),
  ]);
  sources.push(['all but syz-report', logs.filter(({ corpus }) => corpus !== 'syz-report')]);
  console.log(`grep: GNU grep -E with ${grepPatterns} patterns`);
  show(
    ['source', 'crashes', 'recall %', 'grep %', 'kind right %', 'harmless', 'false alarms', "grep's"],
    sources.map(([name, some]) => [name, ...summary(some, found)]),
  );
};

const byKind = (logs: readonly Labelled[], found: Found): void => {
  const crashes = logs.filter(({ expect }) => expect.crash);
  show(
    ['kind', 'crashes', 'recall %', 'grep %', 'kind right %'],
    [...new Set(crashes.map(kindOf))].sort().map((kind) => [
      kind,
      ...summary(
        crashes.filter((log) => kindOf(log) === kind),
        found,
      ).slice(0, 4),
    ]),
  );
};

/** Of logs that one change was made to: how many are still seen, by us and by grep, and how many keep their title. */
const kept = (crashes: readonly Labelled[], changed: readonly string[], found: Found): string[] => {
  const first = changed.map((log) => scanText(log)[0]);
  const titled = crashes.filter((log, index) => first[index]?.title === found.get(log)![0]?.title);
  const seen = count(first.map((incident) => incident !== undefined));
  return [seen, count(grep(changed).found), titled.length].map((part) => percent(part, crashes.length));
};

const crashesOf = (logs: readonly Labelled[]): readonly Labelled[] =>
  logs.filter(({ corpus, expect }) => corpus === 'syz-report' && expect.crash && !expect.corrupted);

/** One seed a log: which characters are lost in one does not depend on the length of those before it. */
const byPerturbation = (logs: readonly Labelled[], found: Found): void => {
  const crashes = crashesOf(logs);
  const harmless = logs.filter(({ expect }) => !expect.crash && expect.kind === 'none');
  const rows = perturbations
    .filter(({ name }) => name.includes(picked))
    .map(({ name, lossFree, change }) => {
      const changed = (some: readonly Labelled[]): string[] => some.map(({ log }, index) => change(log, seeded(20_241_123 + index)));
      const extra = changed(harmless).map((log, index) => scanText(log).length - found.get(harmless[index]!)!.length);
      return [name, lossFree ? 'yes' : 'no', ...kept(crashes, changed(crashes), found), extra.reduce((sum, more) => sum + more, 0)];
    });
  show(['perturbation', 'loss-free', 'recall %', 'grep %', 'title kept %', 'new false alarms'], rows);
};

const byTransport = (logs: readonly Labelled[], found: Found): void => {
  const crashes = crashesOf(logs);
  const harmless = logs.filter(({ expect }) => !expect.crash && expect.kind === 'none');
  const rows = transports
    .filter(({ name }) => name.includes(picked))
    .map(({ name, isReal, change }) => [
      name,
      isReal ? 'the tool' : 'its format',
      ...kept(
        crashes,
        crashes.map(({ log }) => change(log)),
        found,
      ),
      harmless.reduce((sum, log) => sum + Math.max(0, scanText(change(log.log)).length - found.get(log)!.length), 0),
    ]);
  show(['transport', 'made by', 'recall %', 'grep %', 'title kept %', 'new false alarms'], rows);
};

main();
