import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { formatMs, monotonicMs } from '../src/core/time.ts';
import { BenchBoard } from './bench-board.ts';
import { drawMatrix } from './draw-matrix.ts';
import { HilRun } from './hil-run.ts';
import { moments } from './moments.ts';
import { type CaseResult, runCase } from './run-case.ts';
import { strokes } from './signals.ts';

// Every moment of a run, struck by everything that can end it. npm run test:kill -- --moment 'M7' --signal supervisor --jobs 2

const { values } = parseArgs({
  options: {
    moment: { type: 'string', multiple: true, default: [''] },
    signal: { type: 'string', multiple: true, default: [...strokes] },
    keep: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
  },
});
const jobs = Number(values.jobs);
const chosen = moments.filter(({ name }) => values.moment.some((part) => name.includes(part)));
const signals = strokes.filter((stroke) => values.signal.includes(stroke));

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    HilRun.clearAll();
    process.exit(130);
  });
}
const begin = monotonicMs();
const boards = await Promise.all(Array.from({ length: jobs }, () => BenchBoard.remembering()));
const results: CaseResult[] = [];
const limit = pLimit(jobs);

const runOne = async (moment: (typeof moments)[number], stroke: (typeof strokes)[number]): Promise<void> => {
  const board = boards.pop()!;
  const result = await runCase(moment, stroke, board, values.keep).catch(
    (cause: Error): CaseResult => ({
      moment: moment.name,
      stroke,
      verdict: 'failed',
      problems: [`it could not be tried: ${cause.message}`],
      tookMs: 0,
    }),
  );
  results.push(result);
  const { verdict, problems, tookMs, offMs } = result;
  const off = offMs === undefined ? '' : `, off after ${formatMs(offMs)}`;
  process.stdout.write(`${verdict.padEnd(7)} ${moment.name} x ${stroke} (${formatMs(tookMs)}${off})\n`);
  for (const problem of problems) process.stdout.write(`          ${problem}\n`);
  // A board that is in a state nobody knows serves no other case: one of a run that was not looked at to its end, too.
  if (verdict !== 'passed') {
    await board[Symbol.asyncDispose]();
    boards.push(await BenchBoard.remembering());
  } else boards.push(board);
};

const cases = chosen.flatMap((moment) =>
  signals.filter((stroke) => stroke !== 'twice' || moment.isHurried).map((stroke) => ({ moment, stroke })),
);
await Promise.all(cases.map(({ moment, stroke }) => limit(() => runOne(moment, stroke))));
await Promise.all(boards.map((board) => board[Symbol.asyncDispose]()));
const count = (verdict: CaseResult['verdict']): number => results.filter((result) => result.verdict === verdict).length;
process.stdout.write(`\n${drawMatrix(chosen, signals, results)}\n`);
const absent = count('absent') > 0 ? `, ${count('absent')} without such a process` : '';
process.stdout.write(`${count('passed')} passed, ${count('failed')} failed${absent}, in ${formatMs(monotonicMs() - begin)}\n`);
process.exit(count('failed') > 0 || results.length === 0 ? 1 : 0);
