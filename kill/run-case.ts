import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hostLimit } from '../src/core/testing/host-pace.ts';
import { monotonicMs } from '../src/core/time.ts';
import type { BenchBoard } from './bench-board.ts';
import { CaseFolder } from './case-folder.ts';
import { HilRun } from './hil-run.ts';
import { JournalTail } from './journal-tail.ts';
import { junitProblems } from './junit-check.ts';
import { leaseProblems } from './lease-check.ts';
import type { Moment } from './moment.ts';
import { PowerWatch } from './power-watch.ts';
import { orphans, type Stroke, strike } from './signals.ts';
import { Watch } from './watch.ts';
import { WireTap } from './wire-tap.ts';

export interface CaseResult {
  readonly moment: string;
  readonly stroke: Stroke;
  /** absent: there was no such process at this moment. */
  readonly verdict: 'passed' | 'failed' | 'absent';
  readonly problems: readonly string[];
  /** Host milliseconds from the stroke to the board without power; undefined when it had none. */
  readonly offMs?: number;
  readonly tookMs: number;
}

const reachWithinMs = 180_000;
const lastLines = (text: string): string[] => text.trim().split('\n').slice(-60);
const endWithinMs = 40_000;
/** What is asked of us: the board's end state and no process, so long after the stroke. */
export const goalMs = 10_000;

/** Brings a run to a moment, strikes, and looks what is left. `keep`: leaves the lab of a case that failed where it is. */
export const runCase = async (moment: Moment, stroke: Stroke, board: BenchBoard, keep = false): Promise<CaseResult> => {
  const begin = monotonicMs();
  await using tap = await WireTap.into(board.endpoints, moment.isSlow ? 20 : 0);
  using folder = new CaseFolder(board.endpoints, tap, moment);
  const struck = new Case({ moment, stroke, board, tap, folder });
  const outcome = await struck.run();
  if (keep && outcome.verdict === 'failed') folder.keep();
  return { moment: moment.name, stroke, ...outcome, tookMs: monotonicMs() - begin };
};

interface CaseParts {
  readonly moment: Moment;
  readonly stroke: Stroke;
  readonly board: BenchBoard;
  readonly tap: WireTap;
  readonly folder: CaseFolder;
}

class Case {
  readonly #parts: CaseParts;
  readonly #problems: string[] = [];
  constructor(parts: CaseParts) {
    this.#parts = parts;
  }

  async run(): Promise<Pick<CaseResult, 'verdict' | 'problems' | 'offMs'>> {
    const { moment, board, stroke } = this.#parts;
    if (moment.arms) await board.arm(moment.arms);
    const run = this.#start(moment.suite, moment.arguments);
    try {
      const hit = await this.#untilStruck(run);
      if (hit !== 'struck') {
        if (hit === 'missed') this.#problems.push(await this.#whyMissed(run));
        return { verdict: hit === 'absent' ? 'absent' : 'failed', problems: this.#problems };
      }
      const power = new PowerWatch(board);
      await this.#afterwards(run, power);
      if (orphans(stroke) || this.#parts.folder.owed !== undefined) await this.#nextRun();
      await this.#judge();
      return { verdict: this.#problems.length > 0 ? 'failed' : 'passed', problems: this.#problems, ...power.result };
    } finally {
      run.clear();
      await board.disarm();
      await board.switchPower(false);
    }
  }

  #start(suite: string, args: readonly string[] = []): HilRun {
    const { folder } = this.#parts;
    return new HilRun(['run', suite, ...args], { cwd: folder.dir, mark: randomUUID(), env: folder.environment });
  }

  async #untilStruck(run: HilRun): Promise<'struck' | 'absent' | 'missed'> {
    const { moment, stroke, tap, folder } = this.#parts;
    const journal = new JournalTail(folder.reports);
    let hit: boolean | undefined;
    const watch = new Watch({
      signs: moment.signs,
      dir: folder.dir,
      events: () => journal.read(),
      text: () => run.text,
      onReached: () => {
        hit = strike(run, stroke);
        if (!moment.staysHeld) folder.release();
      },
    });
    const deaf = tap.listen((sign) => watch.take(sign));
    const late = monotonicMs() + hostLimit(reachWithinMs);
    while (hit === undefined && !run.hasEnded && monotonicMs() < late) {
      watch.look();
      await wait(10);
    }
    deaf();
    if (hit === undefined) watch.look();
    return hit === undefined ? 'missed' : hit ? 'struck' : 'absent';
  }

  // The run is gone with its folder when somebody reads this.
  async #whyMissed(run: HilRun): Promise<string> {
    const { code, signal } = run.hasEnded ? await run.ended : {};
    const how = run.hasEnded ? `the run ended with ${code ?? signal}` : `${Math.round(reachWithinMs / 1000)} s passed`;
    return [`the moment did not come before ${how}; it said:`, ...lastLines(run.text)].join('\n');
  }

