import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { monotonicMs } from '../src/core/time.ts';

// The main job as a user starts it: wall time, and the memory of all its processes together. Goals: under 90 s, under 600 MB.

const sampleEveryMs = 250;

interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const processes = (): ProcessInfo[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(pid), parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
      } catch {
        return [];
      }
    });

const treeOf = (root: number): ProcessInfo[] => {
  const all = processes();
  const tree = all.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
};

// Proportional set size: what is shared between processes counts once.
const megabytes = (pid: number, field: 'Pss' | 'Rss'): number => {
  try {
    const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
};

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
  const Rss = tree.reduce((sum, { pid }) => sum + megabytes(pid, 'Rss'), 0);
  if (Rss <= peak.Rss) return;
  peak.Rss = Rss;
  peak.Pss = tree.reduce((sum, { pid }) => sum + megabytes(pid, 'Pss'), 0);
  peak.table = tree.map(({ pid, command }) => `  ${megabytes(pid, 'Rss').toFixed(0).padStart(5)} MB  ${command.slice(0, 110)}`);
}, sampleEveryMs);
const exitCode = await new Promise((resolve) => child.once('exit', resolve));
clearInterval(sampling);

console.log(output.trimEnd().split('\n').slice(-6).join('\n'));
console.log(`\nmain job: ${((monotonicMs() - begin) / 1000).toFixed(1)} s (goal < 90 s), exit code ${exitCode}`);
console.log(
  `peak memory of all processes: ${peak.Rss.toFixed(0)} MB resident, ${peak.Pss.toFixed(0)} MB when shared pages count once (goal < 600 MB)`,
);
console.log(peak.table.join('\n'));
