import { dirname, join } from 'node:path';
import { loadLab } from '../../config/load-lab.ts';
import { requireSecrets } from '../../config/require-secrets.ts';
import type { Board, BoardContext, BoardDefinition } from '../../core/board.ts';
import { type ErrorReport, InvariantError, toErrorReport } from '../../core/errors.ts';
import { relayFailure } from '../../core/every-failure.ts';
import { anySignal } from '../../core/time.ts';
import { JournalWriter } from '../../journal/journal-writer.ts';
import { toWire } from '../../scenario/wire.ts';
import type { Answers, BoardAssignment } from '../board-messages.ts';
import { deferred } from '../deferred.ts';
import { InterruptedError } from '../errors.ts';
import type { FromHandover } from '../handover.ts';
import type { LeaseTicket } from '../lease/lease.ts';
import { takenAway } from '../lease/lease-error.ts';
import { holderText } from '../lease/lease-state.ts';
import { releaseTicket, watchTicket } from '../lease/lease-ticket.ts';
import { closeBoard } from '../recovery/close-board.ts';
import { failsHealth } from '../recovery/health-check.ts';
import { planBoots } from '../schedule/plan.ts';
import { selectScenarios } from '../schedule/selection.ts';
import { leaveScratch } from '../scratch.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { requireFirmware } from '../suites/require-firmware.ts';
import { SuiteHost } from '../suites/suite-host.ts';
import { WorkerServer } from '../suites/worker-server.ts';
import { notRunEvents } from '../verdict/not-run.ts';
import { BoardRun, type BoardRunOptions } from './board-run.ts';
import { Handover } from './handover.ts';
import { PoolClient } from './pool-client.ts';
import { everyRound, roundsUntil, runAll, turnsOf } from './run-loop.ts';
import { log, send } from './supervisor-link.ts';

/** The process that owns one board: captures it, decides about scenarios, and leaves it in its end state whatever happens. */
export class BoardOwner {
  readonly #went = deferred<LeaseTicket | undefined>();
  readonly #interrupted = new AbortController();
  readonly #stopNow = new AbortController();
  readonly #problems: string[] = [];
  #isLost = false;
  #pool: PoolClient | undefined;
  #run: BoardRun | undefined;
  handover: Handover | undefined;
  #loading: SuiteHost | undefined;

