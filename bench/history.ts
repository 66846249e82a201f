import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driftsOf } from '../src/history/drift.ts';
import { readPastRuns } from '../src/history/past-run.ts';
import { historyOf } from '../src/history/scenario-history.ts';
import { failed, pastRun, pastScenario } from '../src/history/testing/past-runs.ts';

// Three years of nights: 1,000 runs of 50 scenarios with measurements and ten boots each.
const nights = 1000;
const scenarios = 50;
const dir = mkdtempSync(join(tmpdir(), 'hil-bench-history-'));
for (let night = 0; night < nights; night++) {
  const results = Array.from({ length: scenarios }, (_, at) => {
    const id = { id: `suite-${at % 6} > scenario ${at}` };
    const measurements = at % 5 === 0 ? [{ name: 'restart', value: 50 + ((night * 7 + at) % 13), unit: 'ms' }] : [];
    return (night * 31 + at) % 97 === 0 ? failed(`mute after ${night} ms`, id) : pastScenario({ ...id, measurements });
  });
  const run = pastRun(
    night,
    results,
    `5.15.${Math.floor(night / 30)}`,
    Array.from({ length: 10 }, (_, at) => 15_000 + ((night * 11 + at) % 500)),
  );
  mkdirSync(join(dir, run.run));
  writeFileSync(join(dir, run.run, 'run.json'), JSON.stringify(run));
}
const before = process.cpuUsage();
const { runs } = readPastRuns([dir]);
const read = process.cpuUsage(before);
const history = historyOf(runs);
const drifts = driftsOf(runs);
const all = process.cpuUsage(before);
const seconds = ({ user, system }: NodeJS.CpuUsage): string => ((user + system) / 1e6).toFixed(2);
console.log(`${runs.length} runs of ${scenarios} scenarios: read in ${seconds(read)} s, with history and drift ${seconds(all)} s of CPU`);
console.log(`${history.length} scenarios, ${drifts.judged} series, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
rmSync(dir, { recursive: true });
