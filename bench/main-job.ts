import { spawn } from 'node:child_process';
import { monotonicMs } from '../src/core/time.ts';
import { megabytes, treeOf } from './process-tree.ts';

// The main job as a user starts it: wall time, and the memory of all its processes together. Goals: under 90 s, under 600 MB.

const sampleEveryMs = 250;

const begin = monotonicMs();
const child = spawn(process.execPath, ['bin/hil.js', 'run', '--board', 'virtual', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
child.stdout.on('data', (text: Buffer) => {
  output += text;
});
const peak = { Pss: 0, Rss: 0, processes: 0, table: [] as string[] };
const sampling = setInterval(() => {
  const tree = treeOf(child.pid!);
  const Rss = tree.reduce((sum, member) => sum + megabytes(member, 'Rss'), 0);
  if (Rss <= peak.Rss) return;
  peak.Rss = Rss;
  peak.Pss = tree.reduce((sum, member) => sum + megabytes(member, 'Pss'), 0);
  peak.table = tree.map((member) => `  ${megabytes(member, 'Rss').toFixed(0).padStart(5)} MB  ${member.command.slice(0, 110)}`);
}, sampleEveryMs);
const exitCode = await new Promise((resolve) => child.once('exit', resolve));
clearInterval(sampling);

console.log(output.trimEnd().split('\n').slice(-6).join('\n'));
console.log(`\nmain job: ${((monotonicMs() - begin) / 1000).toFixed(1)} s (goal < 90 s), exit code ${exitCode}`);
console.log(
  `peak memory of all processes: ${peak.Rss.toFixed(0)} MB resident, ${peak.Pss.toFixed(0)} MB when shared pages count once (goal < 600 MB)`,
);
console.log(peak.table.join('\n'));