  async start(assignment: BoardAssignment): Promise<void> {
    const { board: name, configPath, patterns, selection, scratch, inOrder, isPooled } = assignment;
    if (isPooled) this.#pool = new PoolClient((message) => void send(message), this.#interrupted.signal);
    let host: SuiteHost | undefined;
    try {
      const lab = await loadLab(configPath);
      requireSecrets(lab, [name]);
      host = await SuiteHost.open({
        root: dirname(configPath),
        suites: lab.suites,
        patterns,
        scratch,
        onWorker: (pid) => void send({ type: 'worker', pid }),
        log,
      });
      this.#loading = host;
      const chosen = selectScenarios(await host.collect(), selection, dirname(configPath));
      host.choose(chosen);
      const { order: scenarios } = planBoots(chosen, { inOrder });
      this.#loading = undefined;
      requireFirmware(
        scenarios.map(({ description }) => description),
        lab,
      );
      void send({ type: 'collected', scenarios });
      const lease = await this.#went.promise;
      if (process.connected)
        await this.#leased(lease, () =>
          this.#journaled(
            assignment,
            lab.boards[name]!,
            { firmware: lab.firmware, overlays: lab.overlays, os: lab.os, netboot: lab.netboot, detector: lab.detector ?? {} },
            host!,
            scenarios,
          ),
        );
    } catch (cause) {
      await send({ type: 'refused', error: toWire(cause) });
    } finally {
      await host?.end();
      leaveScratch(scratch, { isLast: !process.connected });
    }
  }

  go(lease?: LeaseTicket): void {
    this.#went.resolve(lease);
  }

  /** Not even the end state is this run's affair any more. */
  lost(holder: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const why = takenAway(holder);
    this.#interrupted.abort(why);
    this.#run?.stop(why);
    this.#stopNow.abort(why);
    this.go();
  }

  answered(number: number, answer: Answers[keyof Answers]): void {
    this.#pool?.answered(number, answer);
  }

  stop(reason: string): void {
    const why = new InterruptedError(reason);
    this.#interrupted.abort(why);
    this.#run?.stop(why);
    this.go();
  }

  /** Nobody is left for whom suites could be loaded. */
  orphaned(): void {
    this.stop('the supervisor is gone');
    this.#loading?.killWorker();
  }

  stopNow(): void {
    this.stop('interrupted');
    this.#stopNow.abort(new InterruptedError('interrupted twice'));
  }

  /** Something that was promised does not hold: the board must be safe before anything else. */
  broken(cause: unknown): void {
    log('warn', `unexpected: ${toErrorReport(cause).stack ?? String(cause)}`);
    this.#problems.push(`unexpected in the board process: ${toErrorReport(cause).message}`);
    this.#run?.stop(new InvariantError('the runner met an error of its own', { cause }));
  }

  async #leased(lease: LeaseTicket | undefined, body: () => Promise<void>): Promise<void> {
    const done = new AbortController();
    // The supervisor looks too, but it may be stopped, or gone.
    if (lease) void watchTicket(lease, done.signal, (by) => this.lost(by ? holderText(by) : 'somebody'));
    await body().finally(() => done.abort());
    if (lease && !process.connected && !this.#isLost && this.#problems.length === 0) releaseTicket(lease);
  }

  async #journaled(
    { board: name, dir, stateDir, repeat, soak, bail, retries, handover: terms }: BoardAssignment,
    definition: BoardDefinition,
    parts: Pick<BoardContext, 'firmware' | 'overlays' | 'os' | 'netboot' | 'detector'>,
    host: SuiteHost,
    scenarios: readonly CollectedScenario[],
  ): Promise<void> {
    const isBulk = (type: string): boolean => type === 'console.received' || type === 'console.sent' || type === 'kmsg.received';
    await using journal = new JournalWriter({
      dir: join(dir, name),
      name: 'events',
      board: name,
      onEvent: (event) => {
        if (!isBulk(event.type)) void send({ type: 'event', event });
      },
      onTrouble: (message) => {
        log('warn', message);
        this.#problems.push(message);
      },
    });
    const emit: BoardContext['emit'] = (event) => journal.append(event);
    const closing = new AbortController();
    const context: BoardContext = { name, stateDir, ...parts, signal: anySignal(closing.signal, this.#stopNow.signal), emit, log };
    try {
      this.#interrupted.signal.throwIfAborted();
      const board = await definition.open(context);
      const { endState = 'off' } = definition;
      const tell = (message: FromHandover): void => void send({ type: 'handover', message });
      const handover = new Handover({ terms, board, endState, send: tell, emit, signal: this.#interrupted.signal });
      this.handover = handover;
      await this.#owned(board, endState, emit, host, [dir, stateDir], { scenarios, repeat, soak, bail, retries, handover });
    } catch (cause) {
      const relay = definition.endState === 'keep' ? undefined : relayFailure(cause);
      if (relay) this.#problems.push(`the board may have power, and nothing could be switched: ${relay.message}`);
      this.#reportNotRun(scenarios, toErrorReport(cause, 'lab'), emit);
    }
    closing.abort();
    await journal.close();
    await send({ type: 'done', problems: this.#problems });
  }

  #reportNotRun(scenarios: readonly CollectedScenario[], why: ErrorReport, emit: BoardContext['emit']): void {
    if (!this.#interrupted.signal.aborted) emit({ type: 'board.excluded', error: why });
    if (this.#pool) {
      this.#pool.leave(why);
      return;
    }
    for (const { description } of scenarios) emit({ type: 'scenario.collected', scenario: description });
    const ids = scenarios.map(({ description }) => description.id);
    for (const event of notRunEvents(ids, why)) emit(event);
  }

  async #owned(
    board: Board,
    endState: 'off' | 'keep',
    emit: BoardContext['emit'],
    host: SuiteHost,
    folders: readonly string[],
    work: Pick<BoardRunOptions, 'scenarios' | 'repeat' | 'soak' | 'bail' | 'retries' | 'handover'>,
  ): Promise<void> {
    const { signal } = this.#interrupted;
    const onFailed = (why: ErrorReport): void => run.owners.failedHealth(why);
    const checkHealth = (): Promise<ErrorReport | undefined> =>
      failsHealth({ board, keepsRunning: endState === 'keep', folders, emit, log, onFailed, signal }).catch((cause: unknown) => {
        if (!signal.aborted) throw cause;
        return undefined;
      });
    const run = new BoardRun({
      ...work,
      checkHealth,
      board,
      pool: this.#pool,
      emit,
      onEnded: (token, why) => server?.ended(token, why),
      onStuck: () => host.killWorker(),
    });
    let server: WorkerServer | undefined;
    this.#run = run;
    try {
      server = await WorkerServer.listen({
        path: host.socketPath,
        calls: run,
        onWorkerGone: () => void run.workerLost('the test process died'),
      });
      if (this.#interrupted.signal.aborted) run.stop(this.#interrupted.signal.reason);
      const unfit = await checkHealth();
      if (unfit) run.exclude(unfit);
      const turns = this.#pool ? turnsOf(this.#pool) : work.soak ? roundsUntil(work.soak.until) : everyRound(work.repeat);
      this.#problems.push(...(await runAll(run, host, turns, this.#interrupted.signal)));
      await run.showFailure();
    } catch (cause) {
      this.broken(cause);
    } finally {
      await run.close('the run ended before it');
      await server?.[Symbol.asyncDispose]();
      const power = await closeBoard(board, {
        endState,
        isInterrupted: this.#interrupted.signal.aborted,
        isLost: () => this.#isLost,
        stopNow: this.#stopNow.signal,
        lookLast: () => run.running.settleM7(),
        onProblem: (problem) => this.#problems.push(problem),
      });
      emit({ type: 'board.closed', power });
      run[Symbol.dispose]();
    }
  }
}