  /** From the stroke to the end of everything that belongs to the run. */
  async #afterwards(run: HilRun, power: PowerWatch): Promise<void> {
    const { stroke, moment, folder } = this.#parts;
    const since = monotonicMs();
    const isOver = (): boolean => run.hasEnded && run.family().length === 0;
    while (!isOver() && monotonicMs() - since < hostLimit(endWithinMs)) await power.look();
    await power.look();
    const left = run.family();
    for (const { command } of left) this.#problems.push(`a process is left: ${command.slice(0, 120)}`);
    if (stroke !== 'worker' && monotonicMs() - since > hostLimit(goalMs))
      this.#problems.push(`it took ${Math.round(monotonicMs() - since)} ms to end`);
    if (moment.endState !== 'keep' && stroke !== 'all')
      this.#problems.push(...power.problems(hostLimit(stroke === 'worker' ? endWithinMs : goalMs)));
    if (!orphans(stroke)) {
      this.#problems.push(...leaseProblems(folder.leases));
      for (const name of folder.temporary) this.#problems.push(`a temporary file is left: ${name}`);
      if (/^\s+at .*(?:node:|\/src\/|node_modules).*:\d+:\d+\)?$/m.test(run.text)) this.#problems.push('it printed a stack trace');
      const { code, signal } = await run.ended;
      // Before it has read the lab file there is nothing to put in order.
      const mayDie = signal === stroke && folder.runs.length === 0;
      if (!mayDie && (code === null || ![0, 1, 2, 3].includes(code))) this.#problems.push(`it ended with ${code ?? signal}`);
    }
  }

  /** Another run on the same board: it puts in order what nobody else could, first of all the power. */
  async #nextRun(): Promise<void> {
    const { board, tap, moment, stroke } = this.#parts;
    const wasOn = (await board.power()) === 'on';
    const switched: boolean[] = [];
    const deaf = tap.listen((sign) => {
      if (sign.wire === 'relay' && sign.at === 'asked') switched.push(sign.on);
    });
    this.#parts.folder.release();
    const run = this.#start('next');
    const { code, text } = await run.ended;
    deaf();
    if (code !== 0) this.#problems.push([`the next run ended with ${code}; it said:`, ...lastLines(text)].join('\n'));
    // A board process that outlived its supervisor has left the board as it was told, and in order.
    const isLeftOn = moment.endState === 'keep' && stroke !== 'all';
    if (wasOn && !isLeftOn && switched[0] !== false) this.#problems.push('the next run did not begin with switching the board off');
    if (run.family().length > 0) this.#problems.push('a process of the next run is left');
    run.clear();
  }

  async #judge(): Promise<void> {
    const { board, folder, moment } = this.#parts;
    const power = await board.power();
    if (power !== (moment.endState === 'keep' ? 'on' : 'off')) this.#problems.push(`in the end the board is ${power}`);
    if (folder.owed !== undefined) this.#problems.push(`the board is owed: ${folder.owed.replaceAll(/\s+/g, ' ')}`);
    this.#problems.push(...(await board.changes()).map((change) => `on the board: ${change}`));
    this.#problems.push(...leaseProblems(folder.leases));
    for (const run of folder.runs) this.#problems.push(...(await junitProblems(run)));
  }
}
