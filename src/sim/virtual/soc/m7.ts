import { performance } from 'node:perf_hooks';
import type { Clock } from '../../../core/time.ts';
import type { VirtualChip } from '../../../core/virtual-model.ts';
import { Analog } from './analog.ts';
import { Bus } from './bus.ts';
import { Core } from './core.ts';
import type { Device } from './device.ts';
import { type M7Listener, M7Notes } from './m7-notes.ts';
import type { Memory } from './memory.ts';
import { MessagingUnit } from './messaging-unit.ts';
import { RegisterFile } from './register-file.ts';
import type { M7Activity } from './types.ts';
import { rootClockOf } from './uart-rate.ts';
import { Uart4 } from './uart4.ts';

const sliceMs = 4;
/** Host time the core may use in the long run, and the credit it starts with so that a start-up is not slowed down. */
const share = 0.1;
const creditMs = 250;
const longestRunMs = 3;
const instructionsPerCheck = 512;
const startUpInstructions = 2_000_000;
const loopInstructions = 20_000;

/** Interrupt numbers of the core, equal in MIMX8ML8_cm7.h and MIMX8MM6_cm4.h of NXP's SDK. */
const interruptLines = { mu: 97, uart4: 29 };

/** Target register of UART4's root in the CCM, and the oscillator for sources that are not modelled. */
const uart4Root = 0x3038_b080;
const defaultClock = 24e6;

export interface Progress {
  readonly instructions: number;
  readonly sleeps: number;
  /** CPU milliseconds of the host that went into it. */
  readonly cpuMs: number;
}

export interface M7Options {
  readonly chip: VirtualChip;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly onUart: (byte: number) => void;
  readonly notes: M7Listener;
}

/**
 * The Cortex-M7 with its debug UART and its side of the messaging unit. It lives in board time; a host cannot execute 800 million
 * instructions a second, so a busy firmware gets a share of one host core and its time jumps on, as if every instruction had taken longer.
 */
export class M7 {
  readonly mu: MessagingUnit;
  readonly uart: Uart4;
  readonly bus: Bus;
  readonly #options: M7Options;
  readonly #others: RegisterFile;
  readonly #notes: M7Notes;
  readonly #analog: Analog;
  #core: Core | undefined;
  #clocked = false;
  #wedged = false;
  #timer: NodeJS.Timeout | undefined;
  #origin: number;
  #now = 0;
  #pollUntil = 0;
  #credit = creditMs;
  #creditAt = performance.now();
  #instructions = 0;
  #sleeps = 0;
  #cpuMs = 0;

