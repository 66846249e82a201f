import { RP2040 } from 'rp2040js';
import type { Bus } from './bus.ts';
import { BeyondModel, CoreFault, hex } from './fault.ts';
import type { M7Limit, M7Notes } from './m7-notes.ts';
import { isExecutable } from './m7-view.ts';
import { PrivatePeripherals } from './private-peripherals.ts';
import { thumbName } from './thumb-names.ts';

const hardFault = 3;
const nmi = 2;

/** Why a core does not go on. */
export interface Halt {
  readonly activity: 'lockup' | 'beyond-model';
  readonly reason: string;
  /** What is beyond the model. */
  readonly limit?: M7Limit;
}

/**
 * One life of the M7 from reset: rp2040js's ARMv6-M core on our bus, with the rules of ARMv7-M where they decide the outcome: the Thumb bit
 * of every loaded PC (INVSTATE), addresses that hold no code, faults that escalate to HardFault, and lockup when that fails too.
 */
export class Core {
  readonly #core: RP2040['core'];
  readonly ppb: PrivatePeripherals;
  halt: Halt | undefined;
  #at = 0;

  constructor(bus: Bus, notes: M7Notes) {
    this.#core = new (armV6m())(chipOn(bus, notes));
    this.ppb = new PrivatePeripherals(this.#core, notes);
    bus.ppb = this.ppb;
    this.#addThumbRules();
    this.#leaveReset(bus.read32(0), bus.read32(4));
  }

  get isWaiting(): boolean {
    return this.#core.waiting;
  }

  get pc(): number {
    return (this.#core.PC & ~1) >>> 0;
  }

  /** The instruction that is being executed, or was the last one. */
  get at(): number {
    return this.#at;
  }

  /** True when WFI ends: masked by PRIMASK or not, a pending exception wakes the core. */
  wake(): boolean {
    const { pendingSystick, pendingPendSV } = this.#core;
    if (pendingSystick || pendingPendSV) this.#core.waiting = false;
    return !this.#core.waiting;
  }

  /** Executes one instruction. Leaves `halt` set when the core cannot go on. */
  step(): void {
    this.#at = this.pc;
    try {
      if (!isExecutable(this.#at)) throw new CoreFault(`no code may be fetched from ${hex(this.#at)} (IACCVIOL)`);
      this.#core.executeInstruction();
    } catch (error) {
      this.#handle(error);
    }
  }

  #leaveReset(sp: number, pc: number): void {
    this.#core.SP = sp;
    this.#core.PC = (pc & ~1) >>> 0;
    this.#at = this.pc;
    if ((pc & 1) === 0) this.#handle(new CoreFault(`reset vector ${hex(pc)} has no Thumb bit (INVSTATE)`));
  }

  #handle(error: unknown): void {
    if (error instanceof BeyondModel) this.halt = { activity: 'beyond-model', reason: error.message, limit: error.limit };
    else if (error instanceof CoreFault) this.#takeHardFault(error);
    else throw error;
  }

  /** ARMv7-M B1.5.15: a fault at the priority of HardFault or above, or while entering it, is a lockup. */
  #takeHardFault(fault: CoreFault): void {
    const where = `${fault.message}, pc ${hex(this.#at)}`;
    if (this.#core.IPSR === hardFault || this.#core.IPSR === nmi) {
      this.#lockUp(`${where}, inside the fault handler`);
      return;
    }
    this.#core.PC = this.#at;
    try {
      this.#core.exceptionEntry(hardFault);
    } catch (second) {
      if (!(second instanceof CoreFault)) throw second;
      this.#lockUp(`${where}; then the HardFault could not be taken: ${second.message}`);
    }
  }

  #lockUp(reason: string): void {
    this.halt = { activity: 'lockup', reason };
  }

  #addThumbRules(): void {
    const core = this.#core;
    const enter = core.exceptionEntry.bind(core);
    const branch = core.BXWritePC.bind(core);
    core.exceptionEntry = (number) => {
      enter(number);
      const vector = core.PC;
      core.PC = (vector & ~1) >>> 0;
      if ((vector & 1) === 0) throw new CoreFault(`vector ${number} is ${hex(vector)}, without Thumb bit (INVSTATE)`);
      if (!isExecutable(core.PC)) throw new CoreFault(`vector ${number} is ${hex(vector)}, where no code may be fetched (IACCVIOL)`);
    };
    core.BXWritePC = (address) => {
      const returns = core.currentMode === 1 && address >>> 28 === 0xf;
      if (!returns && (address & 1) === 0) throw new CoreFault(`branch to ${hex(address)} without Thumb bit (INVSTATE)`);
      branch(address);
    };
  }
}

const nameAt = (bus: Bus, address: number): string => {
  const first = bus.read16(address);
  // The halfword behind a 16-bit instruction may lie where there is no memory.
  return thumbName(first, first >>> 11 >= 0b11101 ? bus.read16(address + 2) : 0);
};

type ArmV6m = new (chip: RP2040) => RP2040['core'];
let coreClass: ArmV6m | undefined;

/** The package exports the core only inside a whole RP2040, whose 16 MiB of flash we need once, if at all. */
const armV6m = (): ArmV6m => {
  coreClass ??= new RP2040().core.constructor as ArmV6m;
  return coreClass;
};

/** All of the chip that the core ever uses. */
type Chip = Pick<RP2040, 'readUint8' | 'readUint16' | 'readUint32' | 'writeUint8' | 'writeUint16' | 'writeUint32' | 'onBreak' | 'logger'>;

const chipOn = (bus: Bus, notes: M7Notes): RP2040 => {
  const effect = (name: string): void => notes.limit({ kind: 'effect', name, fatal: false });
  const chip: Chip = {
    readUint8: (address: number) => bus.read8(address >>> 0),
    readUint16: (address: number) => bus.read16(address >>> 0),
    readUint32: (address: number) => bus.read32(address >>> 0),
    writeUint8: (address: number, value: number) => bus.write8(address >>> 0, value),
    writeUint16: (address: number, value: number) => bus.write16(address >>> 0, value),
    writeUint32: (address: number, value: number) => bus.write32(address >>> 0, value),
    onBreak: () => {
      throw new CoreFault('undefined instruction or breakpoint without a debugger');
    },
    logger: {
      debug: () => {},
      info: () => {},
      error: (_: string, text: string) => effect(text),
      warn: (_: string, text: string) => {
        const at = /Instruction at (-?[0-9a-f]+) is not implemented/.exec(text);
        if (at) throw new BeyondModel(nameAt(bus, Number.parseInt(at[1]!, 16)));
        effect(text);
      },
    },
  };
  return chip as RP2040;
};
