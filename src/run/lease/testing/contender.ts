import { createInterface } from 'node:readline';
import { monotonicMs } from '../../../core/time.ts';
import { type Lease, takeLease } from '../lease.ts';
import { LeaseFolder } from '../lease-folder.ts';

// One process that wants boards, told so on standard input: `take AT WIRE…` at that host monotonic time, `keep`, `release`, `abandon`. Answers every
// command with a line, and says `lost` when it comes to that.
const [folderPath, terms = '{}'] = process.argv.slice(2);
const folder = new LeaseFolder(folderPath);
let lease: Lease | undefined;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const take = (at: number, wires: readonly string[]): string => {
  // Both contenders spin, so that they begin within microseconds of each other.
  while (monotonicMs() < at);
  const taking = takeLease(folder, { board: 'b', wires, command: 'contender', config: 'lab.config.ts', ...(JSON.parse(terms) as object) });
  lease = taking.lease ?? lease;
  return taking.lease ? `taken ${taking.broken.map(({ state }) => state).join(' ')}`.trim() : `busy ${taking.holding.state}`;
};

const obey: Readonly<Record<string, (args: readonly string[]) => string>> = {
  take: ([at, ...wires]) => take(Number(at), wires),
  keep: () => {
    lease?.keep((by) => say(`lost ${by?.record?.by.pid ?? ''}`));
    return 'kept';
  },
  release: () => {
    lease?.release();
    return 'released';
  },
  abandon: () => {
    lease?.abandon();
    return 'abandoned';
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', ...args] = line.split(' ');
  say(obey[command]?.(args) ?? 'what?');
}
