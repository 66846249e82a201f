import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { HilRun } from '../kill/hil-run.ts';
import { formatMs, monotonicMs } from '../src/core/time.ts';
import { BoardPool } from './board-pool.ts';
import { drawWorlds } from './draw-worlds.ts';
import { runWorld, type WorldResult } from './run-world.ts';
import { worlds } from './worlds/index.ts';

// Every broken world, and whether a run in it says what is right. npm run test:verdicts -- --only heartbeat --jobs 2 --keep

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    jobs: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const chosen = worlds.filter(({ name, family }) => values.only.some((part) => `${family}/${name}`.includes(part)));

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    HilRun.clearAll();
    process.exit(130);
  });
}
const begin = monotonicMs();
const results: WorldResult[] = [];
const tried = async (world: (typeof worlds)[number], pool: BoardPool): Promise<void> => {
  const result = await pool
    .with(world, (parts) => runWorld(world, parts, values.keep))
    .catch(({ message }: Error): WorldResult => ({ world, differences: [`it could not be tried: ${message}`], tookMs: 0 }));
  results.push(result);
  process.stdout.write(
    `${result.differences.length === 0 ? 'right' : 'WRONG'}  ${world.family}/${world.name} (${formatMs(result.tookMs)})\n`,
  );
  for (const difference of result.differences) process.stdout.write(`         ${difference}\n`);
};
{
  await using pool = new BoardPool();
  const limit = pLimit(Number(values.jobs));
  await Promise.all(chosen.map((world) => limit(() => tried(world, pool))));
}
process.stdout.write(`\n${drawWorlds(chosen.map((world) => results.find((result) => result.world === world)!))}\n`);
const wrong = results.filter(({ differences }) => differences.length > 0).length;
process.stdout.write(`${results.length - wrong} right, ${wrong} wrong, in ${formatMs(monotonicMs() - begin)}\n`);
process.exit(wrong > 0 || results.length === 0 ? 1 : 0);
