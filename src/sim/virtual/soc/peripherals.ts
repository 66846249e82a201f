import type { VirtualChip } from '../../../core/virtual-model.ts';
import type { BusParts } from './bus.ts';
import type { Device, TimedDevice } from './device.ts';
import type { M7Notes } from './m7-notes.ts';
import { Analog } from './peripherals/analog.ts';
import { Snvs, SystemCounter } from './peripherals/counters.ts';
import { Gates, rdcSemaphore, sema4 } from './peripherals/gates.ts';
import { Gpio } from './peripherals/gpio.ts';
import { Gpt } from './peripherals/gpt.ts';
import { MessagingUnit } from './peripherals/messaging-unit.ts';
import { PolledUart } from './peripherals/polled-uart.ts';
import { rootClockOf } from './peripherals/root-clock.ts';
import { Uart4 } from './peripherals/uart4.ts';
import { Watchdog } from './peripherals/watchdog.ts';
import { absentMemoryAt } from './registers/absent-memory.ts';
import { RegisterFile } from './registers/register-file.ts';

/** Interrupt numbers of the core, equal in MIMX8ML8_cm7.h and MIMX8MM6_cm4.h of NXP's SDK. */
const interruptLines = { mu: 97, uart4: 29 };

/** Upper half of the address, interrupt, and target register of its root in the CCM. */
const gpts = [
  { name: 'GPT1', block: 0x302d, line: 55, root: 0x3038_b580 },
  { name: 'GPT2', block: 0x302e, line: 54, root: 0x3038_b600 },
  { name: 'GPT3', block: 0x302f, line: 53, root: 0x3038_b680 },
  { name: 'GPT4', block: 0x3070, line: 52, root: 0x3038_b700 },
  { name: 'GPT5', block: 0x306f, line: 51, root: 0x3038_b780 },
  { name: 'GPT6', block: 0x306e, line: 46, root: 0x3038_b800 },
];

/** WDOG1 is Linux's and U-Boot's. */
const watchdogs = [
  { name: 'WDOG2', block: 0x3029, line: 79 },
  { name: 'WDOG3', block: 0x302a, line: 10 },
];

const gpios = [0x3020, 0x3021, 0x3022, 0x3023, 0x3024];
const uart4Root = 0x3038_b080;
const snvsBase = 0x3037_0000;
/** For roots whose source is not known here. */
const oscillator = 24e6;

export interface PeripheralParts {
  readonly chip: VirtualChip;
  readonly notes: M7Notes;
  /** The present time of the core, in nanoseconds. */
  readonly now: () => number;
  readonly onUart: (byte: number) => void;
  readonly setLine: (interrupt: number, high: boolean) => void;
  /** The core polls for what comes later: its present run is over. */
  readonly onPoll: () => void;
  /** The core waits for an answer that never comes. */
  readonly onStuck: () => void;
}

/** What of the chip is modelled around the core, by the upper half of its address. */
export class Peripherals {
  readonly uart: Uart4;
  readonly mu: MessagingUnit;
  readonly registers: RegisterFile;
  /** What the bus reaches besides memory. */
  readonly onBus: Pick<BusParts, 'devices' | 'others' | 'isStuck' | 'onNothing'>;
  /** The watchdog that wants to reset the chip. */
  bitten: string | undefined;
  readonly #polledUart: PolledUart;
  readonly #timed: readonly TimedDevice[];
  readonly #watchdogs: readonly Watchdog[];
  readonly #others: readonly { reset(): void }[];

