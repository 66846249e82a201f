import { randomUUID } from 'node:crypto';
import type { BenchBoard } from '../kill/bench-board.ts';
import { HilRun } from '../kill/hil-run.ts';
import { invalidJunit } from '../kill/junit-check.ts';
import { leaseProblems } from '../kill/lease-check.ts';
import { UserFolder } from '../kill/user-folder.ts';
import { RunOutputs } from '../src/cli/testing/run-outputs.ts';
import { hostLimit } from '../src/core/testing/host-pace.ts';
import { monotonicMs } from '../src/core/time.ts';
import { differences } from './differences.ts';
import { intervene } from './interventions.ts';
import { smallDisks } from './small-disks.ts';
import { Strikes } from './strikes.ts';
import type { NamedWorld, World } from './world.ts';
import { labFileOf, suiteOf } from './world-lab.ts';
import { WorldWires } from './world-wires.ts';

export interface WorldResult {
  readonly world: NamedWorld;
  /** What is not as it must be, in sentences; empty when all outputs are right. */
  readonly differences: readonly string[];
  readonly tookMs: number;
}

export interface WorldParts {
  readonly board: BenchBoard;
  /** Only where wires lead to it. */
  readonly neighbour: BenchBoard | undefined;
}

const endsWithinMs = 300_000;

/** One run of `hil` in a broken world, and whether all its outputs tell the truth. `keep`: leaves the lab of a world that differs where it is. */
export const runWorld = async (world: NamedWorld, { board, neighbour }: WorldParts, keep = false): Promise<WorldResult> => {
  const begin = monotonicMs();
  if (neighbour && speaksToNeighbour(world)) await upAndRunning(neighbour);
  await using strikes = await Strikes.start();
  await using wires = await WorldWires.start(world, { board, neighbour, strikes });
  using folder = folderOf(world, board, wires);
  using _disks = smallDisks(world, folder);
  const run = new HilRun(['run', ...(world.arguments ?? [])], {
    cwd: folder.dir,
    mark: randomUUID(),
    env: { ...world.environment, ...folder.environment, LAB_PASSWORD: board.endpoints.ssh.password, HIL_VERDICTS_STRIKES: strikes.url },
  });
  strikes.listen((name) => intervene(world.strikes?.[name] ?? [], { board, run }));
  try {
    const found = (await isEnded(run)) ? await looked(world, board, folder, run) : [`it did not end within ${endsWithinMs / 1000} s`];
    if (keep && found.length > 0) folder.keep();
    return { world, differences: found, tookMs: monotonicMs() - begin };
  } finally {
    run.clear();
    await board.disarm();
    for (const one of [board, neighbour]) await one?.switchPower(false);
  }
};

const speaksToNeighbour = ({ wires: { ssh = [], a53 = [], m7 = [] } = {} }: World): boolean =>
  ssh.some((fault) => 'leadsToNeighbour' in fault) || [...a53, ...m7].some((fault) => 'ofNeighbour' in fault);

const upAndRunning = async (neighbour: BenchBoard): Promise<void> => {
  await neighbour.switchPower(true);
  await (await neighbour.ready('true')).go();
};

const folderOf = (world: World, board: BenchBoard, wires: WorldWires): UserFolder => {
  const folder = new UserFolder('hil-verdicts-', labFileOf(world, board.endpoints, wires));
  folder.copy('verdicts/strike.ts', 'strike.ts');
  folder.write('suites/world.ts', suiteOf(world));
  for (const [path, text] of Object.entries(world.files ?? {})) folder.write(path, text);
  return folder;
};

const isEnded = async (run: HilRun): Promise<boolean> => {
  const late = AbortSignal.timeout(hostLimit(endsWithinMs));
  const given = new Promise<false>((resolve) => late.addEventListener('abort', () => resolve(false), { once: true }));
  return Promise.race([run.ended.then(() => true), given]);
};

const looked = async (world: World, board: BenchBoard, folder: UserFolder, run: HilRun): Promise<string[]> => {
  const { code, text } = await run.ended;
  const told = new RunOutputs(folder.runs[0], code, text);
  const power = await board.power();
  const right = world.right.isPowered ? 'on' : 'off';
  return [
    ...differences(world.right, told),
    ...(told.junit === '' ? [] : invalidJunit(told.junit)),
    ...(power === right ? [] : [`in the end the power of the board is ${power}`]),
    ...leaseProblems(folder.leases),
    ...run.family().map(({ command }) => `a process is left: ${command.slice(0, 120)}`),
    ...folder.temporary.map((name) => `a temporary file is left: ${name}`),
    // The place in a suite is told; frames of our own code are not.
    ...(/^\s+at .*(?:node:|\/src\/|node_modules).*:\d+:\d+\)?$/m.test(text) ? ['it printed a stack trace'] : []),
  ];
};
