import { parseArgs } from 'node:util';
import { formatMs } from '../src/core/time.ts';
import { WiringBench } from './check-wiring.ts';
import { oddWirings } from './odd-wirings.ts';
import { rightWiring } from './wiring.ts';
import { wrongWirings } from './wrong-wirings.ts';

// Every wrong wiring, and whether `hil check` names it; every odd one, and whether it is content. npm run test:wiring -- --only baud

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [''] } } });
const chosen = [...wrongWirings, ...oddWirings].filter(({ name }) => values.only.some((part) => name.includes(part)));

await using bench = await WiringBench.start();
const right = await bench.check({ wire: ({ dut, next }) => ({ dut: rightWiring(dut), next: rightWiring(next) }) });
const isRight = right.exitCode === 0 && right.report.verdict === 'good';
process.stdout.write(`${isRight ? 'right' : 'WRONG'}  a lab as it should be (${formatMs(right.tookMs)})\n`);
if (!isRight) process.stdout.write(`${JSON.stringify(right.report, undefined, 2)}\n`);

let wrong = isRight ? 0 : 1;
for (const wiring of chosen) {
  const begin = performance.now();
  const differences = await bench.differences(wiring).catch(({ message }: Error) => [`it could not be tried: ${message}`]);
  process.stdout.write(`${differences.length === 0 ? 'right' : 'WRONG'}  ${wiring.name} (${formatMs(performance.now() - begin)})\n`);
  for (const difference of differences) process.stdout.write(`         ${difference.replaceAll('\n', '\n         ')}\n`);
  if (differences.length > 0) wrong++;
}
process.stdout.write(`${chosen.length + 1 - wrong} right, ${wrong} wrong\n`);
process.exitCode = wrong > 0 ? 1 : 0;
