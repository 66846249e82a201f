import { performance } from 'node:perf_hooks';
import type { CoreActivity } from '../../../core/model-limit.ts';
import type { Clock } from '../../../core/time.ts';
import type { VirtualChip } from '../../../core/virtual-model.ts';
import { Bus } from './bus.ts';
import { Core } from './core.ts';
import { CoreProgress, type Progress } from './core-progress.ts';
import { CoreTime } from './core-time.ts';
import { HostShare } from './host-share.ts';
import { InterruptLines } from './interrupt-lines.ts';
import { type M7Listener, M7Notes } from './m7-notes.ts';
import type { Memory } from './memory.ts';
import type { MessagingUnit } from './peripherals/messaging-unit.ts';
import { Peripherals } from './peripherals.ts';

const sliceMs = 4;
const instructionsPerCheck = 512;

export interface M7Options {
  readonly chip: VirtualChip;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly onUart: (byte: number) => void;
  readonly notes: M7Listener;
  /** A watchdog that the M7 started resets the chip. */
  readonly onReset?: () => void;
}

/**
 * The Cortex-M7 with what it meets on its bus. It lives in board time; a host cannot execute 800 million instructions a second, so a busy
 * firmware gets a share of one host core and its time jumps on, as if every instruction had taken longer.
 */
export class M7 {
  readonly bus: Bus;
  readonly mu: MessagingUnit;
  readonly registers: Peripherals['registers'];
  readonly #options: M7Options;
  readonly #notes: M7Notes;
  readonly #parts: Peripherals;
  readonly #host = new HostShare();
  readonly #lines = new InterruptLines();
  readonly #progress = new CoreProgress();
  #core: Core | undefined;
  #clocked = false;
  #wedged = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #time: CoreTime;