  constructor(options: M7Options) {
    this.#options = options;
    this.#origin = options.clock.now();
    this.#notes = new M7Notes(options.notes);
    this.#notes.pc = () => this.#core?.at;
    this.#others = new RegisterFile(this.#notes);
    this.uart = new Uart4({
      send: options.onUart,
      mishap: (sentence) => this.#notes.mishap(sentence),
      clock: () => rootClockOf(this.#others.kept(uart4Root)) ?? defaultClock,
      line: (high) => this.#core?.setLine(interruptLines.uart4, high),
    });
    this.mu = new MessagingUnit((high) => this.#core?.setLine(interruptLines.mu, high));
    this.#analog = new Analog(this.#notes);
    this.bus = new Bus({
      memory: options.memory,
      windows: options.chip.windows,
      devices: new Map([
        [0x30a6, this.#uartOnBus()],
        [0x30ab, this.mu],
        [0x3036, this.#analog],
      ]),
      others: this.#others,
    });
    options.memory.watch((buffer, offset, bytes) => this.#core?.written(buffer, offset, bytes));
  }

  /** The UART as the core meets it: at the present time, and with the way past its polls. */
  #uartOnBus(): Device {
    return {
      read: (offset) => {
        const now = this.#present();
        this.uart.advance(now);
        if (this.uart.isFull) this.#pollUntil = this.uart.nextAt!;
        if (this.#pollUntil > 0) this.#core?.pause();
        return this.uart.read(offset);
      },
      write: (offset, value) => {
        const now = this.#present();
        this.uart.advance(now);
        this.uart.write(offset, value, now);
      },
    };
  }

  /** Time inside a run of the core. */
  #present(): number {
    return this.#now + (this.#core?.executed ?? 0) * this.#options.chip.cycleNs;
  }

  get activity(): M7Activity {
    if (!this.#core) return 'held';
    if (this.#wedged) return 'wedged';
    if (this.#core.halt) return this.#core.halt.activity;
    if (!this.#clocked) return 'gated';
    return this.#core.isWaiting ? 'waiting' : 'executing';
  }

  /** Why it is in lockup or beyond the model. */
  get reason(): string | undefined {
    return this.#core?.halt?.reason;
  }

  /** Instructions executed and times it went to sleep since it left reset: what it has had of host time. */
  get progress(): Progress {
    return { instructions: this.#instructions, sleeps: this.#sleeps, cpuMs: this.#cpuMs };
  }

  /**
   * True once the core had the host time for what a real one does in 100 ms since `mark`, an earlier `progress`: it went through its loop to the
   * next sleep, or executed what a start-up and some turns of a loop take. A core that cannot execute has had it.
   */
  hadItsChance(mark: Pick<Progress, 'instructions' | 'sleeps'>): boolean {
    const alive = this.activity === 'executing' || this.activity === 'waiting';
    if (!alive || !this.#hasWork() || this.#sleeps - mark.sleeps >= 2) return true;
    return this.#instructions >= startUpInstructions && this.#instructions - mark.instructions >= loopInstructions;
  }

  /** CPUWAIT cleared: SP and PC come from words 0 and 1 of the ITCM. */
  release(): void {
    if (this.#core) return;
    this.#catchUp();
    this.#wedged = false;
    this.#instructions = 0;
    this.#sleeps = 0;
    this.#cpuMs = 0;
    this.#credit = creditMs;
    this.#notes.startOver();
    this.#core = new Core(this.#options.chip, this.bus, this.#notes, () => this.#present());
    this.mu.raise();
    this.#reportHalt();
    this.#schedule();
  }

  /** CPUWAIT set and the core reset. Memory, MU and UART keep what they have. */
  hold(): void {
    this.#core = undefined;
    this.#wedged = false;
  }

  /** Root clock and power domain. Without them a running core stops where it is and, when they come back, goes on. */
  setClocked(on: boolean): void {
    if (on && !this.#clocked) this.#catchUp();
    this.#clocked = on;
    this.#schedule();
  }

  /** The clock went away in the middle of an access that then never completes; only a reset of the core helps. */
  wedge(): void {
    if (this.#core) this.#wedged = true;
  }

  /** Power-on state of core, UART and MU. */
  reset(): void {
    this.hold();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.mu.reset();
    this.mu.listen({});
    this.uart.reset();
    this.#others.reset();
    this.#analog.reset();
    this.bus.forget();
  }

  receive(bytes: Uint8Array): void {
    this.uart.receive(bytes);
    this.#schedule();
  }

  /** A store of an A53 into a register that it shares with the M7. */
  writeRegister(address: number, value: number): void {
    this.#catchUp();
    this.bus.write32(address, value);
    this.#schedule();
  }

  /** Somebody waits for an answer: lets the core run at once instead of with its next slice. */
  nudge(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(true);
  }

  #boardNow(): number {
    return (this.#options.clock.now() - this.#origin) * 1e6;
  }

  #catchUp(): void {
    this.#passTo(Math.max(this.#now, this.#boardNow()));
  }

  #passTo(time: number): void {
    this.#now = time;
    this.uart.advance(time);
    this.#core?.advance(time);
  }

  // Pacing of the host, not time of the board: a bare timer that never keeps the process alive.
  #schedule(soon = false): void {
    if (this.#timer || !this.#hasWork()) return;
    this.#timer = setTimeout(() => this.#slice(), soon ? 0 : sliceMs);
    this.#timer.unref();
  }

  #hasWork(): boolean {
    if (this.uart.nextAt !== undefined) return true;
    if (this.activity === 'waiting') return this.#core!.wake() || this.#core!.nextTickAt !== Infinity;
    return this.activity === 'executing';
  }

  #slice(): void {
    this.#timer = undefined;
    this.#earn();
    const target = this.#boardNow();
    const started = performance.now();
    const cpu = process.cpuUsage();
    if (this.#runs()) this.#run(target, started + Math.min(this.#credit, longestRunMs));
    this.#credit -= performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    this.#cpuMs += (user + system) / 1000;
    if (this.#now < target) this.#passTo(target);
    this.#schedule(this.activity === 'executing' && this.#credit > longestRunMs);
  }

  #earn(): void {
    const now = performance.now();
    this.#credit = Math.min(creditMs, this.#credit + (now - this.#creditAt) * share);
    this.#creditAt = now;
  }

  #runs(): boolean {
    return this.#credit > 0 && (this.activity === 'executing' || this.activity === 'waiting');
  }

  #run(target: number, until: number): void {
    const core = this.#core!;
    while (this.#now < target && this.#core === core && !core.halt && performance.now() < until) {
      if (core.isWaiting && !core.wake()) this.#sleep(core, target);
      else this.#execute(core, target);
    }
    this.#reportHalt();
  }

  #sleep(core: Core, target: number): void {
    this.#passTo(Math.min(target, core.nextTickAt));
  }

  #execute(core: Core, target: number): void {
    const { cycleNs } = this.#options.chip;
    const until = Math.min(target, core.nextTickAt);
    const most = Math.max(1, Math.ceil((until - this.#now) / cycleNs));
    const executed = core.run(Math.min(instructionsPerCheck, most), most);
    this.#instructions += executed;
    this.#now += executed * cycleNs;
    if (core.isWaiting) this.#sleeps++;
    if (core.halt || core.isWaiting) return;
    if (this.#pollUntil > 0) this.#skipPoll(target);
    if (this.#now >= core.nextTickAt) core.advance(this.#now);
  }

  #skipPoll(target: number): void {
    this.#passTo(Math.max(this.#now, Math.min(target, this.#pollUntil)));
    this.#pollUntil = 0;
  }

  #reportHalt(): void {
    const halt = this.#core?.halt;
    if (halt) this.#notes.mishap(`the M7 is in lockup: ${halt.reason}`);
  }
}