  constructor(parts: PeripheralParts) {
    const { notes, now, setLine } = parts;
    this.registers = new RegisterFile(parts.chip.core, notes);
    this.uart = new Uart4({
      send: parts.onUart,
      mishap: (sentence) => notes.mishap(sentence),
      clock: () => rootClockOf(this.registers.kept(uart4Root), 'uart') ?? oscillator,
      line: (high) => setLine(interruptLines.uart4, high),
    });
    this.#polledUart = new PolledUart({ uart: this.uart, now, onPoll: parts.onPoll });
    this.mu = new MessagingUnit((high) => setLine(interruptLines.mu, high));
    const analog = new Analog(parts.chip.core, notes);
    const snvs = this.#snvs(parts);
    const [semaphores, ...domainSemaphores] = [new Gates(sema4), new Gates(rdcSemaphore), new Gates(rdcSemaphore)];
    const timers = this.#timers(parts);
    const ports = gpios.map((block, index): [number, Gpio] => [block, new Gpio((what) => effect(notes, `${what} (GPIO${index + 1})`))]);
    this.#timed = timers.map(([, device]) => device);
    this.#watchdogs = this.#timed.filter((device) => device instanceof Watchdog);
    this.#others = [analog, snvs, semaphores!, ...domainSemaphores, ...ports.map(([, port]) => port)];
    const devices = new Map<number, Device>([
      ...timers,
      ...ports,
      [0x3036, analog],
      [0x3037, snvs],
      [0x303b, domainSemaphores[0]!],
      [0x303c, domainSemaphores[1]!],
      [0x306a, new SystemCounter(now)],
      [0x30a6, this.#polledUart],
      [0x30aa, this.mu.sideA],
      [0x30ab, this.mu],
      [0x30ac, semaphores!],
    ]);
    this.onBus = {
      devices,
      others: this.registers,
      isStuck: (address) => this.#isStuck(parts, address),
      onNothing: (address) => absent(parts, address),
    };
  }

  /** When an interrupt may come without anybody's doing; Infinity when none is awaited. */
  get nextAt(): number {
    let next = this.uart.wakesAt;
    for (const device of this.#timed) next = Math.min(next, device.nextAt);
    return next;
  }

  advance(now: number): void {
    this.uart.advance(now);
    for (const device of this.#timed) if (device.nextAt <= now) device.advance(now);
  }

  /** When the next byte of the UART leaves for which a poll waits, once; undefined when none does. */
  takePollEnd(): number | undefined {
    return this.#polledUart.takePollEnd();
  }

  /** Time passes in which a busy core was not executed: no watchdog counts it. */
  pause(ns: number): void {
    for (const watchdog of this.#watchdogs) watchdog.pause(ns);
  }

  /** Power-on state. */
  reset(): void {
    this.bitten = undefined;
    this.mu.reset();
    this.mu.listen({});
    this.uart.reset();
    this.registers.reset();
    for (const device of [...this.#timed, ...this.#others]) device.reset();
  }

  #isStuck({ notes, onStuck }: PeripheralParts, address: number): boolean {
    const found = this.registers.gates.withoutClock(address);
    if (!found) return false;
    notes.mishap(
      `the M7 accessed ${found.peripheral} without a clock (${found.gate} of the CCM): such an access never completes; the firmware has to switch the gate on before (CLOCK_EnableClock), since Linux switches off what it does not use itself`,
    );
    onStuck();
    return true;
  }

  #timers({ notes, now, setLine }: PeripheralParts): readonly (readonly [number, TimedDevice])[] {
    const missing = (name: string) => (what: string) => effect(notes, `${what} of ${name}`);
    return [
      ...gpts.map(({ name, block, line, root }): [number, TimedDevice] => [
        block,
        new Gpt({
          now,
          clock: () => rootClockOf(this.registers.kept(root), 'gpt') ?? oscillator,
          line: (high) => setLine(line, high),
          missing: missing(name),
        }),
      ]),
      ...watchdogs.map(({ name, block, line }): [number, TimedDevice] => [
        block,
        new Watchdog({
          now,
          line: (high) => setLine(line, high),
          bite: () => {
            this.bitten = name;
          },
        }),
      ]),
    ];
  }

  #snvs({ notes, now }: PeripheralParts): Snvs {
    return new Snvs({
      now,
      missing: (what) => effect(notes, what),
      unknown: (offset, access) => this.registers.report(snvsBase + offset, access),
    });
  }
}

const absent = ({ chip, notes }: PeripheralParts, address: number): void => {
  const name = absentMemoryAt(chip.core, address);
  if (name !== undefined) notes.limit({ kind: 'effect', name, address, fatal: false });
};

const effect = (notes: M7Notes, name: string): void => notes.limit({ kind: 'effect', name, fatal: false });