  constructor(options: M7Options) {
    this.#options = options;
    this.#time = new CoreTime(options.clock);
    this.#notes = new M7Notes(options.notes);
    this.#notes.pc = () => this.#core?.at;
    this.#parts = new Peripherals({
      chip: options.chip,
      notes: this.#notes,
      now: () => this.#present(),
      onUart: options.onUart,
      setLine: (interrupt, high) => this.#lines.set(interrupt, high),
      onPoll: () => this.#core?.pause(),
      onStuck: () => this.wedge(),
    });
    this.mu = this.#parts.mu;
    this.registers = this.#parts.registers;
    this.bus = new Bus({ memory: options.memory, windows: options.chip.windows, ...this.#parts.onBus });
    options.memory.watch((buffer, offset, bytes) => this.#core?.written(buffer, offset, bytes));
  }

  /** Time inside a run of the core. */
  #present(): number {
    return this.#time.now + (this.#core?.executed ?? 0) * this.#options.chip.cycleNs;
  }

  get activity(): CoreActivity {
    if (!this.#core) return 'held';
    if (this.#wedged) return 'wedged';
    if (this.#core.halt) return this.#core.halt.activity;
    if (!this.#clocked) return 'gated';
    return this.#core.isWaiting ? 'waiting' : 'executing';
  }

  /** Why it is in lockup. */
  get reason(): string | undefined {
    return this.#core?.halt?.reason;
  }

  /** Instructions executed and times it went to sleep since it left reset: what it has had of host time. */
  get progress(): Progress {
    return { ...this.#progress.counts, cpuMs: this.#host.cpuMs };
  }

  /**
   * True once the core had the host time for what a real one does in 100 ms since `mark`, an earlier `progress`: it went through its loop to the
   * next sleep, or executed what a start-up and some turns of a loop take. A core that cannot execute has had it.
   */
  hadItsChance(mark: Pick<Progress, 'instructions' | 'sleeps'>): boolean {
    const isAlive = this.activity === 'executing' || this.activity === 'waiting';
    return !isAlive || !this.#hasWork() || this.#progress.isEnoughSince(mark);
  }

  /** As CoreTime's. */
  givenSince(at: number): number {
    return this.#time.givenSince(at, this.#hasWork());
  }

  /** CPUWAIT cleared: SP and PC come from words 0 and 1 of the ITCM. */
  release(): void {
    if (this.#core) return;
    this.#catchUp();
    this.#wedged = false;
    this.#progress.startOver();
    this.#host.renew();
    this.#notes.startOver();
    this.#core = new Core(this.#options.chip, this.bus, this.#notes, () => this.#present());
    this.#lines.connect(this.#core);
    this.#reportHalt();
    this.#schedule();
  }

  /** CPUWAIT set and the core reset. Memory, MU and UART keep what they have. */
  hold(): void {
    this.#core = undefined;
    this.#lines.connect(undefined);
    this.#wedged = false;
  }

  /** Root clock and power domain. Without them a running core stops where it is and, when they come back, goes on. */
  setClocked(on: boolean): void {
    if (on && !this.#clocked) this.#catchUp();
    this.#clocked = on;
    this.#schedule();
  }

  /** The clock went away in the middle of an access that then never completes; only a reset of the core helps. */
  wedge(why?: string): void {
    if (why && this.#core && !this.#core.halt) this.#notes.mishap(why);
    if (this.#core) this.#wedged = true;
    this.#core?.pause();
  }

  /** Power-on state of core, UART and MU. */
  reset(): void {
    this.hold();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#parts.reset();
    this.bus.forget();
  }

  receive(bytes: Uint8Array): void {
    this.#parts.uart.receive(bytes);
    this.#schedule();
  }

  /** A load by an A53 of a register that it shares with the M7. */
  readRegister(address: number): number {
    this.#catchUp();
    return this.bus.readByA53(address);
  }

  /** A store of an A53 into a register that it shares with the M7. */
  writeRegister(address: number, value: number): void {
    this.#catchUp();
    this.bus.writeByA53(address, value);
    this.#schedule();
  }

  /** Somebody waits for an answer: the core runs at once. */
  nudge(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(true);
  }

  #catchUp(): void {
    this.#passTo(this.#time.catchUp(this.#isBusy));
  }

  get #isBusy(): boolean {
    return this.activity === 'executing' || (this.activity === 'waiting' && this.#hasWork());
  }

  #passTo(time: number): void {
    this.#time.now = time;
    this.#parts.advance(time);
    this.#core?.advance(time);
  }

  // Pacing of the host, not time of the board: a bare timer that never keeps the process alive.
  #schedule(soon = false): void {
    if (this.#timer || !this.#hasWork()) return;
    this.#timer = setTimeout(() => this.#slice(), soon ? 0 : sliceMs);
    this.#timer.unref();
  }

  #hasWork(): boolean {
    if (this.#parts.uart.nextAt !== undefined || this.#parts.nextAt !== Infinity) return true;
    if (this.activity === 'waiting') return this.#core!.wake() || this.#core!.nextTickAt !== Infinity;
    return this.activity === 'executing';
  }

  #slice(): void {
    this.#timer = undefined;
    this.#host.earn();
    const target = this.#time.ofBoard;
    const coveredMs = this.#host.spend((until) => {
      if (this.#host.hasCredit && (this.activity === 'executing' || this.activity === 'waiting')) this.#run(target, until);
    });
    this.#time.endRun(target, this.#isBusy, coveredMs);
    if (this.#time.now < target && this.activity === 'executing') this.#parts.pause(target - this.#time.now);
    if (this.#time.now < target) this.#passTo(target);
    if (this.#parts.bitten) this.#bite(this.#parts.bitten);
    this.#schedule(this.activity === 'executing' && this.#host.isAmple);
  }

  #bite(watchdog: string): void {
    this.#parts.bitten = undefined;
    this.#options.notes.onMishap(`${watchdog}, which the M7 started, was not served in time or asked for a reset: it resets the chip`);
    this.#options.onReset?.();
  }

  #run(target: number, until: number): void {
    const core = this.#core!;
    const goes = (): boolean => this.#core === core && !core.halt && !this.#wedged && !this.#parts.bitten;
    while (this.#time.now < target && goes() && performance.now() < until) {
      if (core.isWaiting && !core.wake()) this.#passTo(Math.min(target, core.nextTickAt, this.#parts.nextAt));
      else this.#execute(core, target);
    }
    this.#reportHalt();
  }

  #execute(core: Core, target: number): void {
    const { cycleNs } = this.#options.chip;
    const until = Math.min(target, core.nextTickAt, this.#parts.nextAt);
    const most = Math.max(1, Math.ceil((until - this.#time.now) / cycleNs));
    const executed = core.run(Math.min(instructionsPerCheck, most), most);
    this.#progress.instructions += executed;
    this.#time.now += executed * cycleNs;
    if (core.isWaiting) this.#progress.sleeps++;
    if (core.halt || core.isWaiting || this.#wedged) return;
    const pollEnd = this.#parts.takePollEnd();
    if (pollEnd !== undefined) this.#passTo(Math.max(this.#time.now, Math.min(target, pollEnd)));
    if (this.#time.now >= core.nextTickAt || this.#time.now >= this.#parts.nextAt) this.#passTo(this.#time.now);
  }

  #reportHalt(): void {
    const halt = this.#core?.halt;
    if (halt) this.#notes.mishap(`the M7 is in lockup: ${halt.reason}`);
  }
}
